package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a log, newest first, of the state that it had when the traversal began. Reads each
 * block when it comes to it; holds nothing that would have to be closed. One thread at a time.
 */
public final class Traversal implements Iterator<Entry> {
  private final Iterator<Entry> walk;
  private final IteratorOptions options;
  private final @Nullable Cid end;
  private final long limit;
  private long seen;
  private boolean over;
  private @Nullable Entry upcoming;
  private @Nullable Iterator<Entry> last;

  Traversal(Iterator<Entry> walk, IteratorOptions options) {
    this.walk = walk;
    this.options = options;
    this.end = options.end();
    boolean limited = end == null && options.amount() != IteratorOptions.ALL;
    this.limit = limited ? options.amount() : Long.MAX_VALUE;
    this.over = options.amount() == 0;
  }

  @Override
  public boolean hasNext() {
    if (upcoming == null) {
      upcoming = options.nearestToEnd() ? nextOfLast() : advance();
    }
    return upcoming != null;
  }

  @Override
  public Entry next() {
    if (!hasNext() || upcoming == null) {
      throw new NoSuchElementException("The traversal is over");
    }
    Entry entry = upcoming;
    upcoming = null;
    return entry;
  }

  /** What is left of the traversal, newest first. */
  public List<Entry> toList() {
    List<Entry> entries = new ArrayList<>();
    forEachRemaining(entries::add);
    return entries;
  }

  private @Nullable Entry advance() {
    if (over || !walk.hasNext()) {
      return null;
    }
    Entry entry = walk.next();
    seen++;
    boolean atEnd = entry.hash().equals(end);
    over = atEnd || seen >= limit;
    return atEnd && options.gt() != null ? null : entry;
  }

  private @Nullable Entry nextOfLast() {
    Iterator<Entry> entries = last;
    if (entries == null) {
      entries = lastOnes();
      last = entries;
    }
    return entries.hasNext() ? entries.next() : null;
  }

  private Iterator<Entry> lastOnes() {
    Deque<Entry> entries = new ArrayDeque<>();
    for (Entry entry = advance(); entry != null; entry = advance()) {
      entries.addLast(entry);
      if (entries.size() > options.amount()) {
        entries.removeFirst();
      }
    }
    return entries.iterator();
  }
}
