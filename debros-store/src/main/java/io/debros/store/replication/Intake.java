package io.debros.store.replication;

import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/** Asks for the blocks that one database lacks, and takes them. One thread at a time. */
final class Intake {
  private final ReplicatedLog log;
  private final Speculation speculation;
  private final Ancestry graph;
  private final Requests requests;
  private final Verdicts verdicts;
  private final Budget budget;
  private final Foresight foresight;
  private final Leads leads;
  private final Levels levels;
  private final Attempts attempts;

  Intake(Parts parts) {
    this.log = parts.log;
    this.speculation = parts.speculation;
    this.graph = parts.graph;
    this.requests = parts.requests;
    this.verdicts = parts.verdicts;
    this.budget = parts.budget;
    this.foresight = parts.foresight;
    this.leads = parts.leads;
    this.levels = parts.levels;
    this.attempts = parts.attempts;
  }

  /** Takes a head, which came by itself. */
  void take(Target target, byte[] block) {
    if (!levels.isEmpty() && !graph.isComplete(target.head, block)) {
      return; // its turn comes when the older piece has joined
    }
    Node node = attempts.want(target);
    if (node.state == Node.State.WANTED && (maySpend() || graph.isComplete(target.head, block))) {
      gather(node, block);
    }
  }

  /** Takes a block that was asked for. */
  void arrived(Cid cid, byte[] bytes) {
    requests.arrived(cid);
    Node node = graph.find(cid);
    if (node == null) {
      speculation.arrived(cid, bytes);
    } else {
      receive(node, bytes);
    }
  }

  /** Takes what came before it was wanted and is wanted by now; whether there was any. */
  boolean receiveLinked() {
    boolean any = false;
    for (Node node = nextLinked(); node != null; node = nextLinked()) {
      byte[] bytes = speculation.take(node.cid);
      if (bytes != null) {
        receive(node, bytes);
        any = true;
      }
    }
    return any;
  }

  /** Whether there is something that could be asked for at once. */
  boolean canAsk() {
    return hasToAsk() || canSpeculate();
  }

  /** Whether something that is needed could be asked for at once. */
  boolean hasToAsk() {
    return (mayTakeIdentities() && graph.unasked().hasIdentities())
        || (maySpend() && graph.unasked().hasEntries());
  }

  /** Asks for some blocks; whether there were any. */
  boolean ask(Pull pull, int most) {
    boolean any = mayTakeIdentities() && requests.ask(pull, most, maySpend());
    return (canSpeculate() && speculation.ask(pull, most, this::isKnown)) || any;
  }

  /** Whether a block is here, or wanted. */
  boolean isKnown(Cid cid) {
    return graph.find(cid) != null;
  }

  /** Takes a block that came, as far as it is still wanted. */
  private void receive(Node node, byte[] bytes) {
    speculation.take(node.cid);
    if (node.state != Node.State.WANTED) {
      return;
    }
    if (!node.identity && log.has(node.cid)) {
      graph.resolved(node);
    } else if (node.identity ? budget.isOverflowing() : budget.isOverfull()) {
      graph.unasked().add(node);
    } else {
      gather(node, bytes);
    }
  }

  private void gather(Node node, byte[] bytes) {
    if (!node.identity) {
      budget.took(bytes.length);
    }
    Cid cause = graph.gather(node, bytes);
    if (cause != null) {
      verdicts.reject(node, cause);
    } else if (node.state == Node.State.WAITING) {
      foresight.waits(node);
      if (node.lacksEntries()) {
        speculation.leadsOn(node, graph.gathered());
      }
    }
  }

  private @Nullable Node nextLinked() {
    return maySpend() ? speculation.pollLinked() : null;
  }

  private boolean canSpeculate() {
    return speculation.canAsk() && !budget.isFull();
  }

  /** What cannot be taken when it comes is not asked for again and again. */
  private boolean mayTakeIdentities() {
    return !budget.isOverflowing();
  }

  private boolean maySpend() {
    return !leads.isChecking() && budget.maySpend();
  }
}
