package io.debros.store.access;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everyone to whom a log of grants ever gave the right to write, whatever became of it. A function
 * of the entries, not of their order. Reads each entry once, when it is first asked after the entry
 * came. Thread-safe.
 */
final class GrantHistory {
  private final Set<Cid> read = new HashSet<>();
  private final Set<String> granted = new HashSet<>();
  private List<Entry> heads = List.of();

  /**
   * Whether the id was ever granted the right to write.
   *
   * @param present heads of the log
   */
  synchronized boolean has(Oplog log, List<Entry> present, String id) {
    if (!present.equals(heads)) {
      if (!heads.stream().allMatch(head -> log.has(head.hash()))) {
        forget(); // the log was dropped
      }
      readOrForget(log, present);
      heads = present;
    }
    return AccessLists.lists(granted, id);
  }

  /** What was read in part must not pass for the whole. */
  private void readOrForget(Oplog log, List<Entry> present) {
    try {
      readNew(log, present);
    } catch (RuntimeException error) {
      forget();
      throw error;
    }
  }

  private void forget() {
    read.clear();
    granted.clear();
    heads = List.of();
  }

  /** What was read before has all its ancestors read, too. */
  private void readNew(Oplog log, List<Entry> present) {
    Deque<Entry> unread = new ArrayDeque<>();
    present.stream().filter(entry -> read.add(entry.hash())).forEach(unread::add);
    for (Entry entry = unread.poll(); entry != null; entry = unread.poll()) {
      granted.addAll(AccessLists.writersGrantedBy(entry.payload()));
      entry.next().stream().filter(read::add).map(log::get).forEach(unread::add);
    }
  }
}
