package io.debros.store.oplog;

/**
 * One of the two hooks of OrbitDB's encryption: bytes to bytes and back. Thread-safe. A cipher with
 * fresh nonces gives other bytes for each call; whatever it gave is kept as it is.
 */
public interface EntryCipher {
  /**
   * Encrypts a payload, or a whole entry, as dag-cbor.
   *
   * @throws RuntimeException if it cannot; then nothing is written
   */
  byte[] encrypt(byte[] plain);

  /**
   * Decrypts what {@link #encrypt} gave, here or at a peer.
   *
   * @throws io.debros.store.error.UnreadableException if it cannot
   */
  byte[] decrypt(byte[] encrypted);
}
