package io.debros.store.database;

import org.jspecify.annotations.Nullable;

/**
 * What one commit did to one key. Immutable.
 *
 * @param key of the row
 * @param before the row as it was; null if there was none
 * @param after the row as it is; null if it was deleted
 */
public record Change(String key, @Nullable Row before, @Nullable Row after) {
  /** Keys never get into texts. */
  @Override
  public String toString() {
    return "Change[" + before + " -> " + after + "]";
  }
}
