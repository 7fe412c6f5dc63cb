package io.debros.store.libp2p.gossipsub;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.gossipsub.GossipAction.Misbehaved;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A router of gossipsub 1.1 and 1.2: knows which connected peer subscribes to what, publishes,
 * delivers each message of an own topic once, and forwards it. It does nothing by itself: the owner
 * tells it what happens and when, calls {@link #heartbeat} when {@link #nextHeartbeat} has come,
 * and after each call performs the actions that {@link #poll} gives until there are none.
 *
 * <p>Messages are forwarded once their signature is checked; what they say is for whoever they are
 * delivered to. Times are milliseconds of a clock that never goes back. One thread at a time.
 *
 * @see <a href="https://github.com/libp2p/specs/tree/master/pubsub/gossipsub">gossipsub</a>
 */
public final class Gossipsub {
  /** The protocols that are spoken, best first. */
  public static final List<String> PROTOCOLS = List.of("/meshsub/1.2.0", "/meshsub/1.1.0");

  /** The longest name of a topic of this node, in bytes. */
  public static final int MAX_TOPIC_BYTES = 1024;

  /** The longest data that peers take, in bytes: with what is around it, it fits into 4 MiB. */
  public static final int MAX_DATA_BYTES = (4 << 20) - 4096;

  private static final long SEQNOS_PER_MILLISECOND = 1_000_000;

  private final GossipState state;
  private final SeenMessages seen;
  private final MessageCache cache;
  private final LazyGossip gossip;
  private final Messages messages;
  private final Mesh mesh;
  private final Subscriptions subscriptions;
  private long nextHeartbeat;

  /**
   * A router without peers and topics.
   *
   * @param key of this node; signs what it publishes
   * @param firstSeqno of its messages: see {@link #firstSeqno}
   */
  public Gossipsub(
      PrivateKey key,
      GossipParameters parameters,
      GossipLimits limits,
      RandomGenerator random,
      long now,
      long firstSeqno) {
    state = GossipState.of(key.peerId(), parameters, limits, random);
    seen = new SeenMessages(limits.seenMessages(), parameters.seen().toMillis());
    cache =
        new MessageCache(
            parameters.historyWindows(), parameters.gossipWindows(), limits.cachedBytes());
    gossip = new LazyGossip(state, seen, cache);
    messages = new Messages(state, key, seen, cache, gossip, firstSeqno);
    mesh = new Mesh(state);
    subscriptions = new Subscriptions(state, mesh);
    nextHeartbeat = now + parameters.firstHeartbeat().toMillis();
  }

  /**
   * The first seqno of a run: peers ignore messages whose seqno is not above all earlier ones of
   * the author, whatever their topic.
   *
   * @param epochMillis of the wall clock
   * @param lastSeqno of the run before, if it is known; 0 otherwise
   */
  public static long firstSeqno(long epochMillis, long lastSeqno) {
    return Math.max(epochMillis * SEQNOS_PER_MILLISECOND, lastSeqno + 1);
  }

  /** The seqno of the last message of this node; one less than the first if there is none. */
  public long lastSeqno() {
    return messages.lastSeqno();
  }

  /**
   * Our stream to a peer is open, for the first time or again: what this node subscribes to is the
   * first that is sent. May come before or after the first {@link #received}.
   *
   * @param protocol of that stream; null if it is not known yet
   * @param isOutbound whether this node made the connection
   */
  public void connected(PeerId id, @Nullable String protocol, boolean isOutbound, long now) {
    GossipPeer peer = peer(id);
    peer.open(protocol, isOutbound);
    for (Topic topic : state.topics().joined()) {
      state.outbox().subscription(peer, topic.name(), true);
    }
    mesh.opened(peer, now);
    state.outbox().flush();
  }

  /** The peer is gone, and with it its subscriptions; there is no action for each of those. */
  public void disconnected(PeerId id) {
    GossipPeer peer = state.peers().remove(id);
    if (peer != null) {
      subscriptions.forget(peer);
      gossip.forget(id);
      state.outbox().drop(peer);
    }
  }

  /**
   * A peer sent an RPC, without its length. Where only a part of it is wrong, the action {@link
   * Misbehaved} says so and the rest is ignored.
   *
   * @return how many signatures were checked for it, which is what takes time
   * @throws BadPeerException if it cannot be decoded, or is longer or has more entries than allowed
   */
  public int received(PeerId id, byte[] rpc, long now) {
    Rpc decoded = decode(id, rpc);
    long checkedBefore = messages.checked();
    GossipPeer peer = peer(id);
    subscriptions.received(peer, decoded.subscriptions(), now);
    if (state.score(peer) >= Scores.LISTEN) {
      try {
        decoded.messages().forEach(message -> messages.received(peer, message, now));
        control(peer, decoded, now);
      } catch (BadPeerException refused) {
        state.scores().invalid(id);
        Problem known = refused.problem();
        Problem problem = known == null ? problem("Peer sends what is refused") : known;
        boolean isBreach = refused.fault().isBreach();
        state.outbox().report(new Misbehaved(id, problem.at("peer", id), isBreach));
      }
    }
    state.outbox().flush();
    return (int) (messages.checked() - checkedBefore);
  }

  /**
   * Subscribes; nothing happens if that is so already.
   *
   * @throws IllegalArgumentException if the name is longer than {@value #MAX_TOPIC_BYTES} bytes
   */
  public void subscribe(String name, long now) {
    requireLength("Topic", name.getBytes(UTF_8).length, MAX_TOPIC_BYTES);
    if (state.topics().findJoined(name) != null) {
      return;
    }
    Topic known = state.topics().find(name);
    List<GossipPeer> fanout = known == null ? List.of() : List.copyOf(known.fanout());
    Topic topic = state.topics().join(name);
    subscriptions.announce(name, true);
    mesh.join(topic, fanout, now);
    state.outbox().flush();
  }

  /** Ends a subscription; nothing happens if there is none. */
  public void unsubscribe(String name, long now) {
    Topic topic = state.topics().findJoined(name);
    if (topic != null) {
      subscriptions.announce(name, false);
      mesh.leave(topic, now);
      state.topics().leave(topic);
      state.outbox().flush();
    }
  }

  /** Connected peers that subscribe to a topic; a copy. */
  public Set<PeerId> subscribers(String name) {
    Topic topic = state.topics().find(name);
    return topic == null ? Set.of() : ids(topic.subscribers());
  }

  /** Peers in this node's mesh of a topic; a copy, empty if it does not subscribe. */
  public Set<PeerId> mesh(String name) {
    Topic topic = state.topics().findJoined(name);
    return topic == null ? Set.of() : ids(topic.mesh());
  }

  /** What this node thinks of a peer, connected or gone: 0, or less for what it did wrong. */
  public double score(PeerId peer) {
    return state.scores().of(peer);
  }

  /**
   * Publishes to a topic, whether this node subscribes or not. It is not delivered here.
   *
   * @return the number of peers that it is sent to; 0 is no error
   * @throws IllegalArgumentException if the data is longer than {@value #MAX_DATA_BYTES} bytes, or
   *     the name than {@value #MAX_TOPIC_BYTES}
   */
  public int publish(String topic, byte[] data, long now) {
    requireLength("Topic", topic.getBytes(UTF_8).length, MAX_TOPIC_BYTES);
    requireLength("Message", data.length, MAX_DATA_BYTES);
    int count = messages.publish(topic, data, now);
    state.outbox().flush();
    return count;
  }

  /**
   * Publishes to one peer only, which may send it on.
   *
   * @return false if it is not there to be sent something, or does not subscribe
   * @throws IllegalArgumentException as {@link #publish} does
   */
  public boolean publishTo(PeerId id, String topic, byte[] data, long now) {
    requireLength("Topic", topic.getBytes(UTF_8).length, MAX_TOPIC_BYTES);
    requireLength("Message", data.length, MAX_DATA_BYTES);
    GossipPeer peer = state.peers().get(id);
    boolean isSent = peer != null && messages.publishTo(peer, topic, data, now);
    state.outbox().flush();
    return isSent;
  }

  /** Mends meshes, offers messages, and forgets what is old. */
  public void heartbeat(long now) {
    state.scores().decay();
    gossip.renew(now);
    state.topics().joined().forEach(topic -> mesh.maintain(topic, now));
    state.topics().all().forEach(topic -> topic.expireFanout(now));
    gossip.emit();
    state.backoffs().expire(now, state.parameters().heartbeat().toMillis());
    seen.expire(now);
    state.outbox().flush();
    nextHeartbeat = now + state.parameters().heartbeat().toMillis();
  }

  /** When {@link #heartbeat} is due. */
  public long nextHeartbeat() {
    return nextHeartbeat;
  }

  /** What to do next; null if there is nothing. */
  public @Nullable GossipAction poll() {
    return state.outbox().poll();
  }

  /** For tests: what is remembered of peers. */
  GossipState state() {
    return state;
  }

  /** For tests: entries that are remembered of messages. */
  int messageMemory() {
    return seen.size() + gossip.promised();
  }

  /** For tests: bytes of messages that are kept to be asked for. */
  long cachedBytes() {
    return cache.bytes();
  }

  private GossipPeer peer(PeerId id) {
    return state.peers().computeIfAbsent(id, first -> new GossipPeer(id, state.limits()));
  }

  private Rpc decode(PeerId id, byte[] rpc) {
    if (rpc.length > state.limits().receivedBytes()) {
      throw new BadPeerException(
          problem("RPC of gossip is too long").at("peer", id).at("bytes", rpc.length), Fault.LIMIT);
    }
    return RpcReader.read(rpc);
  }

  private void control(GossipPeer peer, Rpc rpc, long now) {
    gossip.offered(peer, rpc.offers(), now);
    gossip.wanted(peer, rpc.wanted());
    rpc.grafts().forEach(name -> grafted(peer, name, now));
    rpc.prunes().forEach(prune -> mesh.pruned(peer, prune, now));
    gossip.refused(peer, rpc.unwanted());
  }

  /** Whoever asks us into its mesh subscribes, even if it did not say so. */
  private void grafted(GossipPeer peer, String name, long now) {
    Topic topic = state.topics().findJoined(name);
    if (topic != null && subscriptions.add(peer, name, now)) {
      mesh.grafted(peer, topic, now);
    }
  }

  private static Set<PeerId> ids(Collection<GossipPeer> peers) {
    Set<PeerId> ids = new LinkedHashSet<>();
    peers.forEach(peer -> ids.add(peer.id()));
    return ids;
  }

  private static void requireLength(String what, int bytes, int most) {
    if (bytes > most) {
      throw new IllegalArgumentException(
          problem("Gossip cannot carry this")
              .at("what", what)
              .at("bytes", bytes)
              .at("most", most)
              .advice("Let peers fetch it by its CID")
              .toString());
    }
  }
}
