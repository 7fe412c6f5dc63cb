package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** An entry that may not join: its signature, identity, log or form is wrong. */
public final class BadEntryException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public BadEntryException(Problem problem) {
    super(problem, null);
  }

  public BadEntryException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
