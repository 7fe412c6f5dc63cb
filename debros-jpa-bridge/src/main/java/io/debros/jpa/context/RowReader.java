package io.debros.jpa.context;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.EntityModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows for a context: what is committed now, and on top of it what the context's transaction
 * has flushed.
 */
public interface RowReader {
  /** The row of an id; null if there is none. */
  @Nullable Document find(EntityModel model, String id);

  /** The rows that point to an owner, in the order that the association asks for. */
  List<Document> children(ToMany association, Object owner);

  /** The row whose owning side points to an owner; null if there is none. */
  @Nullable Document child(ToOne association, Object owner);
}
