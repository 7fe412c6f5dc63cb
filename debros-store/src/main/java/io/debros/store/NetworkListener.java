package io.debros.store;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.replication.status.ReplicationProgress;

/**
 * Told what happens in the network of a node, one call after the other, on a thread of its own.
 * What peers change in databases is told to the listeners of those. What a call throws goes to the
 * log.
 */
public interface NetworkListener {
  /** A peer is connected that was not. */
  default void peerJoined(PeerId peer) {}

  /** The last connection to a peer is gone. */
  default void peerLeft(PeerId peer) {}

  /** A database got on, caught up with its peers, or cannot get on for now. */
  default void replicated(ReplicationProgress progress) {}
}
