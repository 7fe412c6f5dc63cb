package io.debros.jpa.document;

/**
 * What one commit did to one document. Immutable.
 *
 * @param database name of its database
 * @param key of the document
 * @param kind what happened
 * @param origin who did it
 */
public record DocumentChange(String database, String key, Kind kind, Origin origin) {
  /** What happened. */
  public enum Kind {
    CREATED,
    UPDATED,
    DELETED
  }

  /** Who did it. */
  public enum Origin {
    /** This node. */
    LOCAL,
    /** Another node, whose entries were joined. */
    REMOTE
  }
}
