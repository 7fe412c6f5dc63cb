package io.debros.store.libp2p.gossipsub;

import static io.debros.store.error.Problem.problem;

import io.debros.store.libp2p.gossipsub.GossipAction.Misbehaved;
import io.debros.store.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What the parts of gossip share. One thread at a time.
 *
 * @param own id of this node
 * @param peers that are connected
 */
record GossipState(
    PeerId own,
    GossipParameters parameters,
    GossipLimits limits,
    RandomGenerator random,
    Map<PeerId, GossipPeer> peers,
    Topics topics,
    Backoffs backoffs,
    Scores scores,
    Outbox outbox) {

  static GossipState of(
      PeerId own, GossipParameters parameters, GossipLimits limits, RandomGenerator random) {
    return new GossipState(
        own,
        parameters,
        limits,
        random,
        new LinkedHashMap<>(),
        new Topics(limits.topics()),
        new Backoffs(limits.backoffs()),
        new Scores(limits.scores()),
        new Outbox(limits.sentBytes()));
  }

  double score(GossipPeer peer) {
    return scores.of(peer.id());
  }

  /** Counts faults; says so when the peer is not listened to any more. */
  void penalise(GossipPeer peer, int faults) {
    boolean wasHeard = score(peer) >= Scores.LISTEN;
    scores.penalise(peer.id(), faults);
    if (wasHeard && score(peer) < Scores.LISTEN) {
      outbox.report(
          new Misbehaved(
              peer.id(),
              problem("Peer breaks the rules of gossip too often to be listened to")
                  .at("peer", peer)
                  .advice("Let it wait after PRUNE, and send the messages that it offers"),
              false));
    }
  }

  /** So many of these at random, in random order; all if there are fewer. */
  <T> List<T> choose(List<T> from, int count) {
    List<T> rest = new ArrayList<>(from);
    int most = Math.min(count, rest.size());
    for (int place = 0; place < most; place++) {
      int other = place + random.nextInt(rest.size() - place);
      T chosen = rest.set(other, rest.get(place));
      rest.set(place, chosen);
    }
    return rest.subList(0, most);
  }
}
