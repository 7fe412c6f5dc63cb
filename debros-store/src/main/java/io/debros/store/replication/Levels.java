package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/*
 * What a piece leads to may be many entries, on many branches, and the memory may hold only a few
 * of those. If all were wanted at once, those that came first would fill it, and what they build on
 * would have no room. So the oldest is wanted by itself, with all below it, and then twice as many
 * each time, as long as they fit. What one peer named comes after what another one did, and chance
 * says who is first: the history that one of them names may be without end.
 */
/**
 * The pieces of a history that does not fit into memory: what each leads to is the target of the
 * next one, which is older. One thread at a time.
 */
final class Levels {
  private static final int MAX_FRONTIER = 10_000;

  private final Shared shared;
  private final Ancestry graph;
  private final Verdicts verdicts;
  private final Deque<Level> levels = new ArrayDeque<>();

  Levels(Shared shared, Ancestry graph, Verdicts verdicts) {
    this.shared = shared;
    this.graph = graph;
    this.verdicts = verdicts;
  }

  /** Whether the newest piece is the one that is here. */
  boolean isEmpty() {
    return levels.isEmpty();
  }

  /** What the present piece leads to is the next one. */
  void deepen(long joined) {
    Map<PeerId, List<Root>> byPeer = new LinkedHashMap<>();
    for (Node node : graph.unasked().frontier(MAX_FRONTIER)) {
      byPeer
          .computeIfAbsent(node.source, peer -> new ArrayList<>())
          .add(new Root(node.cid, node.source));
    }
    List<List<Root>> branches = new ArrayList<>(byPeer.values());
    branches.forEach(Collections::reverse); // what was named last is the oldest
    Collections.shuffle(branches, new Random(shared.random.nextLong()));
    if (!levels.isEmpty()) {
      levels.element().narrow();
    }
    levels.push(new Level(branches, joined));
  }

  /** Wants what comes next in the oldest piece; false if all of it is done. */
  boolean goOn() {
    Level level = levels.element();
    if (!level.isDone()) {
      level.widen();
    }
    return want();
  }

  /** The oldest piece is done; whether that brought the one above it on. */
  boolean finish(long joined) {
    Level level = levels.pop();
    return joined > level.joined || level.roots().anyMatch(root -> verdicts.isRejected(root.cid));
  }

  /** Wants what the oldest piece has come to; false if it is done, or there is but the newest. */
  boolean want() {
    Level level = levels.peek();
    while (level != null && !level.isDone()) {
      List<Root> open =
          level.part().stream().filter(root -> !verdicts.isSettled(root.cid)).toList();
      if (!open.isEmpty()) {
        open.forEach(root -> graph.want(root.cid, false, root.source).root = true);
        return true;
      }
      level.widen();
    }
    return false;
  }

  void clear() {
    levels.clear();
  }

  private record Root(Cid cid, PeerId source) {}

  /** Where a piece went on, by the peers that named it, and how much had joined then. */
  private static final class Level {
    private final List<List<Root>> branches;
    private final long joined;
    private int branch;
    private int from;
    private int count = 1;

    Level(List<List<Root>> branches, long joined) {
      this.branches = branches;
      this.joined = joined;
    }

    Stream<Root> roots() {
      return branches.stream().flatMap(List::stream);
    }

    boolean isDone() {
      return branch == branches.size();
    }

    /** What is wanted now. */
    List<Root> part() {
      List<Root> roots = branches.get(branch);
      return roots.subList(from, Math.min(roots.size(), from + count));
    }

    /** The part has joined: a larger one comes next, or another peer's. */
    void widen() {
      from += count;
      count *= 2;
      if (from >= branches.get(branch).size()) {
        branch++;
        from = 0;
        count = 1;
      }
    }

    /** The part did not fit. */
    void narrow() {
      count = 1;
    }
  }
}
