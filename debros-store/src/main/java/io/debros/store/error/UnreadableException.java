package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/**
 * Something is encrypted and cannot be decrypted here. It is neither missing nor forged: its
 * signature and its links can be checked all the same.
 */
public final class UnreadableException extends DebrosException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final @Nullable String keyId;

  /**
   * @param keyId of the key that protects it; null if the ciphertext does not say
   */
  public UnreadableException(Problem problem, Reason reason, @Nullable String keyId) {
    super(keyId == null ? problem : problem.at("key", keyId), null);
    this.reason = reason;
    this.keyId = keyId;
  }

  /** Why it cannot be decrypted. */
  public Reason reason() {
    return reason;
  }

  /** Id of the key that protects it; null if the ciphertext does not say. */
  public @Nullable String keyId() {
    return keyId;
  }

  /** Why something cannot be decrypted. */
  public enum Reason {
    /** Its key was forgotten here on purpose: nobody can read it again. */
    FORGOTTEN,
    /** No key was given, or not this one. It becomes readable when the key arrives. */
    NO_KEY,
    /** The key does not fit, or bytes were changed before its writer signed them. */
    UNDECRYPTABLE
  }
}
