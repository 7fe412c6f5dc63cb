package io.debros.store.care;

import io.debros.store.error.Problem;

/**
 * A thing that {@link NodeCare#repair} did. Immutable.
 *
 * @param kind of action
 * @param what was done, and where
 */
public record RepairAction(Kind kind, Problem what) {
  /** Kinds of actions. */
  public enum Kind {
    /** A block came from the source. */
    FETCHED,
    /** Rows that follow from others were made anew. */
    REBUILT,
    /** Rows that say nothing true, and nothing that is not said elsewhere, were removed. */
    REMOVED,
    /** What could not be made good was put aside, because that was asked for. */
    QUARANTINED
  }

  @Override
  public String toString() {
    return kind + ": " + what;
  }
}
