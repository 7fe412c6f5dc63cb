package io.debros.jpa.merge;

import org.jspecify.annotations.Nullable;

/**
 * Decides what a row is after a conflict of versions, instead of merging it by attribute. Every
 * node asks its own resolver, again whenever it makes the row anew, so all of them must be the same
 * and deterministic: the answer depends on the conflict alone, not on time, chance or other rows.
 * Version, {@code @Counter} and {@code @CrdtSet} attributes merge as always. If it throws, the row
 * merges by attribute, and the log says so. Thread-safe.
 *
 * @param <T> the entity
 */
public interface ConflictResolver<T> {
  /** The entity whose conflicts it decides. */
  Class<T> entityType();

  /**
   * The row that comes out; one of the entities of the conflict, changed or not, or a new one. Null
   * to merge by attribute.
   */
  @Nullable T resolve(EntityConflict<T> conflict);

  /**
   * Changes when the answers do: rows are then made anew from their history at the next start. Any
   * text; {@code "1"} by default.
   */
  default String version() {
    return "1";
  }
}
