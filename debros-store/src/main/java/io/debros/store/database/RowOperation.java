package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import org.jspecify.annotations.Nullable;

/**
 * What an entry does to one row of its database. Immutable.
 *
 * @param key of the row
 * @param value what the row holds from now on; null if there is no row from now on
 */
public record RowOperation(String key, @Nullable CborValue value) {
  /** The row holds a value. */
  public static RowOperation put(String key, CborValue value) {
    return new RowOperation(key, value);
  }

  /** There is no row. */
  public static RowOperation delete(String key) {
    return new RowOperation(key, null);
  }

  /** Keys and values never get into texts. */
  @Override
  public String toString() {
    return value == null ? "RowOperation[delete]" : "RowOperation[put]";
  }
}
