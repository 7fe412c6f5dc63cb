package io.debros.jpa.mapping;

import io.debros.store.error.Problem;
import jakarta.persistence.PersistenceException;
import org.jspecify.annotations.Nullable;

/** A stored document that cannot be read as its entity, as a foreign writer may leave it. */
public final class UnreadableDocumentException extends PersistenceException {
  private static final long serialVersionUID = 1L;

  UnreadableDocumentException(Problem problem, @Nullable Throwable cause) {
    super(problem.toString(), cause instanceof Exception exception ? exception : null);
  }
}
