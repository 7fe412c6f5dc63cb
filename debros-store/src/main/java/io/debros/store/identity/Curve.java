package io.debros.store.identity;

/**
 * The arithmetic of secp256k1 on well-formed input: all rules about forms are in {@link
 * Signatures}, so implementations cannot differ in what they accept. Thread-safe.
 */
interface Curve {
  /** Compressed public key, 33 bytes. */
  byte[] publicKey(byte[] privateKey);

  /** r ‖ s, 64 bytes, s in the lower half; deterministic as in RFC 6979 with HMAC-SHA-256. */
  byte[] sign(byte[] privateKey, byte[] hash);

  /** False also if the key is not a point of the curve; r and s are in range, s is low. */
  boolean verify(byte[] compactSignature, byte[] publicKey, byte[] hash);
}
