package io.debros.spring.repository.query;

import io.debros.store.error.Problem;
import org.jspecify.annotations.Nullable;

/** A repository declares a method that cannot be run. */
public final class InvalidQueryMethodException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Problem problem;

  InvalidQueryMethodException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  /** What is wrong, where, what to do; null only after this exception was deserialized. */
  public @Nullable Problem problem() {
    return problem;
  }
}
