package io.debros.store.care;

import io.debros.store.care.RepairAction.Kind;
import io.debros.store.error.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what a repair does, not more than can be listed. One thread. */
final class Actions {
  private final int most;
  private final List<RepairAction> listed = new ArrayList<>();
  private long omitted;

  Actions(int most) {
    this.most = most;
  }

  void add(Kind kind, Problem what) {
    if (listed.size() == most) {
      omitted++;
    } else {
      listed.add(new RepairAction(kind, what));
    }
  }

  List<RepairAction> listed() {
    return listed;
  }

  long omitted() {
    return omitted;
  }

  /** How many there are, listed or not. */
  long count() {
    return listed.size() + omitted;
  }
}
