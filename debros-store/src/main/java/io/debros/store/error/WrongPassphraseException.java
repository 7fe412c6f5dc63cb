package io.debros.store.error;

/**
 * Something is protected by a passphrase, and the caller gave another one or none. Nothing was
 * changed.
 */
public final class WrongPassphraseException extends DebrosException {
  private static final long serialVersionUID = 1L;

  public WrongPassphraseException(Problem problem) {
    super(problem, null);
  }
}
