package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which heads are being tried, and when the others are again: each at a time of its own. One thread
 * at a time.
 */
final class Attempts {
  private final Shared shared;
  private final Ancestry graph;
  private final Targets targets;
  private final Verdicts verdicts;
  private final Levels levels;
  private final LongConsumer whenDue;
  private boolean closed;

  /**
   * @param whenDue told the time when a head is tried again
   */
  Attempts(
      Shared shared,
      Ancestry graph,
      Targets targets,
      Verdicts verdicts,
      Levels levels,
      LongConsumer whenDue) {
    this.shared = shared;
    this.graph = graph;
    this.targets = targets;
    this.verdicts = verdicts;
    this.levels = levels;
    this.whenDue = whenDue;
  }

  /** Makes room for a head of somebody who takes less than others. */
  void giveWay(@Nullable PeerId payer) {
    Target target = targets.givingWay(payer);
    if (target != null) {
      Node node = graph.find(target.head);
      if (node != null) {
        graph.drop(node);
      }
      targets.remove(target.head);
    }
  }

  /** Wants a head. */
  Node want(Target target) {
    Node node = graph.want(target.head, false, target.source);
    node.root = true;
    return node;
  }

  /** Tries a head again another time. */
  void defer(Target target, boolean incomplete, long now) {
    target.attempts++;
    target.incomplete = incomplete;
    target.retryAt = now + shared.times.retryIn(target.attempts, shared.random);
    shared.agenda.at(target.retryAt, later -> resume(target, later));
  }

  /**
   * Tries heads now whose time has not come.
   *
   * @param incomplete those for which blocks were missing, or the others
   */
  void hasten(boolean incomplete) {
    targets.deferred().stream()
        .filter(target -> target.incomplete == incomplete)
        .forEach(this::reopen);
  }

  /** The newest piece is wanted again. */
  void again() {
    targets.open().forEach(this::reopen);
  }

  /** Nothing is tried any more. */
  void close() {
    closed = true;
  }

  private void resume(Target target, long now) {
    boolean due = !target.isOpen() && target.retryAt <= now;
    if (!closed && due && targets.find(target.head) == target) {
      reopen(target);
      whenDue.accept(now);
    }
  }

  private void reopen(Target target) {
    target.retryAt = 0;
    if (verdicts.isSettled(target.head)) {
      targets.remove(target.head);
    } else if (levels.isEmpty()) {
      want(target);
    }
  }
}
