package io.debros.store.index;

import static io.debros.store.index.CatalogueRows.CATALOGUE;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Removes rows that nobody sees any more, in batches of bounded size; what a crash leaves is
 * removed by the next call.
 */
final class IndexGarbage {
  private static final int BATCH_ROWS = 5_000;

  private final Storage storage;

  IndexGarbage(Storage storage) {
    this.storage = storage;
  }

  /** One at a time, or rows of an index that was ended and made again could go with the old. */
  synchronized void collect() {
    forEachKey(CATALOGUE, CatalogueRows.all('z'), this::removeDatabase);
    forEachKey(CATALOGUE, CatalogueRows.all('g'), this::removeIndexRows);
  }

  /** Removes the rows of all databases and indexes. */
  synchronized void removeAll() {
    for (Space space :
        List.of(KeyRows.KEYS, KeyRows.ORDER, HistoryRows.HISTORY, FieldRows.FIELDS)) {
      remove(space, KeyRange.all(), key -> true);
    }
  }

  private void removeDatabase(byte[] mark) {
    int databaseId = new KeyReader(mark).skip(1).int32();
    remove(KeyRows.KEYS, KeyRows.of(databaseId), key -> true);
    remove(KeyRows.ORDER, KeyRows.of(databaseId), key -> true);
    remove(HistoryRows.HISTORY, HistoryRows.of(databaseId), key -> true);
    storage.write(new StorageBatch().delete(CATALOGUE, mark));
  }

  private void removeIndexRows(byte[] mark) {
    KeyReader numbers = new KeyReader(mark).skip(1);
    int indexId = numbers.int32();
    int databaseId = numbers.int32();
    if (databaseId == 0) {
      remove(FieldRows.FIELDS, FieldRows.of(indexId), key -> true);
    } else {
      removeRows(indexId, databaseId);
    }
    storage.write(
        new StorageBatch()
            .delete(CATALOGUE, mark)
            .delete(CATALOGUE, CatalogueRows.hidden(indexId, databaseId)));
  }

  /** Removes the rows of one database from an index. */
  void removeRows(int indexId, int databaseId) {
    remove(FieldRows.FIELDS, FieldRows.of(indexId), key -> FieldRows.databaseOf(key) == databaseId);
  }

  private void remove(Space space, KeyRange range, Predicate<byte[]> isGarbage) {
    StorageBatch batch = new StorageBatch();
    try (StorageCursor rows = storage.scan(space, range, Direction.ASCENDING)) {
      while (rows.next()) {
        byte[] key = rows.key();
        if (isGarbage.test(key)) {
          batch.delete(space, key);
        }
        if (batch.size() == BATCH_ROWS) {
          storage.write(batch);
          batch = new StorageBatch();
        }
      }
    }
    storage.write(batch);
  }

  private void forEachKey(Space space, KeyRange range, Consumer<byte[]> action) {
    try (StorageCursor rows = storage.scan(space, range, Direction.ASCENDING)) {
      while (rows.next()) {
        action.accept(rows.key());
      }
    }
  }
}
