package io.debros.store.testing;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the reads of a storage. Thread-safe. */
public final class CountingStorage implements Storage {
  private final Storage storage;
  private final AtomicInteger reads = new AtomicInteger();

  public CountingStorage(Storage storage) {
    this.storage = storage;
  }

  public int reads() {
    return reads.get();
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    reads.incrementAndGet();
    return storage.get(space, key);
  }

  @Override
  public StorageCursor scan(Space space, KeyRange range, Direction direction) {
    reads.incrementAndGet();
    return storage.scan(space, range, direction);
  }

  @Override
  public void write(StorageBatch batch) {
    storage.write(batch);
  }

  @Override
  public void sync() {
    storage.sync();
  }

  @Override
  public StorageSnapshot snapshot() {
    reads.incrementAndGet();
    return storage.snapshot();
  }

  @Override
  public void close() {
    storage.close();
  }
}
