package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The public key of a peer. Its message has one form only, because the id of the peer is made of
 * these bytes. Immutable, thread-safe; equal if type and data are.
 */
public final class PublicKey {
  /** The longest message: an RSA key of 8192 bits needs 1,066 bytes. */
  public static final int MAX_BYTES = 1200;

  private final KeyType type;
  private final byte[] data;
  private final Verifier verifier;

  private PublicKey(KeyType type, byte[] data, Verifier verifier) {
    this.type = type;
    this.data = data;
    this.verifier = verifier;
  }

  /**
   * Reads a {@code PublicKey} message.
   *
   * @throws BadPeerException if it is none, or has another than its only form
   */
  public static PublicKey decode(byte[] message) {
    if (message.length > MAX_BYTES) {
      throw refused("Public key of a peer is too long", message, Fault.LIMIT);
    }
    KeyMessage parts = KeyMessage.decode("PublicKey", message);
    PublicKey key = of(parts.type(), parts.data());
    if (!Arrays.equals(key.bytes(), message)) {
      throw refused("Public key of a peer is not in its only form", message, Fault.MALFORMED);
    }
    return key;
  }

  /** A key of its data: 32 bytes for Ed25519, 33 for secp256k1, DER for RSA. */
  static PublicKey of(KeyType type, byte[] data) {
    Verifier verifier =
        switch (type) {
          case RSA -> RsaKeys.findVerifier(data);
          case ED25519 -> Ed25519Keys.findVerifier(data);
          case SECP256K1 -> Secp256k1Keys.findVerifier(data);
        };
    if (verifier == null) {
      throw refused("Public key of a peer is not valid", data, Fault.MALFORMED);
    }
    return new PublicKey(type, data.clone(), verifier);
  }

  /** What kind of key it is. */
  public KeyType type() {
    return type;
  }

  /** The key without the message around it; a copy. */
  public byte[] data() {
    return data.clone();
  }

  /** The {@code PublicKey} message; a new array. */
  public byte[] bytes() {
    return KeyMessage.encode(type, data);
  }

  /** Whether the signature is one of this key over the message; false also for any other bytes. */
  public boolean verify(byte[] message, byte[] signature) {
    return verifier.verify(message, signature);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublicKey that && type == that.type && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  /** Type and peer id. */
  @Override
  public String toString() {
    return type + " " + PeerId.of(this);
  }

  private static BadPeerException refused(String sentence, byte[] bytes, Fault fault) {
    return new BadPeerException(
        problem(sentence).at("bytes", bytes.length).advice("Give the peer an Ed25519 key"), fault);
  }
}
