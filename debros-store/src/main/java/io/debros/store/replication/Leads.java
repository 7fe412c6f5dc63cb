package io.debros.store.replication;

import io.debros.store.oplog.Refusal;
import java.util.List;

/**
 * Entries that lead to others which nobody has asked for yet: whether they are what they seem is
 * looked at before they are followed further. One thread at a time.
 */
final class Leads {
  private final ReplicatedLog log;
  private final Shared shared;
  private final Ancestry graph;
  private final Verdicts verdicts;
  private List<Node> checking = List.of();
  private boolean anyUnproven;

  Leads(ReplicatedLog log, Shared shared, Ancestry graph, Verdicts verdicts) {
    this.log = log;
    this.shared = shared;
    this.graph = graph;
    this.verdicts = verdicts;
  }

  /** Whether some are being looked at. */
  boolean isChecking() {
    return !checking.isEmpty();
  }

  /** Has those looked at that were not before; false if there are none. */
  boolean check(List<Node> leads) {
    checking = leads.stream().filter(lead -> !lead.sound).toList();
    if (checking.isEmpty()) {
      return false;
    }
    shared.act(new ReplicationAction.Check(log, Ancestry.blocksOf(checking), graph.kept()));
    return true;
  }

  /** What is wrong with those that were looked at. */
  void checked(List<Refusal> refusals) {
    checking.forEach(lead -> lead.sound = true);
    checking = List.of();
    for (Refusal refusal : refusals) {
      verdicts.refuse(refusal);
      Node node = graph.find(refusal.entry());
      if (node != null) {
        graph.drop(node); // its head is tried again another time
      }
    }
  }

  /** Nothing is known of those that were looked at. */
  void failed() {
    checking = List.of();
  }

  /**
   * Nobody gave the identities of some writers: nothing is followed that cannot be checked. The
   * heads above are tried again another time. Whether there were any.
   */
  boolean dropUnproven(List<Node> leads) {
    List<Node> unproven = leads.stream().filter(lead -> !lead.hasWriter()).toList();
    unproven.forEach(graph::drop);
    anyUnproven |= !unproven.isEmpty();
    return !unproven.isEmpty();
  }

  /** Whether any were dropped because of that since this was asked last. */
  boolean takeUnproven() {
    boolean taken = anyUnproven;
    anyUnproven = false;
    return taken;
  }
}
