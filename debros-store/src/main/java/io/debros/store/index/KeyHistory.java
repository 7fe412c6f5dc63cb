package io.debros.store.index;

import io.debros.store.multiformats.Cid;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;

/**
 * The operations of a key of a database that merges, newest first, back to its last deletion, which
 * is not among them. Stands before the first. One thread at a time; close it.
 */
public final class KeyHistory implements AutoCloseable {
  private final StorageCursor rows;
  private boolean atDeletion;

  KeyHistory(StorageReader reader, int databaseId, String key) {
    this.rows =
        reader.scan(HistoryRows.HISTORY, HistoryRows.of(databaseId, key), Direction.DESCENDING);
  }

  /** Moves to the next operation; false when there is none. */
  public boolean next() {
    if (!atDeletion && rows.next()) {
      atDeletion = HistoryRows.has(rows.value(), HistoryRows.DELETES);
      return !atDeletion;
    }
    return false;
  }

  /** Hash of the entry. */
  public Cid hash() {
    return HistoryRows.hashOf(rows.key());
  }

  @Override
  public void close() {
    rows.close();
  }
}
