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

  private static final int LINES_PER_SECOND = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Conduct.class);

  private final HostLimits limits;
  private final Counters counters;
  private final Map<PeerId, Deque<Long>> breaches = new Recent<>();
  private final Map<String, Boolean> logged = new Recent<>();
  private final RateLimit lines;
  private long unsaid;

  Conduct(HostLimits limits, Counters counters, long now) {
    this.limits = limits;
    this.counters = counters;
    this.lines = new RateLimit(LINES_PER_SECOND, now);
  }

  /** Counts and logs; a breach is held against the peer. */
  void misbehaved(PeerId peer, Problem problem, boolean isBreach, long now) {
    counters.misbehaved(problem.sentence());
    logOnce(peer, problem, now);
    if (isBreach) {
      Deque<Long> times = breaches.computeIfAbsent(peer, first -> new ArrayDeque<>());
      times.add(now);
      if (times.size() > limits.breaches()) {
        times.remove();
      }
    }
  }

  /**
   * Says once for each peer and sentence that something is wrong; less often if very many peers do
   * something, for it costs nothing to be many.
   */
  void logOnce(PeerId peer, Problem problem, long now) {
    if (logged.put(peer + problem.sentence(), true) != null) {
      return;
    }
    if (!lines.take(now)) {
      unsaid++;
      return;
    }
    Problem said = problem.at("peer", peer);
    LOG.warn("{}", unsaid == 0 ? said : said.at("othersNotLogged", unsaid));
    unsaid = 0;
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
