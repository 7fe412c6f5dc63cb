package io.debros.store.storage;

import io.debros.store.error.ClosedException;
import io.debros.store.error.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A storage on disk, in RocksDB. A killed process loses nothing: every write is handed to the
 * operating system before it returns. One process, and in it one storage, has the directory.
 *
 * <p>After a write or a sync failed, further writes are refused until the storage is opened again;
 * reads go on.
 */
public final class RocksStorage implements Storage {
  private static final int ROW_BYTES = 16; // RocksDB: kind, family, two lengths; once its head
  private static final long MAX_RESERVED = 64 << 20;
  private static final Duration SYNC_DELAY = Duration.ofMillis(100); // leaves as much for the sync

  private final RocksFiles files;
  private final WriteOptions writeOptions = new WriteOptions(); // synced in groups, not by itself
  private final ReadOptions readOptions = new ReadOptions();
  private final WriteGate gate;
  private final GroupSync groupSync;
  private final @Nullable IntervalSync intervalSync;
  private final Scope scope;

  private RocksStorage(RocksFiles files, Durability durability) {
    this.files = files;
    this.gate = new WriteGate(files.path());
    this.groupSync = new GroupSync(files.path(), gate, files::sync);
    this.intervalSync =
        durability == Durability.INTERVAL
            ? IntervalSync.start(files.path(), gate, SYNC_DELAY, this::syncAll)
            : null;
    this.scope = Scope.outermost(files.path(), this::release);
  }

  /**
   * Opens a directory, which is created if need be.
   *
   * @throws io.debros.store.error.DirectoryLockedException if it is in use; names the process
   * @throws StorageException if it cannot be used, or has lost writes that were synced
   */
  public static RocksStorage open(Path directory, Durability durability) {
    return new RocksStorage(RocksFiles.open(directory), durability);
  }

  @Override
  public byte @Nullable [] get(Space space, byte[] key) {
    return get(scope, readOptions, space, key);
  }

  @Override
  public StorageCursor scan(Space space, KeyRange range, Direction direction) {
    return scan(scope, null, space, range, direction);
  }

  @Override
  public void write(StorageBatch batch) {
    submit(batch).awaitDurable();
  }

  @Override
  public Receipt submit(StorageBatch batch) {
    scope.enter();
    try {
      gate.check();
      if (batch.isEmpty()) {
        return Receipt.SETTLED;
      }
      writeNative(batch);
      return receipt();
    } finally {
      scope.leave();
    }
  }

  @Override
  public void sync() {
    scope.enter();
    try {
      syncAll();
    } finally {
      scope.leave();
    }
  }

  /**
   * How often the write-ahead log was synced since this storage was opened; fewer times than there
   * were writes if writers shared syncs.
   */
  public long syncCount() {
    return groupSync.count();
  }

  @Override
  public void compact() {
    scope.enter();
    try {
      gate.check();
      files.compact();
    } finally {
      scope.leave();
    }
  }

  @Override
  public StorageSnapshot snapshot() {
    scope.enter();
    try {
      return new RocksSnapshot();
    } finally {
      scope.leave();
    }
  }

  @Override
  public void close() {
    scope.close();
  }

  private byte @Nullable [] get(Scope source, ReadOptions options, Space space, byte[] key) {
    source.enter();
    try {
      ColumnFamilyHandle family = files.families().find(space);
      return family == null ? null : files.database().get(family, options, key);
    } catch (RocksDBException e) {
      throw RocksFiles.readFailed(files.path(), e);
    } finally {
      source.leave();
    }
  }

  private StorageCursor scan(
      Scope source, @Nullable Snapshot snapshot, Space space, KeyRange range, Direction direction) {
    source.enter();
    try {
      ColumnFamilyHandle family = files.families().find(space);
      return family == null
          ? new EmptyCursor(source)
          : new RocksCursor(source, files, family, snapshot, range, direction);
    } finally {
      source.leave();
    }
  }

  private void writeNative(StorageBatch batch) {
    try (WriteBatch rows = new WriteBatch(capacityFor(batch))) {
      for (StorageBatch.Operation operation : batch.operations()) {
        add(rows, files.families().forWrite(operation.space(), batch), operation);
      }
      files.database().write(writeOptions, rows);
    } catch (RocksDBException e) {
      gate.shut(e);
      throw RocksFiles.writeFailed(files.path(), e);
    }
  }

  /** Enough for all of it, so that a large one is not copied again and again as it grows. */
  private static int capacityFor(StorageBatch batch) {
    return (int) Math.min(MAX_RESERVED, batch.byteCount() + (long) ROW_BYTES * (1 + batch.size()));
  }

  private static void add(
      WriteBatch rows, ColumnFamilyHandle family, StorageBatch.Operation operation)
      throws RocksDBException {
    byte[] value = operation.value();
    KeyRange range = operation.range();
    if (range != null) {
      rows.deleteRange(family, range.from(), Objects.requireNonNull(range.to(), "end of range"));
    } else if (value == null) {
      rows.delete(family, operation.key());
    } else {
      rows.put(family, operation.key(), value);
    }
  }

  private Receipt receipt() {
    if (intervalSync != null) {
      intervalSync.written();
      return Receipt.SETTLED;
    }
    long position = files.position();
    return () -> awaitDurable(position);
  }

  private void awaitDurable(long position) {
    if (groupSync.isDurable(position)) {
      return;
    }
    try {
      scope.enter();
    } catch (ClosedException closed) {
      if (groupSync.isDurable(position)) { // closing syncs
        return;
      }
      throw closed;
    }
    try {
      groupSync.await(position);
    } finally {
      scope.leave();
    }
  }

  private void syncAll() {
    groupSync.await(files.position());
  }

  private void release() {
    if (intervalSync != null) {
      intervalSync.close();
    }
    try {
      syncAll();
      if (!gate.isShut()) {
        files.flush();
      }
    } finally {
      files.close();
      writeOptions.close();
      readOptions.close();
    }
  }

  private final class RocksSnapshot implements StorageSnapshot {
    private final Snapshot moment = files.database().getSnapshot();
    private final ReadOptions options = new ReadOptions().setSnapshot(moment);
    private final Scope snapshotScope = scope.open("Snapshot", this::release);

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
      return RocksStorage.this.get(snapshotScope, options, space, key);
    }

    @Override
    public StorageCursor scan(Space space, KeyRange range, Direction direction) {
      return RocksStorage.this.scan(snapshotScope, moment, space, range, direction);
    }

    @Override
    public Set<Space> spaces() {
      snapshotScope.enter();
      try {
        return files.families().spaces();
      } finally {
        snapshotScope.leave();
      }
    }

    @Override
    public void close() {
      snapshotScope.close();
    }

    private void release() {
      options.close();
      files.database().releaseSnapshot(moment);
    }
  }
}
