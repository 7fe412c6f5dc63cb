package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** The identity may not append to the database. */
public final class AppendDeniedException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public AppendDeniedException(Problem problem) {
    super(problem, null);
  }

  public AppendDeniedException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
