package io.debros.store.index;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.StorageException;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;

/** Rows by the order of their entries. */
final class LogOrderCursor extends KeyCursor {
  private final KeyIndex keys;
  private final StorageSnapshot snapshot;
  private final int databaseId;

  LogOrderCursor(KeyIndex keys, StorageSnapshot snapshot, int databaseId, StorageCursor rows) {
    super(rows);
    this.keys = keys;
    this.snapshot = snapshot;
    this.databaseId = databaseId;
  }

  @Override
  void read(StorageCursor row) {
    String key = new String(row.value(), UTF_8);
    WinningEntry entry = keys.findLive(snapshot, databaseId, key);
    if (entry == null) {
      throw new StorageException(
          problem("Order of the rows names a key that has no row")
              .at("database", databaseId)
              .at("key", key)
              .advice("Rebuild the indexes of the database from its log"));
    }
    show(key, entry);
  }
}
