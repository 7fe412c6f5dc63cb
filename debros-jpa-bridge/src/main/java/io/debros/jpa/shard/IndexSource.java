package io.debros.jpa.shard;

import io.debros.jpa.document.IndexSpec;
import io.debros.jpa.metamodel.EntityModel;
import java.util.List;

/** Tells which indexes the databases of a model keep. Thread-safe. */
@FunctionalInterface
public interface IndexSource {
  /** Present indexes of the model; more may come. */
  List<IndexSpec> specs(EntityModel model);
}
