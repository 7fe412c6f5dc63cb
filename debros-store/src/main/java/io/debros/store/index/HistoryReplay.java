package io.debros.store.index;

import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.util.function.Consumer;

/** Makes rows from histories: each key once, however its operations came in. */
final class HistoryReplay {
  private static final int BATCH_KEYS = 1000;
  private static final int BATCH_BYTES = 4 << 20;

  private final Storage storage;
  private final Indexes indexes;
  private final int databaseId;
  private final KeyMerge merge;
  private IndexStage stage;
  private int keys;
  private int bytes;

  HistoryReplay(Storage storage, Indexes indexes, int databaseId, KeyMerge merge) {
    this.storage = storage;
    this.indexes = indexes;
    this.databaseId = databaseId;
    this.merge = merge;
    this.stage = indexes.stage();
  }

  /** Writes all rows, and with the last ones what the caller adds. */
  void run(Consumer<StorageBatch> last) {
    String done = null;
    try (StorageCursor rows =
        storage.scan(HistoryRows.HISTORY, HistoryRows.of(databaseId), Direction.ASCENDING)) {
      while (rows.next()) {
        String key = HistoryRows.keyOf(rows.key());
        if (!key.equals(done)) {
          remake(key);
          done = key;
        }
      }
    }
    write(last);
  }

  private void remake(String key) {
    bytes += stage.remake(databaseId, key, merge);
    keys++;
    if (keys >= BATCH_KEYS || bytes >= BATCH_BYTES) {
      write(batch -> {});
    }
  }

  private void write(Consumer<StorageBatch> more) {
    StorageBatch batch = new StorageBatch();
    stage.writeTo(batch);
    more.accept(batch);
    storage.write(batch);
    stage.applied();
    stage = indexes.stage();
    keys = 0;
    bytes = 0;
  }
}
