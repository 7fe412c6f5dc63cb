package io.debros.store.transfer;

import static io.debros.store.error.Problem.problem;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * One moment of a storage in the form of a storage, so that logs can be read as they were then,
 * whatever is written, dropped or compacted meanwhile. Refuses writes. Thread-safe; closes the
 * snapshot.
 */
final class FrozenStorage implements Storage {
  private final StorageSnapshot snapshot;

  private FrozenStorage(StorageSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** This moment of a storage. */
  static FrozenStorage of(Storage storage) {
    return new FrozenStorage(storage.snapshot());
  }

  @Override
  public byte @Nullable [] get(Space space, byte[] key) {
    return snapshot.get(space, key);
  }

  @Override
  public StorageCursor scan(Space space, KeyRange range, Direction direction) {
    return snapshot.scan(space, range, direction);
  }

  @Override
  public void write(StorageBatch batch) {
    throw readOnly();
  }

  @Override
  public void sync() {
    throw readOnly();
  }

  @Override
  public void compact() {
    throw readOnly();
  }

  @Override
  public StorageSnapshot snapshot() {
    throw readOnly();
  }

  @Override
  public void close() {
    snapshot.close();
  }

  private static IllegalStateException readOnly() {
    return new IllegalStateException(
        problem("Past moment of a storage can only be read")
            .advice("Write to the storage itself")
            .toString());
  }
}
