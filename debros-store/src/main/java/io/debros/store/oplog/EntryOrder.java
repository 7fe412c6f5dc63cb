package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.Comparator;

/**
 * "Last write wins": the order of entries by time, then writer, then hash; the smaller one is the
 * older. Total, and the same on every replica. (JavaScript compares time and writer only, so its
 * replicas may disagree where one identity writes on two devices at once.)
 */
public final class EntryOrder {
  /** Oldest first. */
  public static final Comparator<LogNode> OLDEST_FIRST =
      (a, b) -> compare(a.clock(), a.hash(), b.clock(), b.hash());

  /** Newest first. */
  public static final Comparator<LogNode> NEWEST_FIRST = OLDEST_FIRST.reversed();

  private EntryOrder() {}

  /** Negative if entry a is older than entry b, zero only if they are the same entry. */
  public static int compare(Clock clockA, Cid hashA, Clock clockB, Cid hashB) {
    int byClock = clockA.compareTo(clockB);
    return byClock != 0 ? byClock : hashA.compareTo(hashB);
  }
}
