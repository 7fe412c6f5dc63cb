package io.debros.store.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A layer over a storage: reads see the layer and, where it says nothing, the storage; writes go to
 * the layer only. The layer lies in a space of the same storage and is as durable as everything
 * else there, so what may yet be thrown away can be longer than memory and outlive the process.
 * Thread-safe; {@link #close} leaves the storage below open.
 */
public final class OverlayStorage implements Storage {
  private final Storage base;
  private final OverlayRows rows;

  /**
   * The layer of a prefix; empty if nothing was written to it.
   *
   * @param base that is seen through
   * @param space of the base that holds the layer
   * @param prefix that sets the layers of one space apart; none is the beginning of another
   */
  public OverlayStorage(Storage base, Space space, byte[] prefix) {
    this.base = base;
    this.rows = new OverlayRows(space, prefix.clone());
  }

  @Override
  public byte @Nullable [] get(Space space, byte[] key) {
    return rows.get(base, space, key);
  }

  @Override
  public StorageCursor scan(Space space, KeyRange range, Direction direction) {
    return rows.scan(base, space, range, direction);
  }

  /** Leaves out puts of what the layer has already. */
  @Override
  public void write(StorageBatch batch) {
    StorageBatch layered = new StorageBatch();
    Set<ByteBuffer> touched = new HashSet<>();
    boolean removes = batch.operations().stream().anyMatch(operation -> operation.value() == null);
    for (StorageBatch.Operation operation : batch.operations()) {
      if (removes || !touched.add(rows.name(operation)) || !isThere(operation)) {
        add(layered, operation);
      }
    }
    base.write(layered);
  }

  @Override
  public void sync() {
    base.sync();
  }

  @Override
  public void compact() {
    base.compact();
  }

  @Override
  public StorageSnapshot snapshot() {
    return new Moment(base.snapshot());
  }

  /** Adds what throws the layer away to a batch for the base, at one cost however long it is. */
  public void discard(StorageBatch batch) {
    batch.deleteRange(rows.space(), KeyRange.prefix(rows.prefix()));
  }

  @Override
  public void close() {} // the base is its opener's to close

  private boolean isThere(StorageBatch.Operation put) {
    byte[] row = base.get(rows.space(), rows.key(put.space(), put.key()));
    return row != null && Arrays.equals(row, OverlayRows.encode(put.value()));
  }

  private void add(StorageBatch layered, StorageBatch.Operation operation) {
    Space space = operation.space();
    if (operation.range() != null) {
      hide(layered, space, operation.range());
    } else {
      byte[] key = rows.key(space, operation.key());
      layered.put(rows.space(), key, OverlayRows.encode(operation.value()));
    }
  }

  private void hide(StorageBatch layered, Space space, KeyRange range) {
    layered.deleteRange(rows.space(), rows.range(space, range));
    try (StorageCursor hidden = base.scan(space, range, Direction.ASCENDING)) {
      while (hidden.next()) {
        layered.put(rows.space(), rows.key(space, hidden.key()), OverlayRows.encode(null));
      }
    }
  }

  private final class Moment implements StorageSnapshot {
    private final StorageSnapshot snapshot;

    Moment(StorageSnapshot snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
      return rows.get(snapshot, space, key);
    }

    @Override
    public StorageCursor scan(Space space, KeyRange range, Direction direction) {
      return rows.scan(snapshot, space, range, direction);
    }

    @Override
    public Set<Space> spaces() {
      Set<Space> spaces = new HashSet<>(snapshot.spaces());
      spaces.addAll(rows.spaces(snapshot));
      return spaces;
    }

    @Override
    public void close() {
      snapshot.close();
    }
  }
}
