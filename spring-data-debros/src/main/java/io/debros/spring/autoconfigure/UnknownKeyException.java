package io.debros.spring.autoconfigure;

import io.debros.store.error.DebrosException;
import io.debros.store.error.Problem;

/** A configuration sets a {@code debros.*} key that does not exist. */
public final class UnknownKeyException extends DebrosException {
  private static final long serialVersionUID = 1L;

  UnknownKeyException(Problem problem) {
    super(problem, null);
  }
}
