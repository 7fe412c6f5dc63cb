package io.debros.store.database;

import io.debros.store.merge.TwinInsert;
import org.jspecify.annotations.Nullable;

/**
 * A row that was made apart from another one under the same key, in a database that merges.
 * Immutable.
 *
 * @param key of both rows
 * @param insert its first write
 * @param row what the key shows, with all that is known now; null if it was deleted since
 */
public record Twin(String key, TwinInsert insert, @Nullable Row row) {
  /** Keys never get into texts. */
  @Override
  public String toString() {
    return insert.toString();
  }
}
