package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/**
 * What all errors of the store extend. Faults of the caller are {@link IllegalArgumentException}s.
 */
public abstract class DebrosException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Problem problem;

  protected DebrosException(Problem problem, @Nullable Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  /** What happened, where, what to do; null only after this exception was deserialized. */
  public @Nullable Problem problem() {
    return problem;
  }
}
