package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** A block that is needed is not here and no source has it. */
public class MissingBlockException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public MissingBlockException(Problem problem) {
    super(problem, null);
  }

  public MissingBlockException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
