package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that a node asks for, each once however many databases want it. Databases take turns;
 * only so many fetch at a time, and what one peer named takes half of the room at most. One thread
 * at a time.
 */
final class Fetches {
  /** How many blocks one database asks for before the next has its turn. */
  private static final int TURN = 64;

  private final int maxOutstanding;
  private final int maxPulls;
  private final int maxOfPeer;
  private final Map<Cid, Request> outstanding = new LinkedHashMap<>();
  private final Map<PeerId, Integer> ofPeers = new HashMap<>();
  private final Set<Pull> admitted = new HashSet<>();
  private final Set<Pull> turns = new LinkedHashSet<>();
  private final Set<Pull> queued = new LinkedHashSet<>();

  private record Request(PeerId source, Set<Pull> pulls) {}

  Fetches(ReplicationLimits limits) {
    this.maxOutstanding = limits.maxOutstanding();
    this.maxPulls = limits.maxPulls();
    this.maxOfPeer = (maxOutstanding + 1) / 2;
  }

  /** A database has something to ask for. */
  void request(Pull pull) {
    if (admitted.contains(pull) || admitted.size() < maxPulls) {
      admitted.add(pull);
      turns.add(pull);
    } else {
      queued.add(pull);
    }
  }

  /** A database has nothing to ask for, for the time being. */
  void release(Pull pull) {
    turns.remove(pull);
    queued.remove(pull);
    if (admitted.remove(pull) && !queued.isEmpty()) {
      Pull next = queued.iterator().next();
      queued.remove(next);
      request(next);
    }
  }

  /** Lets databases ask, as far as there is room. */
  void pump() {
    boolean anyAsked = true;
    while (anyAsked && hasRoom()) {
      anyAsked = false;
      for (Pull pull : List.copyOf(turns)) {
        turns.remove(pull);
        anyAsked |= hasRoom() && pull.ask(Math.min(TURN, maxOutstanding - outstanding.size()));
        if (pull.canAsk()) {
          turns.add(pull);
        }
      }
    }
  }

  /** Whether more may be asked for of what a peer named. */
  boolean hasRoomFor(PeerId source) {
    return ofPeers.getOrDefault(source, 0) < maxOfPeer;
  }

  /** Whether more may be asked for on a hint of a peer: what entries link to keeps some room. */
  boolean hasRoomAhead(PeerId source) {
    return outstanding.size() < maxOutstanding - maxOutstanding / 4
        && ofPeers.getOrDefault(source, 0) < maxOfPeer - (maxOfPeer + 7) / 8;
  }

  /** Adds a request; whether it has to be sent. */
  boolean add(Cid cid, PeerId source, Pull pull) {
    Request request = outstanding.get(cid);
    if (request == null) {
      outstanding.put(cid, new Request(source, new LinkedHashSet<>(Set.of(pull))));
      ofPeers.merge(source, 1, Integer::sum);
      return true;
    }
    request.pulls.add(pull);
    return false;
  }

  /** Ends a request; who waits for it. */
  List<Pull> end(Cid cid) {
    Request request = remove(cid);
    return request == null ? List.of() : List.copyOf(request.pulls);
  }

  /** A database waits no more for these; those for which nobody waits now. */
  List<Cid> cancel(Pull pull, Set<Cid> cids) {
    List<Cid> unneeded = new ArrayList<>();
    for (Cid cid : cids) {
      Request request = outstanding.get(cid);
      if (request != null && request.pulls.remove(pull) && request.pulls.isEmpty()) {
        remove(cid);
        unneeded.add(cid);
      }
    }
    return unneeded;
  }

  private boolean hasRoom() {
    return outstanding.size() < maxOutstanding;
  }

  private @Nullable Request remove(Cid cid) {
    Request request = outstanding.remove(cid);
    if (request != null) {
      ofPeers.computeIfPresent(request.source, (peer, count) -> count == 1 ? null : count - 1);
    }
    return request;
  }
}
