package io.debros.store.index;

/**
 * Conflicts of a key that no stage has found before.
 *
 * @param fold that remembers them, and made the row
 */
public record RowConflict(int databaseId, String key, KeyMerge.Fold fold) {
  /** Keys never get into texts. */
  @Override
  public String toString() {
    return "RowConflict of database " + databaseId;
  }
}
