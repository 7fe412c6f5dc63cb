package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The pieces of a history that does not fit into memory: what each leads to is the target of the
 * next one, which is older. One thread at a time.
 */
final class Levels {
  private static final int MAX_FRONTIER = 10_000;

  private final Ancestry graph;
  private final Verdicts verdicts;
  private final Deque<Level> levels = new ArrayDeque<>();

  Levels(Ancestry graph, Verdicts verdicts) {
    this.graph = graph;
    this.verdicts = verdicts;
  }

  /** Where a piece went on, and how much had joined then. */
  private record Level(List<Root> roots, long joined) {}

  private record Root(Cid cid, PeerId source) {}

  /** Whether the newest piece is the one that is here. */
  boolean isEmpty() {
    return levels.isEmpty();
  }

  /** What the present piece leads to is the next one. */
  void deepen(long joined) {
    List<Root> roots =
        graph.unasked().frontier(MAX_FRONTIER).stream()
            .map(node -> new Root(node.cid, node.source))
            .toList();
    levels.push(new Level(roots, joined));
  }

  /** The oldest piece is done; whether that brought the one above it on. */
  boolean finish(long joined) {
    Level level = levels.pop();
    return joined > level.joined
        || level.roots.stream().anyMatch(root -> verdicts.isRejected(root.cid));
  }

  /** Wants what the oldest piece begins with; not if there is but one. */
  void want() {
    Level level = levels.peek();
    if (level == null) {
      return;
    }
    for (Root root : level.roots) {
      if (!verdicts.isSettled(root.cid)) {
        graph.want(root.cid, false, root.source).root = true;
      }
    }
  }

  void clear() {
    levels.clear();
  }
}
