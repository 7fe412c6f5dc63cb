package io.debros.store.libp2p.gossipsub;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.gossipsub.GossipAction.PeersOffered;
import io.debros.store.libp2p.gossipsub.Rpc.OfferedPeer;
import io.debros.store.libp2p.gossipsub.Rpc.Prune;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PeerRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the mesh of each topic of this node: GRAFT, PRUNE and back-offs. A peer that is asked
 * during its back-off punishes us, so a heartbeat is added to each. One thread at a time.
 */
final class Mesh {
  /** A peer that says so may keep us away for this long, no longer. */
  private static final long LONGEST_BACKOFF_SECONDS = 3_600;

  /** A GRAFT this soon after PRUNE counts twice. */
  private static final long FLOOD_MILLIS = 10_000;

  private final GossipState state;
  private final MeshDegrees degrees;

  Mesh(GossipState state) {
    this.state = state;
    this.degrees = state.parameters().degrees();
  }

  /** This node has subscribed: asks the peers that it published to, then others. */
  void join(Topic topic, List<GossipPeer> fanout, long now) {
    fanout.stream().filter(peer -> isFree(topic, peer, now)).forEach(peer -> graft(topic, peer));
    grow(topic, degrees.wanted() - topic.mesh().size(), peer -> true, now);
  }

  /** This node does not subscribe any more. */
  void leave(Topic topic, long now) {
    long seconds = state.parameters().leaveBackoff().toSeconds();
    List.copyOf(topic.mesh()).forEach(peer -> prune(topic, peer, seconds, now));
  }

  /** A peer that subscribes can be asked: at once, if there are few. */
  void subscribed(Topic topic, GossipPeer peer, long now) {
    if (topic.isJoined() && topic.mesh().size() < degrees.low() && isFree(topic, peer, now)) {
      graft(topic, peer);
    }
  }

  /** Our stream to the peer is open, again or for the first time: what was said before is lost. */
  void opened(GossipPeer peer, long now) {
    for (Topic topic : peer.topics()) {
      if (topic.mesh().contains(peer)) {
        state.outbox().graft(peer, topic.name());
      } else {
        subscribed(topic, peer, now);
      }
    }
  }

  /** A peer asks us into its mesh. */
  void grafted(GossipPeer peer, Topic topic, long now) {
    if (topic.mesh().contains(peer)) {
      return;
    }
    long left = state.backoffs().left(topic.name(), peer.id(), now);
    if (left > 0) {
      state.penalise(peer, left > backoffMillis() - FLOOD_MILLIS ? 2 : 1);
    }
    if (left > 0 || state.score(peer) < Scores.MESH || isFull(topic, peer)) {
      prune(topic, peer, state.parameters().pruneBackoff().toSeconds(), now);
    } else {
      topic.mesh().add(peer);
    }
  }

  /**
   * A peer leaves our mesh, or does not want to be asked. That may cross with our leaving the
   * topic, and counts then as well, for we may come back.
   */
  void pruned(GossipPeer peer, Prune prune, long now) {
    Topic topic = state.topics().findJoined(prune.topic());
    if (topic == null && state.backoffs().left(prune.topic(), peer.id(), now) <= 0) {
      return;
    }
    boolean isGiven = prune.seconds() > 0; // what does not fit into 63 bits is not
    long millis =
        isGiven ? Math.min(prune.seconds(), LONGEST_BACKOFF_SECONDS) * 1000 : backoffMillis();
    state.backoffs().add(prune.topic(), peer.id(), now, millis);
    if (topic != null && topic.mesh().remove(peer) && isHeardOfOthers(topic, peer)) {
      offered(peer, topic, prune.peers());
    }
  }

  /** Brings the mesh of a topic back within its degrees. */
  void maintain(Topic topic, long now) {
    long seconds = state.parameters().pruneBackoff().toSeconds();
    List<GossipPeer> bad =
        topic.mesh().stream().filter(peer -> state.score(peer) < Scores.MESH).toList();
    bad.forEach(peer -> prune(topic, peer, seconds, now));
    if (topic.mesh().size() < degrees.low()) {
      grow(topic, degrees.wanted() - topic.mesh().size(), peer -> true, now);
    }
    if (topic.mesh().size() > degrees.high()) {
      Set<GossipPeer> kept = best(topic);
      List<GossipPeer> others = topic.mesh().stream().filter(peer -> !kept.contains(peer)).toList();
      others.forEach(peer -> prune(topic, peer, seconds, now));
    }
    long outbound = topic.mesh().stream().filter(GossipPeer::isOutbound).count();
    if (topic.mesh().size() >= degrees.low() && outbound < degrees.outbound()) {
      grow(topic, (int) (degrees.outbound() - outbound), GossipPeer::isOutbound, now);
    }
  }

  private void grow(Topic topic, int count, Predicate<GossipPeer> also, long now) {
    List<GossipPeer> free = new ArrayList<>();
    for (GossipPeer peer : topic.subscribers()) {
      if (also.test(peer) && isFree(topic, peer, now)) {
        free.add(peer);
      }
    }
    state.choose(free, count).forEach(peer -> graft(topic, peer));
  }

  /** Whether we may ask the peer into the mesh. */
  private boolean isFree(Topic topic, GossipPeer peer, long now) {
    long slack = state.parameters().heartbeat().toMillis();
    return peer.isWritable()
        && !topic.mesh().contains(peer)
        && state.score(peer) >= Scores.MESH
        && state.backoffs().left(topic.name(), peer.id(), now) <= -slack;
  }

  /** Peers that we connected to are let in nevertheless: the next heartbeat chooses. */
  private boolean isFull(Topic topic, GossipPeer peer) {
    return topic.mesh().size() >= degrees.high() && !peer.isOutbound();
  }

  /** The best, then outbound ones if there are too few, then any. */
  private Set<GossipPeer> best(Topic topic) {
    List<GossipPeer> mixed = state.choose(List.copyOf(topic.mesh()), topic.mesh().size());
    List<GossipPeer> ordered = new ArrayList<>(mixed);
    ordered.sort(Comparator.comparingDouble(state::score).reversed());
    Set<GossipPeer> kept = new LinkedHashSet<>(ordered.subList(0, degrees.best()));
    long outbound = kept.stream().filter(GossipPeer::isOutbound).count();
    mixed.stream()
        .filter(peer -> peer.isOutbound() && !kept.contains(peer))
        .limit(Math.max(0, Math.min(degrees.outbound() - outbound, room(kept))))
        .toList()
        .forEach(kept::add);
    mixed.stream()
        .filter(peer -> !kept.contains(peer))
        .limit(room(kept))
        .toList()
        .forEach(kept::add);
    return kept;
  }

  private int room(Set<GossipPeer> kept) {
    return degrees.wanted() - kept.size();
  }

  private void graft(Topic topic, GossipPeer peer) {
    topic.mesh().add(peer);
    state.outbox().graft(peer, topic.name());
  }

  private void prune(Topic topic, GossipPeer peer, long seconds, long now) {
    topic.mesh().remove(peer);
    state.backoffs().add(topic.name(), peer.id(), now, seconds * 1000);
    state.outbox().prune(peer, topic.name(), seconds);
  }

  private long backoffMillis() {
    return state.parameters().pruneBackoff().toMillis();
  }

  /** Whoever came by itself may name nothing but its own kind, so it is not asked for others. */
  private boolean isHeardOfOthers(Topic topic, GossipPeer source) {
    return source.isOutbound()
        && state.score(source) >= Scores.MESH
        && topic.mesh().size() < degrees.low();
  }

  private void offered(GossipPeer source, Topic topic, List<OfferedPeer> peers) {
    List<PeerRecord> records = new ArrayList<>();
    for (OfferedPeer peer : peers) {
      PeerRecord opened = open(peer);
      if (opened != null
          && !opened.peer().equals(state.own())
          && !opened.peer().equals(source.id())) {
        records.add(opened);
      }
    }
    if (!records.isEmpty()) {
      state.outbox().report(new PeersOffered(source.id(), topic.name(), records));
    }
  }

  /** Null if there is no record; where it is wrong, the peer that sent it on is to blame. */
  private static @Nullable PeerRecord open(OfferedPeer peer) {
    byte[] signed = peer.signedRecord();
    if (signed == null) {
      return null;
    }
    PeerRecord opened = PeerRecord.open(signed);
    if (!opened.peer().equals(PeerId.decode(peer.id()))) {
      throw new BadPeerException(
          problem("Peer that is offered has the record of another"), Fault.CRYPTO);
    }
    return opened;
  }
}
