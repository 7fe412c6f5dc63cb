package io.debros.store.encryption;

/**
 * What an encrypted operation shows to everybody, so that rows that nobody can read are known as
 * such. Immutable.
 *
 * @param keyId of the key that protects it
 * @param tag of the row: the same for all operations on one row, 32 hex digits that say nothing
 *     without the ring's secret; empty if the operation concerns no row
 * @param deletes whether the row is deleted
 */
public record SealedRow(String keyId, String tag, boolean deletes) {
  /** Whether the operation concerns a row. */
  public boolean isRow() {
    return !tag.isEmpty();
  }
}
