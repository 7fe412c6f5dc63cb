package io.debros.store.index;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The winning entry of every key of every database: what a walk over the log would find, in one
 * look-up. Reads take the storage or a snapshot of it; changes are made through {@link IndexStage}.
 * Stateless, thread-safe.
 */
public final class KeyIndex {
  KeyIndex() {}

  /** The newest operation on a key, which may be a deletion; null if there never was one. */
  public @Nullable WinningEntry find(StorageReader reader, int databaseId, String key) {
    if (!KeyRows.isKey(key)) {
      return null;
    }
    byte[] row = reader.get(KeyRows.KEYS, KeyRows.key(databaseId, key));
    return row == null ? null : KeyRows.decode(row);
  }

  /** Like {@link #find}, but null for a deleted key. */
  public @Nullable WinningEntry findLive(StorageReader reader, int databaseId, String key) {
    WinningEntry entry = find(reader, databaseId, key);
    return entry == null || entry.deleted() ? null : entry;
  }

  /** How many keys have a value; one look-up. */
  public long count(StorageReader reader, int databaseId) {
    return IndexCatalogue.count(reader, databaseId);
  }

  /**
   * Live rows in the order of their entries: {@code ASCENDING} is oldest first. One look-up a row,
   * at the same snapshot; the caller closes the cursor, and the snapshot after it.
   */
  public KeyCursor inLogOrder(StorageSnapshot snapshot, int databaseId, Direction direction) {
    return inLogOrder(snapshot, databaseId, LogRange.all(), direction);
  }

  /** Like the other, for live rows whose entries are in a range. */
  public KeyCursor inLogOrder(
      StorageSnapshot snapshot, int databaseId, LogRange range, Direction direction) {
    StorageCursor rows = snapshot.scan(KeyRows.ORDER, range.of(databaseId), direction);
    return new LogOrderCursor(this, snapshot, databaseId, rows);
  }

  /**
   * Live rows in the order of their keys, by code point: the fastest way through all of them, as of
   * the call. The caller closes the cursor.
   */
  public KeyCursor inKeyOrder(StorageReader reader, int databaseId, Direction direction) {
    return inKeyOrder(reader, databaseId, "", direction);
  }

  /** Like the other, for live rows whose keys begin with a text. */
  public KeyCursor inKeyOrder(
      StorageReader reader, int databaseId, String prefix, Direction direction) {
    KeyRange keys = KeyRange.prefix(KeyRows.key(databaseId, prefix));
    return new KeyOrderCursor(reader.scan(KeyRows.KEYS, keys, direction));
  }
}
