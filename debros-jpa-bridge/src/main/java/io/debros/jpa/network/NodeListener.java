package io.debros.jpa.network;

/**
 * Told what happens at a node, after it happened: one call after the other, on a thread of its own,
 * in no transaction. Commits and replication do not wait for it; what it has not been told of yet
 * is kept in memory, and left out when the node closes. What a call throws goes to the log.
 */
public interface NodeListener {
  /**
   * A row was created, updated or deleted, by this node or by another; each commit to a row once,
   * those of one row in their order. A join of several commits of others is one change.
   */
  default void changed(EntityChange<?> change) {}

  /**
   * A peer is connected that was not.
   *
   * @param peer its id, {@code 12D3KooW…}
   */
  default void peerJoined(String peer) {}

  /** The last connection to a peer is gone. */
  default void peerLeft(String peer) {}

  /** A database got on, caught up with its peers, or cannot get on for now. */
  default void replicated(ReplicationProgress progress) {}

  /** An entry of somebody else was not taken. Each is told once, as long as it is remembered. */
  default void rejected(RejectedEntry entry) {}
}
