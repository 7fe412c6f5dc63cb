package io.debros.store.libp2p.gossipsub;

import static io.debros.store.error.Problem.problem;

import io.debros.store.libp2p.gossipsub.GossipAction.Misbehaved;
import io.debros.store.libp2p.gossipsub.GossipAction.Subscribed;
import io.debros.store.libp2p.gossipsub.GossipAction.Unsubscribed;
import java.util.List;
import java.util.Map;

/** Who subscribes to what: peers as far as the limits go, and this node. One thread at a time. */
final class Subscriptions {
  private final GossipState state;
  private final Mesh mesh;

  Subscriptions(GossipState state, Mesh mesh) {
    this.state = state;
    this.mesh = mesh;
  }

  /** A peer says what it subscribes to now, by topic. */
  void received(GossipPeer peer, Map<String, Boolean> subscriptions, long now) {
    boolean isTooMany = false;
    for (Map.Entry<String, Boolean> entry : subscriptions.entrySet()) {
      if (entry.getValue()) {
        isTooMany |= !add(peer, entry.getKey(), now);
      } else {
        remove(peer, entry.getKey());
      }
    }
    if (isTooMany) {
      state
          .outbox()
          .report(
              new Misbehaved(
                  peer.id(),
                  problem("Peer subscribes to too many topics")
                      .at("peer", peer)
                      .at("most", state.limits().topicsPeer())
                      .advice("Raise the limit of topics a peer if this is a peer of yours"),
                  false));
    }
  }

  /**
   * A peer subscribes, or subscribes already.
   *
   * @return false if that is too much for this peer; where there are too many peers, it is not to
   *     blame, and is not remembered
   */
  boolean add(GossipPeer peer, String name, long now) {
    Topic known = state.topics().find(name);
    if (known != null && peer.topics().contains(known)) {
      return true;
    }
    if (!peer.mayAdd(name)) {
      return false;
    }
    Topic topic = state.topics().findOrAdd(name);
    if (topic != null) {
      peer.add(topic);
      state.outbox().report(new Subscribed(peer.id(), name));
      mesh.subscribed(topic, peer, now);
    }
    return true;
  }

  /** A peer is gone. */
  void forget(GossipPeer peer) {
    List.copyOf(peer.topics()).forEach(topic -> remove(peer, topic));
  }

  /** Tells all peers what this node does. */
  void announce(String topic, boolean isSubscribed) {
    state.peers().values().forEach(peer -> state.outbox().subscription(peer, topic, isSubscribed));
  }

  private void remove(GossipPeer peer, String name) {
    Topic topic = state.topics().find(name);
    if (topic != null && peer.topics().contains(topic)) {
      remove(peer, topic);
      state.outbox().report(new Unsubscribed(peer.id(), name));
    }
  }

  private void remove(GossipPeer peer, Topic topic) {
    peer.remove(topic);
    state.topics().removeUnused(topic);
  }
}
