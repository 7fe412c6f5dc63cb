package io.debros.store.replication.status;

import io.debros.store.manifest.Address;

/**
 * How far a database is. Immutable, thread-safe.
 *
 * @param database that changed
 * @param stage what happened
 * @param joined entries that joined since the database was opened
 * @param fetched entries that are here and wait for what they build on
 * @param wanted blocks that are known to be missing
 * @param heads of peers that are not part of the log yet
 */
public record ReplicationProgress(
    Address database, Stage stage, long joined, int fetched, int wanted, int heads) {

  /** What happened. */
  public enum Stage {
    /** Entries joined; there may be more to come. */
    ADVANCED,
    /** Everything that peers named is part of the log. Told once until there is more. */
    CAUGHT_UP,
    /** Nothing can be done now: blocks are nowhere, or entries are refused for the time being. */
    STALLED
  }
}
