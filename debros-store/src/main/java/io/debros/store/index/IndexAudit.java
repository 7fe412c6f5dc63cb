package io.debros.store.index;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.BadBlockException;
import io.debros.store.error.Problem;
import io.debros.store.error.StorageException;
import io.debros.store.index.IndexCatalogue.State;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/*
 * Every entry of the log is offered to fit(): its key must have a row, of this entry or of a newer
 * one. Each row fits one entry at most, so if as many entries fit as there are rows, every row has
 * its entry, and the key index is the fold over the log; nobody had to hold the keys. The rows of
 * the order and of the field indexes are then compared with the key index, in both directions.
 */
/**
 * Compares the rows of one database's index, as a reader has them, with its log. Changes nothing.
 * {@link #fit} is thread-safe, the rest is for one thread.
 */
public final class IndexAudit {
  /** How an entry and the row of its key fit. */
  public enum Fit {
    /** The row is the one of this entry. */
    EQUAL,
    /** The row is of a newer entry. */
    NEWER,
    /** There is no row, it is of an older entry, or it says something else than the entry. */
    WRONG
  }

  private final StorageReader reader;
  private final int databaseId;
  private final List<MaintainedIndex> fields;
  private final @Nullable KeyMerge merge;
  private final BiConsumer<IndexPart, Problem> wrong;
  private boolean strangers;

  private IndexAudit(
      StorageReader reader,
      int databaseId,
      List<MaintainedIndex> fields,
      @Nullable KeyMerge merge,
      BiConsumer<IndexPart, Problem> wrong) {
    this.merge = merge;
    this.reader = reader;
    this.databaseId = databaseId;
    this.fields = fields;
    this.wrong = wrong;
  }

  /**
   * The audit of a database; null if it has no number, and so no index.
   *
   * @param merge how rows are made of several entries; null if the newest is the row
   * @param wrong told what is wrong, by any thread that calls
   */
  public static @Nullable IndexAudit of(
      Indexes indexes,
      StorageReader reader,
      String address,
      @Nullable KeyMerge merge,
      BiConsumer<IndexPart, Problem> wrong) {
    Integer id = findId(reader, address);
    if (id == null) {
      return null;
    }
    List<MaintainedIndex> built =
        StreamSupport.stream(indexes.fields().indexesOf(id).spliterator(), false)
            .filter(index -> isComplete(reader, id, index))
            .toList();
    return new IndexAudit(reader, id, built, merge, wrong);
  }

  private static @Nullable Integer findId(StorageReader reader, String address) {
    try {
      return IndexCatalogue.findDatabaseId(reader, address);
    } catch (StorageException damaged) {
      return null; // the audit of the catalogue says so
    }
  }

  private static boolean isComplete(StorageReader reader, int id, MaintainedIndex index) {
    try {
      return IndexCatalogue.state(reader, id, index.id()) == State.COMPLETE;
    } catch (StorageException damaged) {
      return false; // the audit of the catalogue says so
    }
  }

  /** Compares an entry of the log with the row of the key that it is about. */
  public Fit fit(String key, WinningEntry entry) {
    if (merge != null) {
      return fitHistory(key, entry);
    }
    try {
      byte[] row = reader.get(KeyRows.KEYS, KeyRows.key(databaseId, key));
      WinningEntry stored = row == null ? null : KeyRows.decode(row);
      if (stored != null && stored.hash().equals(entry.hash())) {
        return Arrays.equals(row, KeyRows.encode(entry))
            ? Fit.EQUAL
            : wrong("Row of a key says something else than its entry", entry);
      }
      return entry.isNewerThan(stored)
          ? wrong("Key has no row, or that of an older entry", entry)
          : Fit.NEWER;
    } catch (StorageException damaged) {
      return wrong("Row of a key is damaged", entry);
    }
  }

  /**
   * Compares the rows with each other, and with the entries that fit.
   *
   * @param fitting how many entries were {@link Fit#EQUAL}
   * @param isRight whether a row is the one of an entry of the log; asked only if some row is not
   * @param done told how many rows were looked at
   * @return number of live keys
   */
  public long rows(long fitting, RowCheck isRight, LongConsumer done) {
    long live = keyRows(fitting, isRight, done);
    orderRows(live, done);
    long stored = storedCount();
    if (stored != live) {
      wrong.accept(
          IndexPart.COUNT,
          problem("Number of live keys is wrong").at("stored", stored).at("counted", live));
    }
    return live;
  }

  private long storedCount() {
    try {
      return IndexCatalogue.count(reader, databaseId);
    } catch (StorageException damaged) {
      return -1;
    }
  }

  /** Says whether a row of the key index is the one of an entry of the log. */
  @FunctionalInterface
  public interface RowCheck {
    boolean isRight(String key, WinningEntry row);
  }

  /** Of a database that merges every entry is in the history of its key. */
  private Fit fitHistory(String key, WinningEntry entry) {
    byte[] row = HistoryRows.key(databaseId, key, entry);
    byte[] flags = reader.get(HistoryRows.HISTORY, row);
    return flags != null
            && HistoryRows.areKnown(flags)
            && HistoryRows.has(flags, HistoryRows.DELETES) == entry.deleted()
        ? Fit.EQUAL
        : wrong("Entry is not in the history of its key", entry);
  }

  private long historyKeys(long fitting, LongConsumer done) {
    long rows = 0;
    long keys = 0;
    String last = null;
    try (StorageCursor cursor =
        reader.scan(HistoryRows.HISTORY, HistoryRows.of(databaseId), Direction.ASCENDING)) {
      for (; cursor.next(); rows++) {
        String key = keyOf(cursor);
        keys += key == null || key.equals(last) ? 0 : 1;
        last = key;
        done.accept(1);
      }
    }
    if (rows != fitting) {
      wrong.accept(
          IndexPart.KEYS,
          problem("Histories of keys have not as many rows as there are entries")
              .at("rows", rows)
              .at("entries", fitting));
    }
    return keys;
  }

  private @Nullable String keyOf(StorageCursor history) {
    try {
      return HistoryRows.keyOf(history.key());
    } catch (StorageException damaged) {
      wrong.accept(IndexPart.KEYS, problem("Row of a history is damaged"));
      return null;
    }
  }

  private void checkMerged(String key, WinningEntry row, byte[] stored, KeyMerge rule) {
    MergedKey merged = new MergedKey(reader, databaseId, key, rule, null);
    try {
      WinningEntry made = merged.remade();
      if (made == null) {
        strangers = true; // or the row of an operation that cannot be read
        return;
      }
      if (!Arrays.equals(KeyRows.encode(made), stored)) {
        wrong("Row of a key is not what its entries make", row);
      }
      if (!merged.isMarked()) {
        wrong("History of a key is marked wrongly", row);
      }
    } catch (IllegalArgumentException | StorageException damaged) {
      wrong("History of a key is damaged", row);
    }
  }

  private long keyRows(long fitting, RowCheck isRight, LongConsumer done) {
    long rows = 0;
    long live = 0;
    try (StorageCursor cursor = keys()) {
      for (; cursor.next(); rows++) {
        live += keyRow(cursor) ? 1 : 0;
        done.accept(1);
      }
    }
    long expected = merge == null ? fitting : historyKeys(fitting, done);
    if (rows != expected || strangers) {
      if (rows < expected && merge != null) {
        wrong.accept(
            IndexPart.KEYS,
            problem("There are not as many keys as histories")
                .at("keys", rows)
                .at("histories", expected));
      }
      findStrangers(isRight);
    }
    return live;
  }

  /** Whether the row is live; what is damaged is reported by {@link #findStrangers}. */
  private boolean keyRow(StorageCursor row) {
    WinningEntry entry = decode(row);
    strangers |= entry == null;
    if (entry != null && merge != null) {
      checkMerged(KeyRows.keyOf(row.key()), entry, row.value(), merge);
    }
    if (entry == null || entry.deleted()) {
      return false;
    }
    String key = KeyRows.keyOf(row.key());
    byte[] ordered = reader.get(KeyRows.ORDER, KeyRows.orderKey(databaseId, entry));
    if (ordered == null || !Arrays.equals(ordered, key.getBytes(UTF_8))) {
      wrong.accept(IndexPart.ORDER, at("Key is missing in the order of the keys", entry));
    }
    fields.forEach(index -> fieldRows(index, key, entry));
    return true;
  }

  private void fieldRows(MaintainedIndex index, String key, WinningEntry entry) {
    for (byte[] row : rowsOf(index, databaseId, key, entry)) {
      byte[] value = reader.get(FieldRows.FIELDS, row);
      if (value == null || value.length != 0) {
        wrong.accept(
            IndexPart.FIELDS,
            at("Row of a field index is missing", entry).at("index", index.definition().name()));
      }
    }
  }

  /** None if the value cannot be read, which is another fault. */
  static Set<byte[]> rowsOf(MaintainedIndex index, int databaseId, String key, WinningEntry entry) {
    try {
      return index.rowsOf(databaseId, key, MaintainedIndex.documentOf(entry));
    } catch (BadBlockException damagedValue) {
      return Set.of();
    }
  }

  private void findStrangers(RowCheck isRight) {
    try (StorageCursor cursor = keys()) {
      while (cursor.next()) {
        WinningEntry entry = decode(cursor);
        if (entry == null) {
          wrong.accept(IndexPart.KEYS, problem("Row of a key is damaged"));
        } else if (!isRight.isRight(KeyRows.keyOf(cursor.key()), entry)) {
          wrong("Row of a key is of no entry of the log", entry);
        }
      }
    }
  }

  private void orderRows(long live, LongConsumer done) {
    long rows = 0;
    try (StorageCursor cursor =
        reader.scan(KeyRows.ORDER, KeyRows.of(databaseId), Direction.ASCENDING)) {
      for (; cursor.next(); rows++) {
        if (!isInOrder(cursor)) {
          wrong.accept(
              IndexPart.ORDER, problem("Order of the keys has a row that belongs to no key"));
        }
        done.accept(1);
      }
    }
    if (rows != live) {
      wrong.accept(
          IndexPart.ORDER,
          problem("Order of the keys has not as many rows as there are keys")
              .at("rows", rows)
              .at("keys", live));
    }
  }

  private boolean isInOrder(StorageCursor row) {
    byte[] key = row.value();
    byte[] stored = reader.get(KeyRows.KEYS, KeyRows.rawKey(databaseId, key));
    WinningEntry entry = stored == null ? null : decodeOrNull(stored);
    return entry != null
        && !entry.deleted()
        && Arrays.equals(row.key(), KeyRows.orderKey(databaseId, entry));
  }

  private StorageCursor keys() {
    return reader.scan(KeyRows.KEYS, KeyRows.of(databaseId), Direction.ASCENDING);
  }

  private static @Nullable WinningEntry decode(StorageCursor row) {
    return decodeOrNull(row.value());
  }

  static @Nullable WinningEntry decodeOrNull(byte[] row) {
    try {
      return KeyRows.decode(row);
    } catch (StorageException damaged) {
      return null;
    }
  }

  private Fit wrong(String sentence, WinningEntry entry) {
    wrong.accept(IndexPart.KEYS, at(sentence, entry));
    return Fit.WRONG;
  }

  private static Problem at(String sentence, WinningEntry entry) {
    return problem(sentence).at("entry", entry.hash());
  }
}
