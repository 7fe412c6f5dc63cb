package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** The network failed: an address cannot be listened on, or a peer cannot be reached. */
public class NetworkException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public NetworkException(Problem problem) {
    super(problem, null);
  }

  public NetworkException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
