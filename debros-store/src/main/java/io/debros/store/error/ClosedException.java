package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** The node, database or storage was closed. */
public final class ClosedException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public ClosedException(Problem problem) {
    super(problem, null);
  }

  public ClosedException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
