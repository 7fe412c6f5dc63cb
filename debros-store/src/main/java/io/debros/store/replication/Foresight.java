package io.debros.store.replication;

import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Proofs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has signatures of entries checked while what they build on is still being fetched, so that their
 * join need not. Says nothing of entries: the join does. One thread at a time.
 */
final class Foresight {
  /** Fewer join soon enough. */
  private static final int FEWEST = 128;

  private static final int BATCH = 512;
  private static final int MOST_WAITING = 16_384;

  private final ReplicatedLog log;
  private final Shared shared;
  private final Deque<Node> waiting = new ArrayDeque<>();
  private @Nullable Proofs proofs;
  private boolean isRunning;

  Foresight(ReplicatedLog log, Shared shared) {
    this.log = log;
    this.shared = shared;
  }

  /** An entry came that cannot join yet. */
  void waits(Node node) {
    if (waiting.size() < MOST_WAITING) {
      waiting.add(node);
    }
  }

  /** Has some checked, if it is worth while. */
  void go() {
    if (isRunning || waiting.size() < FEWEST) {
      return;
    }
    List<Entry> batch = new ArrayList<>(BATCH);
    while (!waiting.isEmpty() && batch.size() < BATCH) {
      Node node = waiting.remove();
      Entry entry = node.block == null ? null : node.block.entry();
      if (node.state == Node.State.WAITING && entry != null && node.hasWriter()) {
        batch.add(entry);
      }
    }
    isRunning = true;
    Proofs present = proofs == null ? log.proofs() : proofs;
    proofs = present;
    shared.act(new ReplicationAction.Prove(log, present, batch));
  }

  /** Those that were to be checked are. */
  void proved() {
    isRunning = false;
  }

  /** What is here is to be forgotten. */
  void forget() {
    waiting.clear();
  }

  /** All has joined, or is given up. */
  void end() {
    forget();
    if (proofs != null) {
      proofs.close();
      proofs = null;
    }
  }
}
