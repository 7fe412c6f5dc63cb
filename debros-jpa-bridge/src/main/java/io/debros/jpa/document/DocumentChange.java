package io.debros.jpa.document;

import org.jspecify.annotations.Nullable;

/**
 * What one commit did to one document. Immutable.
 *
 * @param database name of its database
 * @param key of the document
 * @param kind what happened
 * @param origin who did it
 * @param before the document as it was; null if there was none
 * @param after the document as it is; null if there is none
 */
public record DocumentChange(
    String database,
    String key,
    Kind kind,
    Origin origin,
    @Nullable Document before,
    @Nullable Document after) {
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
