package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/** Bytes that are not what they claim: wrong hash, not canonical dag-cbor, hostile shape. */
public final class BadBlockException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public BadBlockException(Problem problem) {
    super(problem, null);
  }

  public BadBlockException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
