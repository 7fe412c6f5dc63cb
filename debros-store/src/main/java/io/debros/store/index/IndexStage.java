package io.debros.store.index;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader.Direction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way into the indexes of one or more databases. Later ones see earlier ones; the
 * order in which they are added does not matter, since an entry replaces a winner only if it is
 * newer. Nothing shows before the batch is written. One thread at a time, and only one stage that
 * is not yet written for each database: the caller has the databases' write locks.
 */
public final class IndexStage {
  private final Storage storage;
  private final KeyIndex keys;
  private final FieldIndex fields;
  private final Map<RowId, StagedRow> rows = new LinkedHashMap<>();

  IndexStage(Storage storage, KeyIndex keys, FieldIndex fields) {
    this.storage = storage;
    this.keys = keys;
    this.fields = fields;
  }

  /** Adds an entry; true if it is the newest of its key. */
  public boolean add(int databaseId, String key, WinningEntry entry) {
    return row(databaseId, key).offer(entry, null);
  }

  /** Adds an entry whose value the caller has as a document already. */
  public boolean add(int databaseId, String key, WinningEntry entry, CborMap document) {
    return row(databaseId, key).offer(entry, document);
  }

  /**
   * Adds an operation to a key whose row all its operations make together.
   *
   * @param merge the same for all operations of a database
   */
  public void merge(int databaseId, String key, WinningEntry operation, KeyMerge merge) {
    row(databaseId, key).merged(merge, storage).add(operation);
  }

  /**
   * Makes the row of a key anew from its history.
   *
   * @return how long it is, in bytes
   */
  int remake(int databaseId, String key, KeyMerge merge) {
    return row(databaseId, key).merged(merge, storage).outcome().row().value().length;
  }

  /** The newest operation on a key, stored or staged; null if there never was one. */
  public @Nullable WinningEntry find(int databaseId, String key) {
    StagedRow staged = rows.get(new RowId(databaseId, key));
    return staged == null ? keys.find(storage, databaseId, key) : staged.winner();
  }

  /** Keys whose live documents have a value in a field index, with the changes of this stage. */
  public Set<String> lookup(int databaseId, String name, byte[] value) {
    Set<String> found = stored(databaseId, name, value);
    MaintainedIndex index = fields.get(databaseId, name);
    for (StagedRow row : rows.values()) {
      if (row.databaseId() == databaseId) {
        found.remove(row.key());
        if (row.isIn(index, value)) {
          found.add(row.key());
        }
      }
    }
    return found;
  }

  private Set<String> stored(int databaseId, String name, byte[] value) {
    Set<String> found = new TreeSet<>();
    ValueRange range = ValueRange.of(value);
    try (FieldCursor stored = fields.scan(storage, databaseId, name, range, Direction.ASCENDING)) {
      while (stored.next()) {
        found.add(stored.key());
      }
    }
    return found;
  }

  /** Keys that have a new winner, in the order in which their first entry was added. */
  public List<RowChange> changes() {
    return rows.values().stream().flatMap(row -> row.change().stream()).toList();
  }

  /** Conflicts between operations of one key that no earlier stage has found. */
  public List<RowConflict> conflicts() {
    return rows.values().stream().flatMap(row -> row.conflict().stream()).toList();
  }

  /** Adds what the changes do to key index, order, history, field indexes and counts. */
  public void writeTo(StorageBatch batch) {
    Map<Integer, Long> growth = new TreeMap<>();
    for (StagedRow row : rows.values()) {
      row.writeHistoryTo(batch);
      if (row.isChanged()) {
        row.writeTo(batch, fields.indexesOf(row.databaseId()));
        growth.merge(row.databaseId(), row.growth(), Long::sum);
      }
    }
    growth.forEach((databaseId, more) -> writeDatabase(batch, databaseId, more));
  }

  private void writeDatabase(StorageBatch batch, int databaseId, long more) {
    fields.hideLeftBehind(batch, databaseId);
    if (more != 0) {
      IndexCatalogue.putCount(batch, databaseId, keys.count(storage, databaseId) + more);
    }
  }

  /** The batch was written. */
  public void applied() {
    rows.values().stream()
        .filter(StagedRow::isChanged)
        .forEach(row -> fields.hidden(row.databaseId()));
    rows.clear();
  }

  private StagedRow row(int databaseId, String key) {
    return rows.computeIfAbsent(
        new RowId(databaseId, key),
        id -> new StagedRow(databaseId, key, keys.find(storage, databaseId, key)));
  }

  private record RowId(int databaseId, String key) {}
}
