package io.debros.store.database;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.index.WinningEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entry as the index of its database takes it.
 *
 * @param key of the row that it is about
 * @param winner what the row says if no newer entry is about it
 * @param document that it puts; null if it puts something else, or deletes
 */
public record IndexedEntry(String key, WinningEntry winner, @Nullable CborMap document) {
  /** Keys and values never get into texts. */
  @Override
  public String toString() {
    return winner.toString();
  }
}
