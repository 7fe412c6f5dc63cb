package io.debros.store.index;

import static io.debros.store.index.HistoryRows.HISTORY;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/*
 * What is newer than everything stored is folded onto the stored row. What is older, or conflicts,
 * makes the row anew from the history of its key, back to the last deletion: a cost that grows with
 * the operations of that one key.
 */
/**
 * A key of a database that merges: the operations that a stage adds, and the row that they make
 * together with the stored ones. One thread at a time.
 */
final class MergedKey {
  private final StorageReader storage;
  private final int databaseId;
  private final String key;
  private final KeyMerge merge;
  private final @Nullable WinningEntry before;

  /** By the keys of their rows, which are in log order. */
  private final NavigableMap<byte[], WinningEntry> added = new TreeMap<>(Arrays::compareUnsigned);

  private @Nullable Outcome outcome;

  /**
   * @param before the row that is stored; null if there is none
   */
  MergedKey(
      StorageReader storage,
      int databaseId,
      String key,
      KeyMerge merge,
      @Nullable WinningEntry before) {
    this.storage = storage;
    this.databaseId = databaseId;
    this.key = key;
    this.merge = merge;
    this.before = before;
  }

  /**
   * What a fold came to.
   *
   * @param row made like the newest entry of the key
   * @param document if the row is a map
   * @param marks flags of stored and added operations that change, by the keys of their rows
   * @param conflicts whether the fold remembers some
   */
  record Outcome(
      WinningEntry row,
      @Nullable CborMap document,
      Map<byte[], Integer> marks,
      KeyMerge.Fold fold,
      boolean conflicts) {}

  void add(WinningEntry operation) {
    added.put(HistoryRows.key(databaseId, key, operation), operation);
    outcome = null;
  }

  Outcome outcome() {
    Outcome present = outcome;
    if (present == null) {
      present = fold();
      outcome = present;
    }
    return present;
  }

  /** Adds the operations to the history of the key. */
  void writeTo(StorageBatch batch) {
    Map<byte[], Integer> marks = outcome().marks();
    added.forEach(
        (row, operation) -> {
          if (!marks.containsKey(row)) {
            batch.put(HISTORY, row, HistoryRows.flags(HistoryRow.added(row, operation).flags()));
          }
        });
    marks.forEach((row, flags) -> batch.put(HISTORY, row, HistoryRows.flags(flags)));
  }

  private Outcome fold() {
    KeyMerge.Fold resumed = added.isEmpty() ? null : resumed();
    if (resumed != null && isAdded(resumed)) {
      Map.Entry<byte[], WinningEntry> last = added.lastEntry();
      return outcome(resumed, HistoryRow.added(last.getKey(), last.getValue()), Map.of());
    }
    Outcome remade = refold();
    if (remade == null) {
      throw new IllegalStateException("Key without operations is not part of a stage");
    }
    return remade;
  }

  /** A fold that stands where the first of the added operations belongs; null if none is there. */
  private KeyMerge.@Nullable Fold resumed() {
    if (before == null) {
      return merge.begin();
    }
    byte[] newest = HistoryRows.key(databaseId, key, before);
    if (Arrays.compareUnsigned(added.firstKey(), newest) <= 0) {
      return null;
    }
    if (before.deleted()) {
      return merge.begin();
    }
    byte[] flags = storage.get(HISTORY, newest);
    boolean complete = flags != null && HistoryRows.has(flags, HistoryRows.COMPLETE);
    return complete && DagCbor.decode(before.value()) instanceof CborMap row
        ? merge.resume(row)
        : null;
  }

  /** Whether all could be added without a conflict, which needs to know more than the row. */
  private boolean isAdded(KeyMerge.Fold fold) {
    for (WinningEntry operation : added.values()) {
      if (fold.add(operation)) {
        return false;
      }
    }
    return true;
  }

  /** The row that the stored operations make; null if there are none that can be read. */
  @Nullable WinningEntry remade() {
    Outcome made = refold();
    return made == null ? null : made.row();
  }

  /** Whether the newest stored operation says rightly if its row is all that is needed. */
  boolean isMarked() {
    Outcome made = refold();
    if (made == null) {
      return true;
    }
    byte[] newest = HistoryRows.key(databaseId, key, made.row());
    byte[] stored = storage.get(HISTORY, newest);
    int right = made.marks().getOrDefault(newest, 0);
    return stored != null
        && HistoryRows.has(stored, HistoryRows.COMPLETE) == ((right & HistoryRows.COMPLETE) != 0);
  }

  private @Nullable Outcome refold() {
    KeyMerge.Fold fold = merge.begin();
    Map<byte[], Integer> conflicts = new TreeMap<>(Arrays::compareUnsigned);
    HistoryRow last = null;
    try (HistoryCursor history = new HistoryCursor(storage, from(), added, merge)) {
      for (HistoryRow row = history.next(); row != null; row = history.next()) {
        last = row;
        if (fold.add(row.operation()) && !row.isKnownConflict()) {
          fold.remember();
          conflicts.put(row.key(), row.flags() | HistoryRows.CONFLICTS);
        }
      }
    }
    return last == null ? null : outcome(fold, last, conflicts);
  }

  /** All operations of the key from its last deletion on: nothing before it counts. */
  private KeyRange from() {
    KeyRange all = HistoryRows.of(databaseId, key);
    byte[] from = all.from();
    try (StorageCursor stored = storage.scan(HISTORY, all, Direction.DESCENDING)) {
      while (stored.next()) {
        if (HistoryRows.has(stored.value(), HistoryRows.DELETES)) {
          from = stored.key();
          break;
        }
      }
    }
    for (Map.Entry<byte[], WinningEntry> operation : added.descendingMap().entrySet()) {
      if (operation.getValue().deleted()) {
        byte[] row = operation.getKey();
        return new KeyRange(Arrays.compareUnsigned(from, row) > 0 ? from : row, all.to());
      }
    }
    return new KeyRange(from, all.to());
  }

  private Outcome outcome(KeyMerge.Fold fold, HistoryRow last, Map<byte[], Integer> conflicts) {
    Map<byte[], Integer> marks = new TreeMap<>(Arrays::compareUnsigned);
    marks.putAll(conflicts);
    int flags = marks.getOrDefault(last.key(), last.flags()) & ~HistoryRows.COMPLETE;
    marks.put(last.key(), fold.isComplete() ? flags | HistoryRows.COMPLETE : flags);
    WinningEntry newest = last.operation();
    CborValue row = fold.row();
    WinningEntry made =
        row == null
            ? WinningEntry.delete(newest.hash(), newest.clock())
            : WinningEntry.put(newest.hash(), newest.clock(), DagCbor.encode(row));
    return new Outcome(
        made, row instanceof CborMap map ? map : null, marks, fold, !conflicts.isEmpty());
  }
}
