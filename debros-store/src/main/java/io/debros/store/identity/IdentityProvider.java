package io.debros.store.identity;

/** Says what an id is, and proves that it belongs to a signing key. Thread-safe. */
public interface IdentityProvider {
  /** The word that identities of this provider carry as {@code type}. */
  String type();

  /** The id of a user, who is created if unknown. */
  String id(String name);

  /** Signs for a user: {@link Identity#signedByProvider} of the new identity. */
  String sign(String name, String text);

  /** Whether {@link Identity#publicKeySignature} proves the id. False, never an error. */
  boolean verify(Identity identity);
}
