package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** What was asked for by key or address does not exist. */
public final class NotFoundException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public NotFoundException(Problem problem) {
    super(problem, null);
  }

  public NotFoundException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
