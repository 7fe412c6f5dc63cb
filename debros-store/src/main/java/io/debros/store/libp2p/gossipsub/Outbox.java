package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.gossipsub.GossipAction.Priority;
import io.debros.store.libp2p.gossipsub.GossipAction.Send;
import io.debros.store.libp2p.peer.PeerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done. What one event causes to be said to one peer is packed together: what is
 * essential, then gossip, then messages. To a peer whose stream is not open nothing is said. One
 * thread at a time.
 */
final class Outbox {
  private final int maxBytes;
  private final Map<GossipPeer, Parcel> parcels = new LinkedHashMap<>();
  private final Queue<GossipAction> actions = new ArrayDeque<>();

  Outbox(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  void report(GossipAction action) {
    actions.add(action);
  }

  void subscription(GossipPeer peer, String topic, boolean isSubscribed) {
    parcel(peer).essential.subscription(topic, isSubscribed);
  }

  void graft(GossipPeer peer, String topic) {
    parcel(peer).essential.graft(topic);
  }

  void prune(GossipPeer peer, String topic, long seconds) {
    parcel(peer).essential.prune(topic, seconds);
  }

  void offer(GossipPeer peer, String topic, List<byte[]> ids) {
    parcel(peer).gossip.offer(topic, ids);
  }

  void want(GossipPeer peer, List<byte[]> ids) {
    parcel(peer).gossip.want(ids);
  }

  void refuse(GossipPeer peer, byte[] id) {
    parcel(peer).refused.add(id);
  }

  void message(GossipPeer peer, byte[] rpc) {
    parcel(peer).messages.add(rpc);
  }

  /** Nothing more is said to a peer that is gone. */
  void drop(GossipPeer peer) {
    parcels.remove(peer);
  }

  /** Packs what is to be said after one event. */
  void flush() {
    parcels.forEach(this::pack);
    parcels.clear();
  }

  @Nullable GossipAction poll() {
    return actions.poll();
  }

  private Parcel parcel(GossipPeer peer) {
    return parcels.computeIfAbsent(peer, first -> new Parcel(maxBytes));
  }

  private void pack(GossipPeer peer, Parcel parcel) {
    if (!peer.isWritable()) {
      return;
    }
    parcel.gossip.refuse(parcel.refused);
    send(peer.id(), parcel.essential.finish(), Priority.ESSENTIAL);
    send(peer.id(), parcel.gossip.finish(), Priority.GOSSIP);
    send(peer.id(), parcel.messages, Priority.MESSAGE);
  }

  private void send(PeerId peer, List<byte[]> rpcs, Priority priority) {
    rpcs.forEach(rpc -> actions.add(new Send(peer, rpc, priority)));
  }

  private static final class Parcel {
    private final RpcWriter essential;
    private final RpcWriter gossip;
    private final List<byte[]> refused = new ArrayList<>();
    private final List<byte[]> messages = new ArrayList<>();

    Parcel(int maxBytes) {
      essential = new RpcWriter(maxBytes);
      gossip = new RpcWriter(maxBytes);
    }
  }
}
