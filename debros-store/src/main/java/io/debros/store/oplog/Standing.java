package io.debros.store.oplog;

/** What the rules of a log say about a writer at present. */
public enum Standing {
  /** May append, and every entry of theirs is accepted. */
  MAY_WRITE,

  /**
   * Was allowed to write once, and no longer is. Cannot append; what the log has of them stays. An
   * entry of theirs that is new to this log is accepted only if an accepted entry of a writer who
   * {@link #MAY_WRITE} builds on it, directly or not: that writer saw it and vouches for it. So
   * newcomers can join the whole history, and nobody can add to it after a revocation by giving an
   * entry an old clock.
   */
  FORMERLY,

  /** Was never allowed to write. */
  NEVER
}
