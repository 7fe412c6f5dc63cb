package io.debros.store.encryption;

import java.util.List;
import java.util.Set;

/**
 * Where encryption keys are kept. A key that was forgotten never comes back: its id stays known.
 * Thread-safe.
 */
public interface EncryptionKeyStore {
  /** All keys that are here, in any order. */
  List<EncryptionKey> load();

  /** Ids of all keys that were forgotten here. */
  Set<String> forgotten();

  /** Stores a key; it is safe when this returns. Nothing happens if it is there. */
  void put(EncryptionKey key);

  /**
   * Destroys the secret of a key, and remembers its id: both are done when this returns, and a
   * crash leaves either nothing or something that the next {@link #load} completes.
   */
  void forget(String id);
}
