package io.debros.jpa.network;

import org.jspecify.annotations.Nullable;

/**
 * How far a database is. Immutable.
 *
 * @param database its name
 * @param entityType whose rows it holds; null if it is none of the unit's entities
 * @param stage what happened
 * @param joined entries of others that joined since the database was opened
 * @param waiting entries that are here and wait for what they build on
 * @param wanted blocks that are known to be missing
 * @param lacking heads of peers that are not part of the log yet
 */
public record ReplicationProgress(
    String database,
    @Nullable Class<?> entityType,
    Stage stage,
    long joined,
    int waiting,
    int wanted,
    int lacking) {

  /** What happened. */
  public enum Stage {
    /** Entries joined; there may be more to come. */
    ADVANCED,
    /** Everything that peers named is here. Told once until there is more. */
    CAUGHT_UP,
    /** Nothing can be done now: blocks are nowhere, or entries are refused for the time being. */
    STALLED
  }

  /** The same, of a database that holds rows of an entity. */
  public ReplicationProgress of(@Nullable Class<?> entity) {
    return new ReplicationProgress(database, entity, stage, joined, waiting, wanted, lacking);
  }
}
