package io.debros.jpa.error;

import io.debros.store.error.Problem;
import jakarta.persistence.PersistenceException;

/**
 * A value is not what its {@code @Column} or {@code @JoinColumn} allows: null, too long, too many
 * digits. Names entity, id and attribute, never the value; nothing was written.
 */
public final class ColumnViolationException extends PersistenceException {
  private static final long serialVersionUID = 1L;

  public ColumnViolationException(Problem problem) {
    super(problem.toString());
  }
}
