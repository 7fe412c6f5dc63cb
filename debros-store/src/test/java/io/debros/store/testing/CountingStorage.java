package io.debros.store.testing;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Receipt;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageSnapshot;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is read from a storage: values, and rows of scans. Thread-safe. */
public final class CountingStorage implements Storage {
  private final Storage storage;
  private final AtomicLong reads = new AtomicLong();

  public CountingStorage(Storage storage) {
    this.storage = storage;
  }

  /** Look-ups and rows of scans so far, also of snapshots. */
  public long reads() {
    return reads.get();
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    return get(storage, space, key);
  }

  @Override
  public StorageCursor scan(Space space, KeyRange range, Direction direction) {
    return new Cursor(storage.scan(space, range, direction));
  }

  @Override
  public void write(StorageBatch batch) {
    storage.write(batch);
  }

  @Override
  public Receipt submit(StorageBatch batch) {
    return storage.submit(batch);
  }

  @Override
  public void sync() {
    storage.sync();
  }

  @Override
  public StorageSnapshot snapshot() {
    return new Snapshot(storage.snapshot());
  }

  @Override
  public void close() {
    storage.close();
  }

  private byte[] get(StorageReader reader, Space space, byte[] key) {
    reads.incrementAndGet();
    return reader.get(space, key);
  }

  private final class Snapshot implements StorageSnapshot {
    private final StorageSnapshot snapshot;

    Snapshot(StorageSnapshot snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public byte[] get(Space space, byte[] key) {
      return CountingStorage.this.get(snapshot, space, key);
    }

    @Override
    public StorageCursor scan(Space space, KeyRange range, Direction direction) {
      return new Cursor(snapshot.scan(space, range, direction));
    }

    @Override
    public Set<Space> spaces() {
      return snapshot.spaces();
    }

    @Override
    public void close() {
      snapshot.close();
    }
  }

  private final class Cursor implements StorageCursor {
    private final StorageCursor cursor;

    Cursor(StorageCursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean next() {
      reads.incrementAndGet();
      return cursor.next();
    }

    @Override
    public byte[] key() {
      return cursor.key();
    }

    @Override
    public byte[] value() {
      return cursor.value();
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
