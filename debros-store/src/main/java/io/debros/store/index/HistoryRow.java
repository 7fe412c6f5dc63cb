package io.debros.store.index;

/**
 * An operation of a key and what is known of it.
 *
 * @param key of the row, in the order of the log
 * @param flags of {@link HistoryRows}
 */
record HistoryRow(byte[] key, int flags, WinningEntry operation) {
  /** One of which nothing is known yet. */
  static HistoryRow added(byte[] key, WinningEntry operation) {
    return new HistoryRow(key, operation.deleted() ? HistoryRows.DELETES : 0, operation);
  }

  boolean isKnownConflict() {
    return (flags & HistoryRows.CONFLICTS) != 0;
  }
}
