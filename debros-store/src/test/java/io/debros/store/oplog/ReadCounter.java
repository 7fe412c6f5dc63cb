package io.debros.store.oplog;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;

/** Counts the reads of a storage. One thread at a time. */
final class ReadCounter implements Storage {
  private final Storage storage;
  private int reads;

  ReadCounter(Storage storage) {
    this.storage = storage;
  }

  int reads() {
    return reads;
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    reads++;
    return storage.get(space, key);
  }

  @Override
  public StorageCursor scan(Space space, KeyRange range, Direction direction) {
    reads++;
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
  public void compact() {
    storage.compact();
  }

  @Override
  public StorageSnapshot snapshot() {
    reads++;
    return storage.snapshot();
  }

  @Override
  public void close() {
    storage.close();
  }
}
