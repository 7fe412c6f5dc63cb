package io.debros.store.testing;

import io.debros.store.oplog.EntryCipher;

/** The toy cipher of the vectors: every byte XOR one byte. Authenticates nothing. */
public record XorCipher(int key) implements EntryCipher {
  @Override
  public byte[] encrypt(byte[] plain) {
    byte[] result = plain.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= (byte) key;
    }
    return result;
  }

  @Override
  public byte[] decrypt(byte[] encrypted) {
    return encrypt(encrypted);
  }
}
