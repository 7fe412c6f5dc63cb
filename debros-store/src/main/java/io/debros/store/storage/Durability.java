package io.debros.store.storage;

/** When a write survives a power cut; a killed process never loses an acknowledged write. */
public enum Durability {
  /** Synced at most 200 ms after the write returned, and at close. */
  INTERVAL,
  /** Synced before the write returns; threads that write at once share one sync. */
  COMMIT
}
