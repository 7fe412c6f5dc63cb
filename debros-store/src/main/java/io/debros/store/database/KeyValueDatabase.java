package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.error.NotFoundException;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.StorageReader.Direction;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by key. Of several writes of one key the last one counts, in the order of the log. A null
 * value ({@code CborNull}) is a value. What others write under keys that are not text is not shown.
 * Thread-safe.
 */
public final class KeyValueDatabase extends Database {
  /** Database type in manifests. */
  public static final String TYPE = "keyvalue";

  KeyValueDatabase(DatabaseEngine engine) {
    super(engine);
  }

  /**
   * Writes a value under a key, in place of an earlier one.
   *
   * @return hash of the entry
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid put(String key, CborValue value) {
    return append(putOperation(key, value));
  }

  /**
   * Writes several values in one atomic batch, one entry for each, in the order of the map.
   *
   * @return hashes of the entries
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public List<Cid> putAll(Map<String, ? extends CborValue> values) {
    return write(
        transaction ->
            values.entrySet().stream()
                .map(entry -> transaction.put(this, entry.getKey(), entry.getValue()))
                .toList());
  }

  /**
   * Writes any number of values in batches of bounded size, each of them atomic. If it throws, the
   * batches before stay.
   *
   * @return how many were written
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if the last batch was not written
   */
  public long load(Iterator<? extends Map.Entry<String, ? extends CborValue>> values) {
    return inBatches(
        values, (transaction, entry) -> transaction.put(this, entry.getKey(), entry.getValue()));
  }

  /**
   * Deletes a key. As in JavaScript, an entry is written also if the key has no value.
   *
   * @return hash of the entry
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid delete(String key) {
    return append(deleteOperation(key));
  }

  /** The value of a key; null if it has none. */
  public @Nullable CborValue find(String key) {
    Row row = findRow(key);
    return row == null ? null : row.value();
  }

  /**
   * The value of a key.
   *
   * @throws NotFoundException if it has none
   */
  public CborValue get(String key) {
    CborValue value = find(key);
    if (value == null) {
      throw new NotFoundException(
          problem("Key has no value in the database")
              .at("key", key)
              .at("address", address())
              .advice("Ask with find(key) for what may be absent"));
    }
    return value;
  }

  /**
   * Keys and values by their last write, newest first.
   *
   * @param amount how many at most; -1 for all
   * @throws IllegalArgumentException if the amount is below -1
   */
  public RowCursor<Row> iterator(int amount) {
    return rowsByTime(Direction.DESCENDING, amount);
  }

  /** All keys and values by their last write, oldest first, read as they are asked for. */
  public RowCursor<Row> oldestFirst() {
    return rowsByTime(Direction.ASCENDING, RowCursor.ALL);
  }

  /**
   * Keys and values by key, in code point order. (JavaScript's indexed key-value database iterates
   * {@code DESCENDING}.)
   *
   * @param amount how many at most; -1 for all
   * @throws IllegalArgumentException if the amount is below -1
   */
  public RowCursor<Row> byKey(Direction direction, int amount) {
    return rowsByKey(direction, amount);
  }

  /**
   * Keys that begin with a text, and their values, by key, in code point order. Reads no others.
   *
   * @param amount how many at most; -1 for all
   * @throws IllegalArgumentException if the amount is below -1
   */
  public RowCursor<Row> byKey(String prefix, Direction direction, int amount) {
    return rowsByKey(requireGiven("Prefix", prefix), direction, amount);
  }

  /**
   * All keys and values by their last write, oldest first, in memory; overwriting moves a key to
   * the end.
   */
  public List<Row> all() {
    return oldestFirst().toList();
  }

  CborValue putOperation(String key, CborValue value) {
    return KeyOperations.put(requireGiven("Key", key), requireGiven("Value", value));
  }

  CborValue deleteOperation(String key) {
    return KeyOperations.delete(requireGiven("Key", key));
  }
}
