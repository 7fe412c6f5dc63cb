package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 key by which this node proves who it is to peers; apart from the keys that sign
 * entries. Immutable, thread-safe; never printed.
 */
public final class PrivateKey {
  private final byte[] seed;
  private final PublicKey publicKey;
  private final byte[] publicBytes;

  private PrivateKey(byte[] seed) {
    this.seed = seed;
    this.publicBytes = Ed25519Keys.publicKey(seed);
    this.publicKey = PublicKey.of(KeyType.ED25519, publicBytes);
  }

  /** A new random key. */
  public static PrivateKey generate(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(seed);
    return new PrivateKey(seed);
  }

  /**
   * Reads a {@code PrivateKey} message, as {@link #bytes} and JavaScript write it.
   *
   * @throws IllegalArgumentException if it is anything else than one with an Ed25519 key
   */
  public static PrivateKey decode(byte[] message) {
    KeyMessage parts;
    try {
      parts = KeyMessage.decode("PrivateKey", message);
    } catch (RuntimeException unreadable) {
      throw refused(unreadable);
    }
    if (parts.type() != KeyType.ED25519
        || parts.data().length != Ed25519.SECRET_KEY_SIZE + Ed25519.PUBLIC_KEY_SIZE) {
      throw refused(null);
    }
    PrivateKey key = new PrivateKey(Arrays.copyOf(parts.data(), Ed25519.SECRET_KEY_SIZE));
    if (!Arrays.equals(key.bytes(), message)) {
      throw refused(null);
    }
    return key;
  }

  /** The {@code PrivateKey} message: a secret; a new array. */
  public byte[] bytes() {
    byte[] data = Arrays.copyOf(seed, seed.length + publicBytes.length);
    System.arraycopy(publicBytes, 0, data, seed.length, publicBytes.length);
    return KeyMessage.encode(KeyType.ED25519, data);
  }

  /** The public half. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** The id of the peer that has this key. */
  public PeerId peerId() {
    return PeerId.of(publicKey);
  }

  /** Signs a message: 64 bytes, always the same for the same message. */
  public byte[] sign(byte[] message) {
    return Ed25519Keys.sign(seed, publicBytes, message);
  }

  /** The peer id only. */
  @Override
  public String toString() {
    return "PrivateKey of " + peerId();
  }

  private static IllegalArgumentException refused(@Nullable RuntimeException cause) {
    return new IllegalArgumentException(
        problem("Private key of this peer is not an Ed25519 key of libp2p")
            .advice("Give the PrivateKey message of an Ed25519 key, 68 bytes, or let one be made")
            .toString(),
        cause);
  }
}
