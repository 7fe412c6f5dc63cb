package io.debros.store.encryption;

import io.debros.store.oplog.EntryCipher;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts whole entries with AES-256-GCM: a fresh random nonce for every one, the key's id in
 * front. Thread-safe.
 */
public final class ReplicationCipher implements EntryCipher {
  private final EncryptionKeys keys;
  private final String name;

  ReplicationCipher(EncryptionKeys keys, String name) {
    this.keys = keys;
    this.name = name;
  }

  @Override
  public byte[] encrypt(byte[] plain) {
    return Envelope.seal(keys.random(), keys.newest(name), plain);
  }

  @Override
  public byte[] decrypt(byte[] encrypted) {
    return DataCipher.open(keys, encrypted);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReplicationCipher that && keys == that.keys && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
