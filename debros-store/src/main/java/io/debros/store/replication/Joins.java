package io.debros.store.replication;

import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import java.util.List;

/**
 * Entries that are given to the writer of a database, and what he makes of them. One thread at a
 * time.
 */
final class Joins {
  private final ReplicatedLog log;
  private final Shared shared;
  private final Ancestry graph;
  private final Targets targets;
  private final Verdicts verdicts;
  private final Budget budget;
  private List<Node> joining = List.of();
  private long joined;

  Joins(
      ReplicatedLog log,
      Shared shared,
      Ancestry graph,
      Targets targets,
      Verdicts verdicts,
      Budget budget) {
    this.log = log;
    this.shared = shared;
    this.graph = graph;
    this.targets = targets;
    this.verdicts = verdicts;
    this.budget = budget;
  }

  /** Whether the writer has some. */
  boolean isRunning() {
    return !joining.isEmpty();
  }

  /** How many entries joined so far. */
  long joined() {
    return joined;
  }

  /** Gives the writer what is ready; false if nothing is. */
  boolean start() {
    joining = graph.pollReady(shared.limits.maxJoinEntries(), shared.limits.maxJoinBytes());
    if (joining.isEmpty()) {
      return false;
    }
    shared.act(new ReplicationAction.Join(log, Ancestry.blocksOf(joining), graph.kept()));
    return true;
  }

  /** What the writer made of them; whether any joined. */
  boolean ended(JoinOutcome outcome) {
    List<Node> batch = joining;
    joining = List.of();
    outcome.refused().forEach(verdicts::refuse);
    long before = joined;
    for (Node node : batch) {
      if (node.state == Node.State.JOINING) {
        if (log.has(node.cid)) {
          succeed(node);
        } else {
          graph.keep(node);
        }
      }
    }
    outcome.entries().forEach(this::succeedIfKept);
    return joined > before;
  }

  /** The writer could not do anything. */
  void failed() {
    joining = List.of();
  }

  private void succeedIfKept(Entry entry) {
    Node node = graph.find(entry.hash());
    if (node != null && node.state == Node.State.KEPT) {
      succeed(node);
    } else {
      targets.remove(entry.hash());
    }
  }

  private void succeed(Node node) {
    joined++;
    budget.joined();
    graph.resolved(node);
    targets.remove(node.cid);
  }
}
