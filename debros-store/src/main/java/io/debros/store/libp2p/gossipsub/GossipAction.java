package io.debros.store.libp2p.gossipsub;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PeerRecord;
import java.util.List;

/** What the owner of {@link Gossipsub} has to do, in the order given. */
public sealed interface GossipAction {
  /**
   * Send an RPC, behind its length, on our stream to the peer.
   *
   * @param rpc not to be changed: several peers may be sent the same array
   */
  record Send(PeerId peer, byte[] rpc, Priority priority) implements GossipAction {}

  /**
   * A message for a topic of this node; its signature is right, and it comes once.
   *
   * @param author who published it
   * @param source the connected peer that sent it here
   */
  record Deliver(String topic, PeerId author, PeerId source, byte[] data) implements GossipAction {}

  /** A peer subscribes to a topic, whether this node does or not. */
  record Subscribed(PeerId peer, String topic) implements GossipAction {}

  /** A connected peer does not subscribe any more. */
  record Unsubscribed(PeerId peer, String topic) implements GossipAction {}

  /**
   * A peer to which this node connected leaves our mesh, which is too small without it, and names
   * others that are in the topic. Whom to dial is for the owner.
   *
   * @param records signed by the peers that they are about, who are neither this node nor the
   *     source; at least one
   */
  record PeersOffered(PeerId source, String topic, List<PeerRecord> records)
      implements GossipAction {
    public PeersOffered {
      records = List.copyOf(records);
    }
  }

  /**
   * A peer breaks the rules.
   *
   * @param isBreach whether an honest peer would never do that: the connection should end
   */
  record Misbehaved(PeerId peer, Problem problem, boolean isBreach) implements GossipAction {}

  /** What to leave out for a peer that reads too slowly. */
  enum Priority {
    /** Never: subscriptions, GRAFT and PRUNE. If it cannot be sent, end the stream. */
    ESSENTIAL,
    /** A message: the peer may get it from another, or later by gossip. */
    MESSAGE,
    /** Offers of messages and answers to such: leave these out first. */
    GOSSIP
  }
}
