package io.debros.store.network;

import io.debros.store.libp2p.peer.Endpoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** At most so many dials in any second to one host. One thread at a time. */
final class DialPace {
  private static final long WINDOW = 1_000;

  private final int most;
  private final Map<String, Deque<Long>> dials = new HashMap<>();

  DialPace(int most) {
    this.most = most;
  }

  /** When the host may be dialled; a time that is over if it may be now. */
  long freeAt(Endpoint endpoint) {
    Deque<Long> recent = dials.get(endpoint.host());
    return recent == null || recent.size() < most ? Long.MIN_VALUE : recent.getFirst() + WINDOW;
  }

  void dialled(Endpoint endpoint, long now) {
    dials.computeIfAbsent(endpoint.host(), host -> new ArrayDeque<>()).addLast(now);
  }

  /** Forgets dials that no longer count. */
  void tick(long now) {
    for (Deque<Long> recent : dials.values()) {
      while (!recent.isEmpty() && recent.getFirst() + WINDOW <= now) {
        recent.removeFirst();
      }
    }
    dials.values().removeIf(Deque::isEmpty);
  }
}
