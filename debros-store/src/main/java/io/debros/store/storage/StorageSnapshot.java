package io.debros.store.storage;

import java.util.Set;

/** The storage as it was at one moment. Thread-safe; holds resources until it is closed. */
public interface StorageSnapshot extends StorageReader, AutoCloseable {
  /** Every space that has rows, and maybe some that have none; to read all there is. */
  Set<Space> spaces();

  /** Releases the snapshot and closes its cursors; does nothing the second time. */
  @Override
  void close();
}
