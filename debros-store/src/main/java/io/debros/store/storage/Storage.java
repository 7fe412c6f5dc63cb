package io.debros.store.storage;

/**
 * Bytes by key, in named spaces, ordered by unsigned bytes. Thread-safe. After {@link #close()}
 * every call throws {@link io.debros.store.error.ClosedException}.
 */
public interface Storage extends StorageReader, AutoCloseable {
  /**
   * Writes a batch: all of it or nothing, also across a crash. Returns when it is durable as {@link
   * Durability} of the storage says.
   *
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  void write(StorageBatch batch);

  /**
   * Returns when all earlier writes survive a power cut.
   *
   * @throws io.debros.store.error.StorageException if they may not
   */
  void sync();

  /**
   * Rewrites what is stored, so that what was overwritten or deleted takes no space any more. Reads
   * and writes go on meanwhile; what an open snapshot sees stays.
   *
   * @throws io.debros.store.error.StorageException if that fails; nothing is lost then
   */
  void compact();

  /** The storage as it is now. */
  StorageSnapshot snapshot();

  /**
   * Waits for running calls, closes open snapshots and cursors, syncs and releases everything; does
   * nothing the second time.
   */
  @Override
  void close();
}
