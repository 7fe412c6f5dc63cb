package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What peers did that they should not, and who is refused for it. Host thread. */
final class Conduct {
  /** How many peers are remembered. */
  private static final int MAX_PEERS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Conduct.class);

  private final HostLimits limits;
  private final Counters counters;
  private final Map<PeerId, Deque<Long>> breaches = new Recent<>();
  private final Map<String, Boolean> logged = new Recent<>();

  Conduct(HostLimits limits, Counters counters) {
    this.limits = limits;
    this.counters = counters;
  }

  /** Counts and logs; a breach is held against the peer. */
  void misbehaved(PeerId peer, Problem problem, boolean isBreach, long now) {
    counters.misbehaved(problem.sentence());
    logOnce(peer, problem);
    if (isBreach) {
      Deque<Long> times = breaches.computeIfAbsent(peer, first -> new ArrayDeque<>());
      times.add(now);
      if (times.size() > limits.breaches()) {
        times.remove();
      }
    }
  }

  /** Says once for each peer and sentence that something is wrong. */
  void logOnce(PeerId peer, Problem problem) {
    if (logged.put(peer + problem.sentence(), true) == null) {
      LOG.warn("{}", problem.at("peer", peer));
    }
  }

  /** Why a peer is refused for now; null if it is not. */
  @Nullable Problem refusal(PeerId peer, long now) {
    Deque<Long> times = breaches.get(peer);
    if (times == null || times.size() < limits.breaches()) {
      return null;
    }
    if (now - times.element() >= limits.refusalTime().toMillis()) {
      return null;
    }
    return problem("Peer is refused for a while because it has misbehaved")
        .at("peer", peer)
        .at("breaches", times.size());
  }

  /** Forgets what was not touched for longest. */
  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MAX_PEERS;
    }
  }
}
