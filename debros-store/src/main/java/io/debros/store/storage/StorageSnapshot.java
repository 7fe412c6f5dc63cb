package io.debros.store.storage;

/** The storage as it was at one moment. Thread-safe; holds resources until it is closed. */
public interface StorageSnapshot extends StorageReader, AutoCloseable {
  /** Releases the snapshot and closes its cursors; does nothing the second time. */
  @Override
  void close();
}
