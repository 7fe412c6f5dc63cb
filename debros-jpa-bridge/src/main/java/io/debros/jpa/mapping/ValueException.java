package io.debros.jpa.mapping;

import io.debros.store.error.Problem;

/** A single value that has no document form, or the other way round. */
final class ValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final String path;

  ValueException(Problem problem) {
    this(problem, "");
  }

  private ValueException(Problem problem, String path) {
    super(problem.toString());
    this.problem = problem;
    this.path = path;
  }

  /** The same, seen from the map or list around the value. */
  ValueException in(String step) {
    return new ValueException(problem, path.isEmpty() ? step : step + "." + path);
  }

  /** Where the value is: names joined by points. */
  String path() {
    return path;
  }

  Problem problem() {
    return problem;
  }
}
