package io.debros.store.identity;

import org.jspecify.annotations.Nullable;

/** Private keys of secp256k1 by id. An id is any text but the empty one. Thread-safe. */
public interface KeyStore {
  /** The 32 bytes of a private key, or null if the id has none; the caller owns the array. */
  byte @Nullable [] find(String id);

  /**
   * Stores a private key unless the id has one already.
   *
   * @return the key that the id has now: the given one or the earlier one
   */
  byte[] putIfAbsent(String id, byte[] privateKey);
}
