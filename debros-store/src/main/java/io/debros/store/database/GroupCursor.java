package io.debros.store.database;

import io.debros.store.index.FieldCursor;
import io.debros.store.index.Indexes;
import io.debros.store.storage.StorageSnapshot;

/**
 * Rows of an index group by value, then database, then key. Stands before its first row. One thread
 * at a time; close it before its snapshot.
 */
public final class GroupCursor implements AutoCloseable {
  private final Indexes indexes;
  private final StorageSnapshot snapshot;
  private final FieldCursor rows;

  /** A cursor over the rows of a group, read from the snapshot. */
  public GroupCursor(Indexes indexes, StorageSnapshot snapshot, FieldCursor rows) {
    this.indexes = indexes;
    this.snapshot = snapshot;
    this.rows = rows;
  }

  /** Moves to the next row; false when there is none. */
  public boolean next() {
    return rows.next();
  }

  /** The value, as it was given to the index. */
  public byte[] value() {
    return rows.value();
  }

  /** The present row. */
  public GroupRow row() {
    return GroupRow.of(indexes, snapshot, rows);
  }

  @Override
  public void close() {
    rows.close();
  }
}
