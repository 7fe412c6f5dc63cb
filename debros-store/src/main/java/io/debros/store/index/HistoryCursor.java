package io.debros.store.index;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a key, stored ones and those that a stage adds, oldest first, each once. Holds
 * one of the stored ones at a time. One thread at a time; close it.
 */
final class HistoryCursor implements AutoCloseable {
  private final StorageCursor stored;
  private final KeyMerge merge;
  private final Queue<Map.Entry<byte[], WinningEntry>> added;
  private byte @Nullable [] storedKey;

  HistoryCursor(
      StorageReader storage,
      KeyRange range,
      NavigableMap<byte[], WinningEntry> added,
      KeyMerge merge) {
    this.merge = merge;
    this.added = new ArrayDeque<>(added.tailMap(range.from(), true).entrySet());
    this.stored = storage.scan(HistoryRows.HISTORY, range, Direction.ASCENDING);
    advance();
  }

  /** The next operation that can be read; null at the end. */
  @Nullable HistoryRow next() {
    HistoryRow row = null;
    while (row == null && (storedKey != null || !added.isEmpty())) {
      Map.Entry<byte[], WinningEntry> nextAdded = added.peek();
      int order = order(storedKey, nextAdded);
      if (order >= 0) {
        added.poll();
      }
      row =
          order > 0 && nextAdded != null
              ? HistoryRow.added(nextAdded.getKey(), nextAdded.getValue())
              : nextStored();
    }
    return row;
  }

  /** Negative if the stored one is next, zero if both are the same. */
  private static int order(
      byte @Nullable [] storedKey, Map.@Nullable Entry<byte[], WinningEntry> added) {
    if (storedKey == null || added == null) {
      return storedKey == null ? 1 : -1;
    }
    return Arrays.compareUnsigned(storedKey, added.getKey());
  }

  private @Nullable HistoryRow nextStored() {
    byte[] key = stored.key();
    int flags = HistoryRows.flags(stored.value());
    advance();
    WinningEntry operation = merge.load(HistoryRows.hashOf(key));
    return operation == null ? null : new HistoryRow(key, flags, operation);
  }

  private void advance() {
    storedKey = stored.next() ? stored.key() : null;
  }

  @Override
  public void close() {
    stored.close();
  }
}
