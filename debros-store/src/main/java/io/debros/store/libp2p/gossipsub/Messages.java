package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.gossipsub.GossipAction.Deliver;
import io.debros.store.libp2p.gossipsub.GossipParameters.Publishing;
import io.debros.store.libp2p.peer.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Publishes, checks, delivers and forwards messages. One thread at a time. */
final class Messages {
  /** Of messages as long as this, peers are told that they need not be sent. */
  private static final int REFUSED_BYTES = 512;

  private final GossipState state;
  private final PrivateKey key;
  private final byte[] ownId;
  private final SeenMessages seen;
  private final MessageCache cache;
  private final LazyGossip gossip;
  private long lastSeqno;
  private long checked;

  Messages(
      GossipState state,
      PrivateKey key,
      SeenMessages seen,
      MessageCache cache,
      LazyGossip gossip,
      long firstSeqno) {
    this.state = state;
    this.key = key;
    this.ownId = state.own().bytes();
    this.seen = seen;
    this.cache = cache;
    this.gossip = gossip;
    this.lastSeqno = firstSeqno - 1;
  }

  long lastSeqno() {
    return lastSeqno;
  }

  /** How many signatures were checked so far. */
  long checked() {
    return checked;
  }

  /** Publishes; returns to how many peers. */
  int publish(String name, byte[] data, long now) {
    SignedMessage message = SignedMessage.sign(key, name, data, ++lastSeqno);
    byte[] rpc = RpcWriter.message(message.bytes());
    seen.add(message.id(), now);
    cache.add(message, rpc);
    Topic topic = state.topics().find(name);
    if (topic == null) {
      return 0;
    }
    int count = 0;
    for (GossipPeer peer : List.copyOf(targets(topic, now))) {
      if (isPublishedTo(peer)) {
        state.outbox().message(peer, rpc);
        count++;
      }
    }
    return count;
  }

  /** Publishes to one peer, which comes to have what others have; false if it cannot be sent. */
  boolean publishTo(GossipPeer peer, String name, byte[] data, long now) {
    Topic topic = state.topics().find(name);
    if (topic == null || !topic.subscribers().contains(peer) || !isPublishedTo(peer)) {
      return false;
    }
    SignedMessage message = SignedMessage.sign(key, name, data, ++lastSeqno);
    seen.add(message.id(), now);
    state.outbox().message(peer, RpcWriter.message(message.bytes()));
    return true;
  }

  /** Takes a message that a peer sent. */
  void received(GossipPeer source, MessageParts parts, long now) {
    MessageId id = SignedMessage.idOf(parts);
    if (id != null && isOfNoInterest(parts)) {
      gossip.arrived(id);
    } else if ((id == null || !seen.contains(id)) && !Arrays.equals(parts.from(), ownId)) {
      checked++;
      accept(source, SignedMessage.verify(parts), now);
    }
  }

  /** One that came when this node had left the topic, or never was in it. */
  private boolean isOfNoInterest(MessageParts parts) {
    String topic = parts.topic();
    return topic != null && state.topics().findJoined(topic) == null;
  }

  private void accept(GossipPeer source, SignedMessage message, long now) {
    MessageId id = message.id();
    byte[] rpc = RpcWriter.message(message.bytes());
    seen.add(id, now);
    cache.add(message, rpc);
    gossip.arrived(id);
    state
        .outbox()
        .report(new Deliver(message.topic(), message.author(), source.id(), message.data()));
    Topic topic = state.topics().findJoined(message.topic());
    if (topic != null) {
      forward(topic, source, message, rpc);
    }
  }

  private void forward(Topic topic, GossipPeer source, SignedMessage message, byte[] rpc) {
    MessageId id = message.id();
    boolean isLong = message.data().length >= REFUSED_BYTES;
    for (GossipPeer peer : topic.mesh()) {
      if (peer == source || peer.id().equals(message.author())) {
        continue;
      }
      if (isLong && peer.takesRefusals()) {
        state.outbox().refuse(peer, message.id(peer.form()));
      }
      if (!peer.refuses(id)) {
        state.outbox().message(peer, rpc);
      }
    }
  }

  private Collection<GossipPeer> targets(Topic topic, long now) {
    if (state.parameters().publishing() == Publishing.TO_ALL) {
      return topic.subscribers();
    }
    return topic.isJoined() ? topic.mesh() : fanout(topic, now);
  }

  private Collection<GossipPeer> fanout(Topic topic, long now) {
    fillFanout(topic);
    topic.keepFanout(now + state.parameters().fanout().toMillis());
    return topic.fanout();
  }

  /** Keeps as many peers as a mesh would have. */
  void fillFanout(Topic topic) {
    topic.fanout().removeIf(peer -> !isPublishedTo(peer));
    int missing = state.parameters().degrees().wanted() - topic.fanout().size();
    if (missing <= 0) {
      return;
    }
    List<GossipPeer> others = new ArrayList<>();
    for (GossipPeer peer : topic.subscribers()) {
      if (isPublishedTo(peer) && !topic.fanout().contains(peer)) {
        others.add(peer);
      }
    }
    topic.fanout().addAll(state.choose(others, missing));
  }

  private boolean isPublishedTo(GossipPeer peer) {
    return peer.isWritable() && state.score(peer) >= Scores.PUBLISH;
  }
}
