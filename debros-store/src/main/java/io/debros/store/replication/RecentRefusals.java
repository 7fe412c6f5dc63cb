package io.debros.store.replication;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last entries of one database that were refused, for those who ask why. */
final class RecentRefusals {
  private final Deque<RefusalStatus> refusals = new ArrayDeque<>();
  private long count;

  void add(Refusal refusal) {
    add(new RefusalStatus(refusal.entry(), refusal.entry(), refusal.reason()));
  }

  /** A head stays out because of something that it builds on. */
  void blocked(Cid head, Cid cause) {
    if (!head.equals(cause)) {
      add(new RefusalStatus(head, cause, null));
    }
  }

  /** How many there were. */
  long count() {
    return count;
  }

  List<RefusalStatus> status() {
    return List.copyOf(refusals);
  }

  private void add(RefusalStatus refusal) {
    count++;
    refusals.addLast(refusal);
    if (refusals.size() > PullStatus.MOST) {
      refusals.removeFirst();
    }
  }
}
