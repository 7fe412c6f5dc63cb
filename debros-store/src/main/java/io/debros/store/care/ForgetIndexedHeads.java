package io.debros.store.care;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;

/**
 * Forgets from which heads the indexes were made, so that each database makes its index anew when
 * it is opened: what is derived from the logs changed its form. There is one row per database.
 */
final class ForgetIndexedHeads implements FormatStep {
  private static final Space INDEXED_HEADS = new Space("indexed-heads");

  @Override
  public void apply(Storage storage, StorageBatch last) {
    try (StorageCursor rows = storage.scan(INDEXED_HEADS, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        last.delete(INDEXED_HEADS, rows.key());
      }
    }
  }
}
