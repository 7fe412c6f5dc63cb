package io.debros.store.identity;

import java.security.SecureRandom;

/**
 * The built-in provider {@code publickey}: the id is a root public key in hex, which signs for the
 * signing key. The root key is kept under the name that the user gave.
 */
public final class PublicKeyProvider implements IdentityProvider {
  /** The type of these identities. */
  public static final String TYPE = "publickey";

  private final KeyStore keys;
  private final Signatures signatures;
  private final SecureRandom random;

  public PublicKeyProvider(KeyStore keys, Signatures signatures, SecureRandom random) {
    this.keys = keys;
    this.signatures = signatures;
    this.random = random;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String id(String name) {
    return signatures.publicKey(rootKey(name));
  }

  @Override
  public String sign(String name, String text) {
    return signatures.sign(rootKey(name), Identity.utf8(text));
  }

  @Override
  public boolean verify(Identity identity) {
    return signatures.verify(
        identity.publicKeySignature(), identity.id(), Identity.utf8(identity.signedByProvider()));
  }

  private byte[] rootKey(String name) {
    byte[] key = keys.find(name);
    return key != null ? key : keys.putIfAbsent(name, signatures.newPrivateKey(random));
  }
}
