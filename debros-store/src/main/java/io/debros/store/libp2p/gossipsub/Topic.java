package io.debros.store.libp2p.gossipsub;

import java.util.LinkedHashSet;
import java.util.Set;

/** A topic that this node or a connected peer cares for. One thread at a time. */
final class Topic {
  private final String name;
  private final Set<GossipPeer> subscribers = new LinkedHashSet<>(2);
  private final Set<GossipPeer> mesh = new LinkedHashSet<>(2);
  private final Set<GossipPeer> fanout = new LinkedHashSet<>(2);
  private boolean isJoined;
  private long fanoutEnd;

  Topic(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Connected peers that subscribe. */
  Set<GossipPeer> subscribers() {
    return subscribers;
  }

  /** Whether this node subscribes. */
  boolean isJoined() {
    return isJoined;
  }

  void join() {
    isJoined = true;
    fanout.clear();
  }

  void leave() {
    isJoined = false;
    mesh.clear();
  }

  /** Subscribers along which messages travel; empty unless this node subscribes. */
  Set<GossipPeer> mesh() {
    return mesh;
  }

  /** Subscribers that messages of this node go to although it does not subscribe. */
  Set<GossipPeer> fanout() {
    return fanout;
  }

  /** Whether a peer is sent the messages anyway, so that they need not be offered to it. */
  boolean isServed(GossipPeer peer) {
    return mesh.contains(peer) || fanout.contains(peer);
  }

  /** This node published, so the peers for that stay until then. */
  void keepFanout(long end) {
    fanoutEnd = end;
  }

  /** Forgets the peers for publishing if their time is over. */
  void expireFanout(long now) {
    if (!fanout.isEmpty() && fanoutEnd <= now) {
      fanout.clear();
    }
  }

  void remove(GossipPeer peer) {
    subscribers.remove(peer);
    mesh.remove(peer);
    fanout.remove(peer);
  }

  boolean isUnused() {
    return !isJoined && subscribers.isEmpty();
  }

  @Override
  public String toString() {
    return name;
  }
}
