package io.debros.store.merge;

import io.debros.store.error.MissingBlockException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.EntryOrder;
import io.debros.store.oplog.LogNode;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the writer of an entry had seen when it wrote: all that its entry builds on. Stateless,
 * thread-safe if its source is.
 *
 * @param nodes gives an entry; null if it cannot be read any more
 */
public record Ancestry(Function<Cid, ? extends @Nullable LogNode> nodes) {

  /**
   * Whether the writer of an entry had seen another one. Walks back from it as far as the other one
   * is old, and holds the branches that it walks on.
   */
  boolean hasSeen(Cid later, Cid earlier) {
    LogNode sought = find(earlier);
    PriorityQueue<LogNode> frontier = new PriorityQueue<>(EntryOrder.NEWEST_FIRST);
    Set<Cid> waiting = new HashSet<>();
    add(later, frontier, waiting);
    for (LogNode newest = frontier.poll(); newest != null; newest = frontier.poll()) {
      if (newest.hash().equals(earlier)) {
        return true;
      }
      if (sought == null || EntryOrder.OLDEST_FIRST.compare(newest, sought) < 0) {
        return false;
      }
      waiting.remove(newest.hash());
      newest.next().forEach(hash -> add(hash, frontier, waiting));
    }
    return false;
  }

  private void add(Cid hash, PriorityQueue<LogNode> frontier, Set<Cid> waiting) {
    LogNode node = waiting.add(hash) ? find(hash) : null;
    if (node != null) {
      frontier.add(node);
    }
  }

  private @Nullable LogNode find(Cid hash) {
    try {
      return nodes.apply(hash);
    } catch (MissingBlockException damaged) {
      return null; // of a log with holes, which its verification reports: no way leads through it
    }
  }
}
