package io.debros.store.storage;

/** Writes that happen together or not at all, in the order given. One thread at a time. */
public final class StorageBatch {
  public StorageBatch put(Space space, byte[] key, byte[] value) {
    throw new IllegalStateException();
  }

  public StorageBatch delete(Space space, byte[] key) {
    throw new IllegalStateException();
  }
}
