package io.debros.store.encryption;

import java.util.Set;

/** Told about changes of a ring, on the thread that makes them, when they are stored. */
public interface EncryptionKeysListener {
  /** A key arrived or was made. */
  default void added(String id) {}

  /**
   * Keys were destroyed. What was derived from values that they protect must be gone when this
   * returns.
   */
  default void forgotten(Set<String> ids) {}
}
