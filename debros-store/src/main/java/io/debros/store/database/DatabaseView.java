package io.debros.store.database;

import io.debros.store.index.FieldCursor;
import io.debros.store.index.Indexes;
import io.debros.store.index.KeyCursor;
import io.debros.store.index.ValueRange;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one database at one moment: that of a snapshot, which may show several databases
 * at once. Thread-safe; usable until the snapshot is closed.
 */
public final class DatabaseView {
  private final Indexes indexes;
  private final int id;
  private final StorageSnapshot snapshot;
  private final SealedRows sealed;
  private final @Nullable RowMerge merge;

  /**
   * @param merge null if the last write counts
   */
  DatabaseView(
      Indexes indexes,
      int id,
      StorageSnapshot snapshot,
      SealedRows sealed,
      @Nullable RowMerge merge) {
    this.merge = merge;
    this.indexes = indexes;
    this.id = id;
    this.snapshot = snapshot;
    this.sealed = sealed;
  }

  /** The document of a key; null if there is none. */
  public @Nullable DocumentRow get(String key) {
    return DocumentRow.of(find(key));
  }

  /**
   * What made the row of a key; empty if there is none. The caller closes it.
   *
   * @throws io.debros.store.error.UnreadableException if the row is encrypted and cannot be
   *     decrypted here
   */
  public RowHistory history(String key) {
    if (merge != null) {
      return RowHistory.of(Indexes.history(snapshot, id, key), merge);
    }
    Row row = find(key);
    return RowHistory.of(row == null ? null : row.operation());
  }

  private @Nullable Row find(String key) {
    return sealed.find(key, name -> indexes.keys().find(snapshot, id, name));
  }

  /** How many documents there are; does not count them. */
  public long count() {
    return indexes.keys().count(snapshot, id);
  }

  /**
   * Documents by their last write, newest first.
   *
   * @param amount how many at most; -1 for all
   * @throws IllegalArgumentException if the amount is below -1
   */
  public RowCursor<DocumentRow> newestFirst(int amount) {
    return cursor(inLogOrder(Direction.DESCENDING), RowCursor.checked(amount));
  }

  /** Documents by their last write, oldest first. */
  public RowCursor<DocumentRow> oldestFirst() {
    return cursor(inLogOrder(Direction.ASCENDING), RowCursor.ALL);
  }

  /** Documents by their keys, in code point order: the fastest way through all of them. */
  public RowCursor<DocumentRow> byKey(Direction direction) {
    return cursor(documents(indexes.keys().inKeyOrder(snapshot, id, direction)), RowCursor.ALL);
  }

  /**
   * Documents that cannot be read here, in no particular order; finds them without looking at the
   * others. Those of ciphers that do not tell the row are not among them.
   */
  public RowCursor<DocumentRow> unreadable() {
    return cursor(
        documents(indexes.keys().inKeyOrder(snapshot, id, SealedRows.MARK, Direction.ASCENDING)),
        RowCursor.ALL);
  }

  /**
   * Documents by their values in a field index, then by key; one with several values in the range
   * comes once for each.
   *
   * @throws IllegalArgumentException if the index is not kept for this database, or was not built
   *     yet at this moment
   */
  public RowCursor<DocumentRow> scan(String index, ValueRange range, Direction direction) {
    return cursor(
        new FieldRows(indexes.fields().scan(snapshot, id, index, range, direction), this::get),
        RowCursor.ALL);
  }

  /**
   * Keys of documents by their values in a field index, then by key; reads no document. One with
   * several values in the range comes once for each.
   *
   * @throws IllegalArgumentException if the index is not kept for this database, or was not built
   *     yet at this moment
   */
  public FieldCursor scanKeys(String index, ValueRange range, Direction direction) {
    return indexes.fields().scan(snapshot, id, index, range, direction);
  }

  RowCursor.Rows<DocumentRow> inLogOrder(Direction direction) {
    return documents(indexes.keys().inLogOrder(snapshot, id, direction));
  }

  private static RowCursor.Rows<DocumentRow> documents(KeyCursor cursor) {
    return new DocumentRows(new KeyRows(cursor));
  }

  private static RowCursor<DocumentRow> cursor(RowCursor.Rows<DocumentRow> rows, int limit) {
    return new RowCursor<>(rows, limit, null);
  }
}
