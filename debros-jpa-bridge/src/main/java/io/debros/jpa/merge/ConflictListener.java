package io.debros.jpa.merge;

/**
 * Told of conflicts: each once at every node, when the two commits meet there. Called by the thread
 * that commits or takes the other commit in, after the row is stored; be quick. What a call throws
 * goes to the log.
 */
@FunctionalInterface
public interface ConflictListener {
  /** Two commits of one row met. */
  void conflicted(EntityConflict<?> conflict);

  /** Two rows that were made apart from each other under one id met. */
  default void idConflicted(IdConflict<?> conflict) {}

  /** Rows with one unique value met. Told again only when other rows have it. */
  default void violated(UniqueViolation<?> violation) {}
}
