package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;

/**
 * Every entry that can be reached over {@code next} from some roots, newest first. Takes O(log w)
 * for each entry and O(w) memory, w being the number of parallel branches: an entry that was
 * yielded cannot come up again, because every entry of a log is newer than those in its {@code
 * next}. One thread at a time.
 */
final class Walk<N extends LogNode> implements Iterator<N> {
  private final PriorityQueue<N> frontier = new PriorityQueue<>(EntryOrder.NEWEST_FIRST);
  private final Set<Cid> waiting = new HashSet<>();
  private final Function<Cid, N> load;

  Walk(Collection<? extends N> roots, Function<Cid, N> load) {
    this.load = load;
    for (N root : roots) {
      if (waiting.add(root.hash())) {
        frontier.add(root);
      }
    }
  }

  @Override
  public boolean hasNext() {
    return !frontier.isEmpty();
  }

  @Override
  public N next() {
    N newest = frontier.poll();
    if (newest == null) {
      throw new NoSuchElementException("The walk is over");
    }
    waiting.remove(newest.hash());
    for (Cid hash : newest.next()) {
      if (waiting.add(hash)) {
        frontier.add(load.apply(hash));
      }
    }
    return newest;
  }
}
