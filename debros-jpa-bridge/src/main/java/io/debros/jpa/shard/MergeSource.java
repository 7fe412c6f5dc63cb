package io.debros.jpa.shard;

import io.debros.jpa.document.MergeSpec;
import io.debros.jpa.metamodel.EntityModel;
import org.jspecify.annotations.Nullable;

/** Tells how the rows of a model merge; the same answer every time. Thread-safe. */
@FunctionalInterface
public interface MergeSource {
  /** How; null if the last write of a row counts. */
  @Nullable MergeSpec merge(EntityModel model);
}
