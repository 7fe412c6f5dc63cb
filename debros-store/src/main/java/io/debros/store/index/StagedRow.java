package io.debros.store.index;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A key with the winner that is stored and the one that replaces it, if any. */
final class StagedRow {
  private final int databaseId;
  private final String key;
  private final @Nullable WinningEntry before;
  private @Nullable WinningEntry newest;
  private @Nullable CborMap document;
  private @Nullable MergedKey merged;

  StagedRow(int databaseId, String key, @Nullable WinningEntry before) {
    this.databaseId = databaseId;
    this.key = key;
    this.before = before;
  }

  int databaseId() {
    return databaseId;
  }

  String key() {
    return key;
  }

  @Nullable WinningEntry winner() {
    WinningEntry after = after();
    return after == null ? before : after;
  }

  /** What replaces the stored winner; null if nothing does. */
  private @Nullable WinningEntry after() {
    if (merged == null) {
      return newest;
    }
    WinningEntry made = merged.outcome().row();
    boolean same =
        before != null && made.equals(before) && Arrays.equals(made.value(), before.value());
    return same ? null : made;
  }

  boolean isChanged() {
    return after() != null;
  }

  Optional<RowChange> change() {
    WinningEntry after = after();
    return after == null
        ? Optional.empty()
        : Optional.of(new RowChange(databaseId, key, before, after));
  }

  /** Conflicts that were not known before. */
  Optional<RowConflict> conflict() {
    MergedKey.Outcome outcome = merged == null ? null : merged.outcome();
    return outcome == null || !outcome.conflicts()
        ? Optional.empty()
        : Optional.of(new RowConflict(databaseId, key, outcome.fold(), outcome.row()));
  }

  /** Takes an entry if it is newer than the winner; its document, if the caller has it. */
  boolean offer(WinningEntry entry, @Nullable CborMap decoded) {
    if (!entry.isNewerThan(winner())) {
      return false;
    }
    newest = entry;
    document = decoded;
    return true;
  }

  /** The operations that make the row together. */
  MergedKey merged(KeyMerge merge, StorageReader storage) {
    if (merged == null) {
      merged = new MergedKey(storage, databaseId, key, merge, before);
    }
    return merged;
  }

  /** Whether the winner has a value in an index. */
  boolean isIn(MaintainedIndex index, byte[] value) {
    byte[] row = FieldRows.key(index.id(), value, databaseId, key);
    return index.rowsOf(databaseId, key, document()).contains(row);
  }

  void writeTo(StorageBatch batch, Iterable<MaintainedIndex> indexes) {
    WinningEntry after = after();
    if (after != null) {
      writeKey(batch, after);
      writeFields(batch, indexes);
    }
  }

  void writeHistoryTo(StorageBatch batch) {
    if (merged != null) {
      merged.writeTo(batch);
    }
  }

  private void writeKey(StorageBatch batch, WinningEntry winner) {
    byte[] storageKey = KeyRows.key(databaseId, key);
    if (before != null && !before.deleted()) {
      batch.delete(KeyRows.ORDER, KeyRows.orderKey(databaseId, before));
    }
    if (!winner.deleted()) {
      byte[] text = new KeyReader(storageKey).skip(Integer.BYTES).rest();
      batch.put(KeyRows.ORDER, KeyRows.orderKey(databaseId, winner), text);
    }
    batch.put(KeyRows.KEYS, storageKey, KeyRows.encode(winner));
  }

  private void writeFields(StorageBatch batch, Iterable<MaintainedIndex> indexes) {
    CborMap oldDocument = null;
    boolean decoded = false;
    for (MaintainedIndex index : indexes) {
      if (!decoded) {
        oldDocument = MaintainedIndex.documentOf(before);
        decoded = true;
      }
      Set<byte[]> old = index.rowsOf(databaseId, key, oldDocument);
      Set<byte[]> now = index.rowsOf(databaseId, key, document());
      writeDifference(batch, old, now);
    }
  }

  private static void writeDifference(StorageBatch batch, Set<byte[]> old, Set<byte[]> now) {
    for (byte[] row : old) {
      if (!now.contains(row)) {
        batch.delete(FieldRows.FIELDS, row);
      }
    }
    for (byte[] row : now) {
      if (!old.contains(row)) {
        batch.put(FieldRows.FIELDS, row, FieldRows.NO_VALUE);
      }
    }
  }

  /** By how much the winner changes the number of live rows. */
  long growth() {
    return live(winner()) - live(before);
  }

  private @Nullable CborMap document() {
    if (merged != null) {
      return merged.outcome().document();
    }
    if (document == null) {
      document = MaintainedIndex.documentOf(winner());
    }
    return document;
  }

  private static long live(@Nullable WinningEntry entry) {
    return entry == null || entry.deleted() ? 0 : 1;
  }
}
