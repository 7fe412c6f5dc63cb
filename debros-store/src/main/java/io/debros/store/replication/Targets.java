package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Heads of a database that peers named and that are not part of its log: so many of one peer, and
 * so many in all. One thread at a time.
 */
final class Targets {
  private final int most;
  private final int mostOfPeer;
  private final Map<Cid, Target> targets = new LinkedHashMap<>();
  private final Map<@Nullable PeerId, Integer> counts = new HashMap<>();

  Targets(ReplicationLimits limits) {
    this.most = limits.maxHeads();
    this.mostOfPeer = limits.maxHeadsPerPeer();
  }

  @Nullable Target find(Cid head) {
    return targets.get(head);
  }

  /**
   * Adds a head; null if there is no room for it.
   *
   * @param payer whose room it takes; null for those who are not connected: they have the room of
   *     one peer together, since anybody can invent any number of them
   */
  @Nullable Target add(Cid head, PeerId peer, @Nullable PeerId payer, long now) {
    int ofPeer = counts.getOrDefault(payer, 0);
    if (targets.size() == most || ofPeer == mostOfPeer) {
      return null;
    }
    Target target = new Target(head, peer, payer, now);
    targets.put(head, target);
    counts.put(payer, ofPeer + 1);
    return target;
  }

  /**
   * The head that gives way to another: the oldest of whoever takes most room. Null if there is
   * room, or the other one's peer takes as much.
   */
  @Nullable Target givingWay(@Nullable PeerId payer) {
    int largest = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (targets.size() < most || largest <= counts.getOrDefault(payer, 0) + 1) {
      return null;
    }
    return targets.values().stream()
        .filter(target -> counts.getOrDefault(target.payer, 0) == largest)
        .findFirst()
        .orElse(null);
  }

  /** Removes a head that was joined or refused; nothing happens if it is none. */
  void remove(Cid head) {
    Target target = targets.remove(head);
    if (target != null) {
      counts.computeIfPresent(target.payer, (peer, count) -> count == 1 ? null : count - 1);
    }
  }

  Collection<Target> all() {
    return targets.values();
  }

  /** Those that are being tried. */
  List<Target> open() {
    return targets.values().stream().filter(Target::isOpen).toList();
  }

  /** Those that are tried again later. */
  List<Target> deferred() {
    return targets.values().stream().filter(target -> !target.isOpen()).toList();
  }

  boolean isEmpty() {
    return targets.isEmpty();
  }

  int size() {
    return targets.size();
  }
}
