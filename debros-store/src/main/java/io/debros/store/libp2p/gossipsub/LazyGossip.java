package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.gossipsub.Rpc.Offer;
import io.debros.store.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Heals what meshes lose: offers messages to peers outside (IHAVE), asks for those that are offered
 * (IWANT), answers, and remembers what a peer does not want (IDONTWANT). Each peer may do so only
 * so much between two heartbeats; what is more is not looked at. One thread at a time.
 */
final class LazyGossip {
  private final GossipState state;
  private final SeenMessages seen;
  private final MessageCache cache;
  private final byte[] ownId;
  private final Promises promises = new Promises();
  private long heartbeat;

  LazyGossip(GossipState state, SeenMessages seen, MessageCache cache) {
    this.state = state;
    this.seen = seen;
    this.cache = cache;
    this.ownId = state.own().bytes();
  }

  /** A peer has messages: asks for those that are new here. */
  void offered(GossipPeer peer, List<Offer> offers, long now) {
    if (offers.isEmpty() || state.score(peer) < Scores.GOSSIP || !peer.requests().offer()) {
      return;
    }
    Map<MessageId, byte[]> unseen = new LinkedHashMap<>();
    for (Offer offer : offers) {
      if (state.topics().findJoined(offer.topic()) != null) {
        addUnseen(peer, offer.ids(), unseen);
      }
    }
    int count = peer.requests().ask(unseen.size());
    if (count > 0) {
      List<MessageId> asked = state.choose(List.copyOf(unseen.keySet()), count);
      long end = now + state.parameters().followUp().toMillis();
      promises.add(peer.id(), asked.get(0), end);
      state.outbox().want(peer, asked.stream().map(unseen::get).toList());
    }
  }

  /** A peer wants messages: sends those that are still here. */
  void wanted(GossipPeer peer, List<byte[]> ids) {
    if (ids.isEmpty() || state.score(peer) < Scores.GOSSIP || !peer.requests().want()) {
      return;
    }
    Set<MessageId> answered = new HashSet<>();
    for (byte[] id : ids) {
      if (!peer.requests().look()) {
        return;
      }
      MessageId message = peer.read(id);
      CachedMessage cached = cache.find(message);
      if (cached != null && answered.add(message)) {
        answer(peer, cached);
      }
    }
  }

  /** A peer need not be sent these messages. */
  void refused(GossipPeer peer, List<byte[]> ids) {
    if (!ids.isEmpty() && peer.requests().refusal()) {
      long until = heartbeat + state.parameters().gossipWindows();
      ids.forEach(id -> peer.refuse(peer.read(id), until));
    }
  }

  /** A message came, or is of no interest any more. */
  void arrived(MessageId id) {
    promises.kept(id);
  }

  void forget(PeerId peer) {
    promises.forget(peer);
  }

  /** Counts broken promises, and lets all peers ask and offer again. */
  void renew(long now) {
    heartbeat++;
    promises
        .takeBroken(now)
        .forEach(
            (id, count) -> {
              GossipPeer peer = state.peers().get(id);
              if (peer != null) {
                state.penalise(peer, count);
              }
            });
    state.peers().values().forEach(peer -> peer.renew(heartbeat));
  }

  /** Offers the messages of the last heartbeats to some that are not sent them anyway. */
  void emit() {
    cache.recent().forEach(this::emit);
    cache.shift();
  }

  int promised() {
    return promises.size();
  }

  private void emit(String name, List<CachedMessage> messages) {
    Topic topic = state.topics().find(name);
    if (topic == null) {
      return;
    }
    List<GossipPeer> others = new ArrayList<>();
    for (GossipPeer peer : topic.subscribers()) {
      if (peer.isWritable() && !topic.isServed(peer) && state.score(peer) >= Scores.GOSSIP) {
        others.add(peer);
      }
    }
    int share = (int) (state.parameters().lazyShare() * others.size());
    for (GossipPeer peer : state.choose(others, Math.max(state.parameters().lazyPeers(), share))) {
      List<CachedMessage> offered = state.choose(messages, state.limits().idsHeartbeat());
      state
          .outbox()
          .offer(peer, name, offered.stream().map(message -> message.id(peer.form())).toList());
    }
  }

  private void addUnseen(GossipPeer peer, List<byte[]> ids, Map<MessageId, byte[]> unseen) {
    for (byte[] id : ids) {
      MessageId message = peer.read(id);
      if (!seen.contains(message) && !message.isBy(ownId)) {
        unseen.put(message, id);
      }
    }
  }

  private void answer(GossipPeer peer, CachedMessage cached) {
    if (peer.requests().answer(cached.rpc().length)
        && cached.answer(peer.id(), state.limits().retransmissions())) {
      state.outbox().message(peer, cached.rpc());
    }
  }
}
