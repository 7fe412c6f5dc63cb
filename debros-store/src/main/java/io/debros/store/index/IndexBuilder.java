package io.debros.store.index;

import io.debros.store.index.IndexCatalogue.State;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader.Direction;

/**
 * Builds an index from the live rows of a database, in batches of bounded size. The index counts as
 * built with the last batch only, so a build that ends early starts again.
 */
final class IndexBuilder {
  private static final long BATCH_BYTES = 1 << 20;

  private final Storage storage;
  private final KeyIndex keys;
  private final IndexGarbage garbage;

  IndexBuilder(Storage storage, KeyIndex keys, IndexGarbage garbage) {
    this.storage = storage;
    this.keys = keys;
    this.garbage = garbage;
  }

  /** Nobody writes to the database meanwhile. */
  void build(int databaseId, MaintainedIndex index) {
    clear(databaseId, index.id());
    StorageBatch batch = new StorageBatch();
    try (KeyCursor rows = keys.inKeyOrder(storage, databaseId, Direction.ASCENDING)) {
      while (rows.next()) {
        add(batch, databaseId, index, rows);
        if (batch.byteCount() >= BATCH_BYTES) {
          storage.write(batch);
          batch = new StorageBatch();
        }
      }
    }
    IndexCatalogue.putState(batch, databaseId, index.id(), State.COMPLETE);
    storage.write(batch);
  }

  private void clear(int databaseId, int indexId) {
    if (IndexCatalogue.state(storage, databaseId, indexId) == State.STALE) {
      garbage.removeRows(indexId, databaseId);
    } else {
      StorageBatch batch = new StorageBatch();
      IndexCatalogue.putState(batch, databaseId, indexId, State.STALE);
      storage.write(batch);
    }
  }

  private static void add(
      StorageBatch batch, int databaseId, MaintainedIndex index, KeyCursor row) {
    index
        .rowsOf(databaseId, row.key(), MaintainedIndex.documentOf(row.entry()))
        .forEach(key -> batch.put(FieldRows.FIELDS, key, FieldRows.NO_VALUE));
  }
}
