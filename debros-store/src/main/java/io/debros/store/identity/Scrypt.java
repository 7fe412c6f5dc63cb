package io.debros.store.identity;

import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * How a key is made from a passphrase: scrypt (RFC 7914), which JavaScript has, too. Immutable; the
 * array is not copied.
 *
 * @param cost N, a power of two
 * @param blockSize r
 * @param parallelism p
 * @param salt random bytes
 */
record Scrypt(int cost, int blockSize, int parallelism, byte[] salt) {
  private static final int COST = 1 << 16;
  private static final int BLOCK_SIZE = 8;
  private static final int PARALLELISM = 2;
  private static final int SALT = 16;
  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_PARALLELISM = 64;

  /** 64 MiB and about half a second, as OWASP recommends for passwords. */
  static Scrypt fresh(SecureRandom random) {
    return fresh(random, COST);
  }

  /** As {@link #fresh(SecureRandom)} at another cost. */
  static Scrypt fresh(SecureRandom random, int cost) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return new Scrypt(cost, BLOCK_SIZE, PARALLELISM, salt);
  }

  /** Whether these are parameters that this machine can be asked to compute with. */
  boolean isReasonable() {
    return cost > 1
        && Integer.bitCount(cost) == 1
        && blockSize > 0
        && parallelism > 0
        && parallelism <= MOST_PARALLELISM
        && (long) cost * blockSize <= MOST_BYTES / 128
        && salt.length >= SALT;
  }

  /** A key for {@link SecretBox}. */
  byte[] key(Passphrase passphrase) {
    return SCrypt.generate(
        passphrase.bytes(), salt, cost, blockSize, parallelism, SecretBox.KEY_BYTES);
  }
}
