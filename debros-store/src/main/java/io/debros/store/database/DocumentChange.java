package io.debros.store.database;

import org.jspecify.annotations.Nullable;

/**
 * What one commit did to one key. Immutable.
 *
 * @param key of the document
 * @param before the document as it was; null if there was none
 * @param after the document as it is; null if it was deleted
 */
public record DocumentChange(
    String key, @Nullable DocumentRow before, @Nullable DocumentRow after) {
  /** Keys never get into texts. */
  @Override
  public String toString() {
    return "DocumentChange[" + before + " -> " + after + "]";
  }
}
