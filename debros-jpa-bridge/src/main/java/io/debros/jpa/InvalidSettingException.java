package io.debros.jpa;

import io.debros.store.error.Problem;
import org.jspecify.annotations.Nullable;

/** A {@code debros.*} setting that is unknown or whose value does not fit. */
public final class InvalidSettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Problem problem;

  InvalidSettingException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  /** What is wrong, where, what to do; null only after this exception was deserialized. */
  public @Nullable Problem problem() {
    return problem;
  }
}
