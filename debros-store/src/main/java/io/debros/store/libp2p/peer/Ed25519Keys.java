package io.debros.store.libp2p.peer;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** Plain Ed25519 by BouncyCastle, about ten times faster than the one of the JDK. */
final class Ed25519Keys {
  private Ed25519Keys() {}

  /** Null if these 32 bytes are no point of the curve. */
  static @Nullable Verifier findVerifier(byte[] key) {
    Ed25519.PublicPoint point =
        key.length == Ed25519.PUBLIC_KEY_SIZE
            ? Ed25519.validatePublicKeyPartialExport(key, 0)
            : null;
    return point == null ? null : (message, signature) -> verify(point, message, signature);
  }

  static byte[] publicKey(byte[] seed) {
    byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, key, 0);
    return key;
  }

  static byte[] sign(byte[] seed, byte[] publicKey, byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  private static boolean verify(Ed25519.PublicPoint key, byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature, 0, key, message, 0, message.length);
  }
}
