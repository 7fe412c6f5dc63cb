package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.gossipsub.GossipAction.Deliver;
import io.debros.store.libp2p.gossipsub.GossipAction.Misbehaved;
import io.debros.store.libp2p.gossipsub.GossipAction.PeersOffered;
import io.debros.store.libp2p.gossipsub.GossipAction.Send;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A router on the bench: peers are bytes that go in and out, and time is set by hand. */
final class Bench {
  static final String TOPIC = "/orbitdb/zdpuA";
  static final long FIRST = 1_000_000;

  final PrivateKey key = Rpcs.key(0);
  final List<Send> sends = new ArrayList<>();
  final List<Deliver> deliveries = new ArrayList<>();
  final List<Misbehaved> faults = new ArrayList<>();
  final List<PeersOffered> offers = new ArrayList<>();
  final List<GossipAction> subscriptions = new ArrayList<>();
  final Gossipsub router;
  long now = 1000;
  private int peers;

  Bench() {
    this(GossipParameters.defaults(), GossipLimits.defaults());
  }

  Bench(GossipParameters parameters, GossipLimits limits) {
    router = new Gossipsub(key, parameters, limits, new SplittableRandom(5), now, FIRST);
  }

  /** An inbound peer that speaks 1.2 and subscribes. */
  PrivateKey subscriber() {
    return peer("/meshsub/1.2.0", false, TOPIC);
  }

  PrivateKey peer(String protocol, boolean isOutbound, String... topics) {
    PrivateKey peer = Rpcs.key(++peers);
    router.connected(peer.peerId(), protocol, isOutbound, now);
    for (String topic : topics) {
      says(peer, rpc -> rpc.subscription(topic, true));
    }
    drain();
    return peer;
  }

  List<PrivateKey> subscribers(int count) {
    List<PrivateKey> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(subscriber());
    }
    return all;
  }

  /** This node subscribes, and as many of the peers as it asks are in its mesh. */
  void subscribe() {
    router.subscribe(TOPIC, now);
    drain();
  }

  void says(PrivateKey peer, Consumer<RpcWriter> entries) {
    says(peer, Rpcs.of(entries));
  }

  void says(PrivateKey peer, byte[] rpc) {
    router.received(peer.peerId(), rpc, now);
    drain();
  }

  /** A peer passes on a message of an author. */
  void passes(PrivateKey peer, PrivateKey author, long seqno, int length) {
    says(peer, Rpcs.message(author, TOPIC, new byte[length], seqno));
  }

  /** Lets time go by, with its heartbeats. */
  void pass(long millis) {
    long end = now + millis;
    while (router.nextHeartbeat() <= end) {
      now = router.nextHeartbeat();
      router.heartbeat(now);
      drain();
    }
    now = end;
  }

  /** All that was said to a peer since the last {@link #clear}. */
  List<Rpc> to(PrivateKey peer) {
    return sends.stream()
        .filter(send -> send.peer().equals(peer.peerId()))
        .map(send -> RpcReader.read(send.rpc()))
        .toList();
  }

  boolean isGrafted(PrivateKey peer) {
    return to(peer).stream().anyMatch(rpc -> rpc.grafts().contains(TOPIC));
  }

  /** Back-offs in seconds that the peer was told for the topic. */
  List<Long> prunes(PrivateKey peer) {
    return to(peer).stream()
        .flatMap(rpc -> rpc.prunes().stream())
        .filter(prune -> prune.topic().equals(TOPIC))
        .map(Rpc.Prune::seconds)
        .toList();
  }

  long messages(PrivateKey peer) {
    return to(peer).stream().mapToLong(rpc -> rpc.messages().size()).sum();
  }

  List<byte[]> wants(PrivateKey peer) {
    return to(peer).stream().flatMap(rpc -> rpc.wanted().stream()).toList();
  }

  List<byte[]> refusals(PrivateKey peer) {
    return to(peer).stream().flatMap(rpc -> rpc.unwanted().stream()).toList();
  }

  List<byte[]> offered(PrivateKey peer) {
    return to(peer).stream()
        .flatMap(rpc -> rpc.offers().stream())
        .flatMap(offer -> offer.ids().stream())
        .toList();
  }

  /** How often each peer was sent something. */
  Map<PeerId, Integer> counts() {
    Map<PeerId, Integer> counts = new LinkedHashMap<>();
    sends.forEach(send -> counts.merge(send.peer(), 1, Integer::sum));
    return counts;
  }

  void drain() {
    for (GossipAction action = router.poll(); action != null; action = router.poll()) {
      if (action instanceof Send send) {
        sends.add(send);
      } else if (action instanceof Deliver deliver) {
        deliveries.add(deliver);
      } else if (action instanceof Misbehaved misbehaved) {
        faults.add(misbehaved);
      } else if (action instanceof PeersOffered offered) {
        offers.add(offered);
      } else {
        subscriptions.add(action);
      }
    }
  }

  void clear() {
    sends.clear();
    deliveries.clear();
    faults.clear();
    offers.clear();
    subscriptions.clear();
  }
}
