package io.debros.store.directory;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;

/**
 * From the first format to the second. What is derived from the logs changed its form: forgets from
 * which heads each index was made, so that each database makes its index anew when it is opened;
 * that is one row a database. Notes have a sum from now on.
 */
final class SecondFormat implements FormatStep {
  private static final Space INDEXED_HEADS = new Space("indexed-heads");

  @Override
  public void apply(Storage storage, StorageBatch last) {
    try (StorageCursor rows = storage.scan(INDEXED_HEADS, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        last.delete(INDEXED_HEADS, rows.key());
      }
    }
    Notes.sumIfAbsent(storage, last);
  }
}
