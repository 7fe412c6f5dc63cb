package io.debros.jpa.network;

import org.jspecify.annotations.Nullable;

/**
 * An entry of somebody else that was not taken; what builds on it stays out as well. Immutable.
 *
 * @param database its name
 * @param entityType whose rows the database holds; null if it is none of the unit's entities
 * @param entry hash of the entry
 * @param writer id of the identity that wrote it, as access lists have it; null if the entry does
 *     not say
 * @param reason {@code ACCESS_DENIED}, {@code BAD_SIGNATURE} and so on
 * @param message what is wrong, where, and what to do
 */
public record RejectedEntry(
    String database,
    @Nullable Class<?> entityType,
    String entry,
    @Nullable String writer,
    String reason,
    String message) {

  /** The same, of a database that holds rows of an entity. */
  public RejectedEntry of(@Nullable Class<?> entity) {
    return new RejectedEntry(database, entity, entry, writer, reason, message);
  }
}
