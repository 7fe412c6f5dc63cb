package io.debros.store.index;

import static io.debros.store.error.Problem.problem;

import io.debros.store.storage.StorageCursor;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a field index by value, then database, then key. Stands before its first row. One thread
 * at a time; close it.
 */
public final class FieldCursor implements AutoCloseable {
  private final StorageCursor rows;
  private final IntPredicate shown;
  private @Nullable Row row;

  FieldCursor(StorageCursor rows, IntPredicate shown) {
    this.rows = rows;
    this.shown = shown;
  }

  /** Moves to the next row; false when there is none. */
  public boolean next() {
    row = null;
    while (row == null && rows.next()) {
      Row read = Row.decode(rows.key());
      row = shown.test(read.databaseId) ? read : null;
    }
    return row != null;
  }

  /**
   * The value, as it was given to the index.
   *
   * @throws IllegalStateException if the cursor stands on no row
   */
  public byte[] value() {
    return present().value;
  }

  /** Which database the row is in. */
  public int databaseId() {
    return present().databaseId;
  }

  /** Key of the document. */
  public String key() {
    return present().key;
  }

  private Row present() {
    if (row == null) {
      throw new IllegalStateException(
          problem("Cursor stands on no row")
              .advice("Call next() first and stop when it answers false")
              .toString());
    }
    return row;
  }

  @Override
  public void close() {
    rows.close();
  }

  private record Row(byte[] value, int databaseId, String key) {
    static Row decode(byte[] storageKey) {
      KeyReader reader = new KeyReader(storageKey).skip(Integer.BYTES);
      return new Row(reader.part(), reader.int32(), reader.restAsText());
    }
  }
}
