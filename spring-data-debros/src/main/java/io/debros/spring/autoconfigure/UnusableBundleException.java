package io.debros.spring.autoconfigure;

import io.debros.store.error.DebrosException;
import io.debros.store.error.Problem;
import org.jspecify.annotations.Nullable;

/** {@code debros.network.ssl-bundle} names a bundle that is not there, or does not fit. */
public final class UnusableBundleException extends DebrosException {
  private static final long serialVersionUID = 1L;

  UnusableBundleException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
