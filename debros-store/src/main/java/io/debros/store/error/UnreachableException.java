package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** A peer could not be connected to: nobody is there, or there is no way. */
public final class UnreachableException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public UnreachableException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
