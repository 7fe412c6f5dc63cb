package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import io.debros.store.replication.status.PullStatus;
import io.debros.store.replication.status.RefusalStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of entries that one database refuses, and of those that named them. */
final class Verdicts {
  private final ReplicatedLog log;
  private final Shared shared;
  private final Ancestry graph;
  private final Targets targets;
  private final Deque<RefusalStatus> recent = new ArrayDeque<>();
  private long count;

  Verdicts(ReplicatedLog log, Shared shared, Ancestry graph, Targets targets) {
    this.log = log;
    this.shared = shared;
    this.graph = graph;
    this.targets = targets;
  }

  /** Whether an entry is part of the log, or never will be. */
  boolean isSettled(Cid entry) {
    return log.has(entry) || isRejected(entry);
  }

  /** Whether an entry will never be part of the log. */
  boolean isRejected(Cid entry) {
    return shared.rejections.find(log.address(), entry) != null;
  }

  /** The database refuses an entry: for good, or for the time being. */
  void refuse(Refusal refusal) {
    Node node = graph.find(refusal.entry());
    remember(refusal.entry(), refusal.entry(), refusal.reason());
    if (node != null && refusal.reason().isFinal()) {
      blame(node, refusal);
      reject(node, refusal.entry());
    }
  }

  /** Keeps an entry out for good, and all that builds on it. */
  void reject(Node node, Cid cause) {
    for (Node dropped : graph.drop(node)) {
      shared.rejections.add(log.address(), dropped.cid, cause);
      if (targets.find(dropped.cid) != null) {
        targets.remove(dropped.cid);
        if (!dropped.cid.equals(cause)) {
          remember(dropped.cid, cause, null);
        }
      }
    }
  }

  /** The last refusals, oldest first. */
  List<RefusalStatus> recent() {
    return List.copyOf(recent);
  }

  /** How many refusals there were. */
  long count() {
    return count;
  }

  private void blame(Node node, Refusal refusal) {
    boolean breach =
        refusal.reason() == RefusalReason.BAD_SIGNATURE
            || refusal.reason() == RefusalReason.OTHER_LOG;
    shared.act(
        new ReplicationAction.Misbehaved(
            node.source,
            breach ? PeerLink.Severity.BREACH : PeerLink.Severity.SUSPECT,
            problem("Peer named an entry that is refused")
                .at("database", log.address())
                .at("entry", refusal.entry())
                .at("reason", refusal.reason())
                .advice("Ask who runs the peer; nothing that builds on the entry is taken")));
  }

  private void remember(Cid entry, Cid cause, @Nullable RefusalReason reason) {
    count++;
    recent.addLast(new RefusalStatus(entry, cause, reason));
    if (recent.size() > PullStatus.MOST) {
      recent.removeFirst();
    }
  }
}
