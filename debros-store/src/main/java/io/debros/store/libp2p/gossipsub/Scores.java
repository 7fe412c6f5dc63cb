package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.peer.PeerId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well peers behave: 0, and less for what they do wrong, which is forgotten over time. A peer
 * that goes and comes back has its score still. Bounded: then the peer that did something wrong
 * longest ago goes. One thread at a time.
 *
 * <p>A score is -10 times the square of the penalties above two, for slips happen to peers that are
 * slow; they fall to a fifth with each heartbeat, as in JavaScript. To that come -20 times the
 * square of the invalid messages, which fall by half in about twenty.
 */
final class Scores {
  /** Below this a peer is in no mesh. */
  static final double MESH = 0;

  /** Below this it is neither told of messages nor believed to have some. */
  static final double GOSSIP = -10;

  /** Below this it is sent no message of this node. */
  static final double PUBLISH = -50;

  /** Below this nothing but its subscriptions counts. */
  static final double LISTEN = -80;

  private static final double PENALTY_WEIGHT = 10;
  private static final double PENALTIES_FORGIVEN = 2;
  private static final double PENALTY_DECAY = 0.2;
  private static final double INVALID_WEIGHT = 20;
  private static final double INVALID_DECAY = 0.97;
  private static final double FORGOTTEN = 0.01;

  private final int most;
  private final Map<PeerId, Conduct> conducts = new LinkedHashMap<>(); // last fault longest ago

  Scores(int most) {
    this.most = most;
  }

  /** 0 or less. */
  double of(PeerId peer) {
    Conduct conduct = conducts.get(peer);
    return conduct == null ? 0 : conduct.score();
  }

  /** Counts faults against the rules. */
  void penalise(PeerId peer, int faults) {
    conduct(peer).penalties += faults;
  }

  /** Counts a message that is not valid. */
  void invalid(PeerId peer) {
    conduct(peer).invalid++;
  }

  /** Forgives a little, on each heartbeat. */
  void decay() {
    conducts.values().removeIf(Conduct::decay);
  }

  int size() {
    return conducts.size();
  }

  private Conduct conduct(PeerId peer) {
    Conduct before = conducts.remove(peer);
    Conduct conduct = before == null ? new Conduct() : before;
    conducts.put(peer, conduct);
    if (conducts.size() > most) {
      Iterator<PeerId> peers = conducts.keySet().iterator();
      peers.next();
      peers.remove();
    }
    return conduct;
  }

  private static final class Conduct {
    private double penalties;
    private double invalid;

    double score() {
      double excess = Math.max(0, penalties - PENALTIES_FORGIVEN);
      return 0.0 - PENALTY_WEIGHT * excess * excess - INVALID_WEIGHT * invalid * invalid;
    }

    /** Whether nothing is left of it. */
    boolean decay() {
      penalties = lower(penalties, PENALTY_DECAY);
      invalid = lower(invalid, INVALID_DECAY);
      return penalties + invalid == 0;
    }

    private static double lower(double value, double factor) {
      return value * factor < FORGOTTEN ? 0 : value * factor;
    }
  }
}
