package io.debros.store.replication;

import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The blocks that a node asks for, each once however many databases want it. Databases take turns;
 * only so many fetch at a time. One thread at a time.
 */
final class Fetches {
  /** How many blocks one database asks for before the next has its turn. */
  private static final int TURN = 64;

  private final int maxOutstanding;
  private final int maxPulls;
  private final Map<Cid, Set<Pull>> outstanding = new LinkedHashMap<>();
  private final Set<Pull> admitted = new HashSet<>();
  private final Set<Pull> turns = new LinkedHashSet<>();
  private final Deque<Pull> queued = new ArrayDeque<>();

  Fetches(ReplicationLimits limits) {
    this.maxOutstanding = limits.maxOutstanding();
    this.maxPulls = limits.maxPulls();
  }

  /** A database has something to ask for. */
  void request(Pull pull) {
    if (admitted.contains(pull) || admitted.size() < maxPulls) {
      admitted.add(pull);
      turns.add(pull);
    } else if (!queued.contains(pull)) {
      queued.add(pull);
    }
  }

  /** A database has nothing to ask for, for the time being. */
  void release(Pull pull) {
    turns.remove(pull);
    queued.remove(pull);
    if (admitted.remove(pull) && !queued.isEmpty()) {
      request(queued.remove());
    }
  }

  /** Lets databases ask, as far as there is room. */
  void pump() {
    while (outstanding.size() < maxOutstanding && !turns.isEmpty()) {
      Pull pull = turns.iterator().next();
      turns.remove(pull);
      pull.ask(Math.min(TURN, maxOutstanding - outstanding.size()));
      if (pull.canAsk()) {
        turns.add(pull);
      }
    }
  }

  /** Adds a request; whether it has to be sent. */
  boolean add(Cid cid, Pull pull) {
    Set<Pull> waiting = outstanding.get(cid);
    if (waiting != null) {
      waiting.add(pull);
      return false;
    }
    outstanding.put(cid, new LinkedHashSet<>(Set.of(pull)));
    return true;
  }

  /** Ends a request; who waits for it. */
  List<Pull> end(Cid cid) {
    Set<Pull> waiting = outstanding.remove(cid);
    return waiting == null ? List.of() : List.copyOf(waiting);
  }

  /** A database waits no more for these; those for which nobody waits now. */
  List<Cid> cancel(Pull pull, Set<Cid> cids) {
    List<Cid> unneeded = new ArrayList<>();
    for (Cid cid : cids) {
      Set<Pull> waiting = outstanding.get(cid);
      if (waiting != null && waiting.remove(pull) && waiting.isEmpty()) {
        outstanding.remove(cid);
        unneeded.add(cid);
      }
    }
    return unneeded;
  }

  /** How many blocks are asked for. */
  int outstanding() {
    return outstanding.size();
  }
}
