package io.debros.store.database;

import io.debros.store.merge.MergeConflict;
import org.jspecify.annotations.Nullable;

/**
 * Two writes of one row, made apart from each other, in a database that merges. Immutable.
 *
 * @param key of the row
 * @param between what was written
 * @param row what came out, with all that is known now; null if it was deleted since
 */
public record Conflict(String key, MergeConflict between, @Nullable Row row) {
  /** Keys never get into texts. */
  @Override
  public String toString() {
    return between.toString();
  }
}
