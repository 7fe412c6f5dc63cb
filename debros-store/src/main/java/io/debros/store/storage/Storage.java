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
   * @throws io.debros.store.error.StorageException if it was not written, or may be lost with the
   *     power since it could not be synced; then the storage refuses further writes, and reads go
   *     on
   */
  void write(StorageBatch batch);

  /**
   * Writes a batch as {@link #write} does, but returns as soon as readers see it, so that a caller
   * can free its locks before it waits for the disk: writers that wait at once share one sync. The
   * write is acknowledged when {@link Receipt#awaitDurable} has returned; then every write that was
   * seen before it is durable, too. This implementation has waited already.
   *
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  default Receipt submit(StorageBatch batch) {
    write(batch);
    return Receipt.SETTLED;
  }

  /**
   * Returns when all earlier writes survive a power cut.
   *
   * @throws io.debros.store.error.StorageException if they may not; then the storage refuses
   *     further writes
   */
  void sync();

  /**
   * Rewrites what is stored, so that what was overwritten or deleted takes no space any more. Reads
   * and writes go on meanwhile; what an open snapshot sees stays. This implementation does nothing,
   * as is right where what was deleted is gone at once.
   *
   * @throws io.debros.store.error.StorageException if that fails; nothing is lost then
   */
  default void compact() {}

  /** The storage as it is now. */
  StorageSnapshot snapshot();

  /**
   * Waits for running calls, closes open snapshots and cursors, syncs and releases everything; does
   * nothing the second time.
   */
  @Override
  void close();
}
