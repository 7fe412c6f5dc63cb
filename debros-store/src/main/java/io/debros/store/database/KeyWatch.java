package io.debros.store.database;

import io.debros.store.encryption.DataCipher;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.EncryptionKeysListener;
import io.debros.store.oplog.Encryption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows the ring of keys that an open database uses. Thread-safe. */
final class KeyWatch implements EncryptionKeysListener, AutoCloseable {
  private final @Nullable EncryptionKeys keys;
  private final Runnable follow;

  private KeyWatch(@Nullable EncryptionKeys keys, Runnable follow) {
    this.keys = keys;
    this.follow = follow;
  }

  /** Runs an action after each change of the ring of a cipher for values, if it has one. */
  static KeyWatch of(Encryption encryption, Runnable follow) {
    EncryptionKeys keys = encryption.data() instanceof DataCipher data ? data.keys() : null;
    KeyWatch watch = new KeyWatch(keys, follow);
    if (keys != null) {
      keys.addListener(watch);
    }
    return watch;
  }

  @Override
  public void added(String id) {
    follow.run();
  }

  @Override
  public void forgotten(Set<String> ids) {
    follow.run();
  }

  @Override
  public void close() {
    if (keys != null) {
      keys.removeListener(this);
    }
  }
}
