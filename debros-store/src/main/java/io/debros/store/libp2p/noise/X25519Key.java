package io.debros.store.libp2p.noise;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** A key pair of X25519. Immutable, thread-safe; never printed. */
final class X25519Key {
  /** Bytes of a public key. */
  static final int SIZE = X25519.POINT_SIZE;

  private final byte[] secret;
  private final byte[] point = new byte[SIZE];

  private X25519Key(byte[] secret) {
    this.secret = secret;
    X25519.generatePublicKey(secret, 0, point, 0);
  }

  static X25519Key generate(SecureRandom random) {
    byte[] secret = new byte[X25519.SCALAR_SIZE];
    random.nextBytes(secret);
    return of(secret);
  }

  /** The pair of 32 secret bytes. */
  static X25519Key of(byte[] secret) {
    return new X25519Key(secret.clone());
  }

  /** The public half; a copy. */
  byte[] publicKey() {
    return point.clone();
  }

  /**
   * The secret shared with the owner of a public key.
   *
   * @throws BadPeerException if that key makes the secret zero, whatever ours is
   */
  byte[] agree(byte[] other) {
    byte[] shared = new byte[SIZE];
    if (!X25519.calculateAgreement(secret, 0, other, 0, shared, 0)) {
      throw new BadPeerException(problem("Key of a Noise handshake is of low order"), Fault.CRYPTO);
    }
    return shared;
  }

  @Override
  public String toString() {
    return "X25519Key";
  }
}
