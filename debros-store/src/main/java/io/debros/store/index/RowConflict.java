package io.debros.store.index;

/**
 * Conflicts of a key that no stage has found before.
 *
 * @param fold that remembers them
 * @param row that it made
 */
public record RowConflict(int databaseId, String key, KeyMerge.Fold fold, WinningEntry row) {
  /** Keys never get into texts. */
  @Override
  public String toString() {
    return "RowConflict of database " + databaseId;
  }
}
