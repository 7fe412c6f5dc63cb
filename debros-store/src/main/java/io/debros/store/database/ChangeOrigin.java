package io.debros.store.database;

/** Who made a change. */
public enum ChangeOrigin {
  /** This node wrote it. */
  LOCAL,
  /** Entries of others were joined. */
  JOINED
}
