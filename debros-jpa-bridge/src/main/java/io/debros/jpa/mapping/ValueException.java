package io.debros.jpa.mapping;

import io.debros.store.error.Problem;
import org.jspecify.annotations.Nullable;

/** A single value that has no document form, or the other way round. */
final class ValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final String path;

  ValueException(Problem problem) {
    this(problem, "", null);
  }

  /** What code of the application threw at a value. */
  ValueException(Problem problem, RuntimeException cause) {
    this(problem, "", cause);
  }

  private ValueException(Problem problem, String path, @Nullable Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
    this.path = path;
  }

  /** The same, seen from the map or list around the value. */
  ValueException in(String step) {
    return new ValueException(problem, path.isEmpty() ? step : step + "." + path, getCause());
  }

  /** Where the value is: names joined by points. */
  String path() {
    return path;
  }

  Problem problem() {
    return problem;
  }
}
