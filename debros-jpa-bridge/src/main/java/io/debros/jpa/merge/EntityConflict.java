package io.debros.jpa.merge;

import org.jspecify.annotations.Nullable;

/**
 * Two commits of one row that were made on different nodes against the same {@code @Version}. The
 * entities are detached copies: what they refer to has its id and nothing else, and collections of
 * other entities cannot be loaded.
 *
 * @param <T> the entity
 * @param entityType class of the entity
 * @param id of the row
 * @param earlierVersion version of {@code earlier}; null if it cannot be read
 * @param laterVersion version that the later commit gave the row; null if it has none
 * @param earlier the row without the later commit, in the order of the log
 * @param later the row as the later commit left it
 * @param ancestor the row that the later commit was made from; null if that is not known for
 *     certain
 * @param merged the row that came out; null if it was removed since. A resolver is given what
 *     merging by attribute gives
 */
public record EntityConflict<T>(
    Class<T> entityType,
    Object id,
    @Nullable Object earlierVersion,
    @Nullable Object laterVersion,
    T earlier,
    T later,
    @Nullable T ancestor,
    @Nullable T merged) {
  /** Type and id; never values. */
  @Override
  public String toString() {
    return "EntityConflict[" + entityType.getSimpleName() + " " + id + "]";
  }
}
