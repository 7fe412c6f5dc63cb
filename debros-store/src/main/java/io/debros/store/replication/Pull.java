package io.debros.store.replication;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.replication.status.PullStatus;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * Entries are fetched from new to old and can join only from old to new. So they are gathered until
 * the log is reached, and join as soon as all that they build on is here. A history that does not
 * fit into memory is gathered in pieces: what a piece leads to becomes the target of a next level,
 * the piece itself is forgotten, and fetched again when the levels below it have joined.
 *
 * Nothing limits what a hostile peer can invent, so entries are followed on trust for a bounded
 * number of bytes only; then those that lead on are checked by themselves. What cannot be joined
 * now is tried again later, each head at a time of its own, so that one bad head does not keep
 * others out.
 */
/** Gets what one database lacks, and has it joined. One thread at a time. */
final class Pull {
  private final Shared shared;
  private final Speculation speculation;
  private final Ancestry graph;
  private final Targets targets;
  private final Requests requests;
  private final Verdicts verdicts;
  private final Budget budget;
  private final Foresight foresight;
  private final Leads leads;
  private final Joins joins;
  private final Attempts attempts;
  private final Reporter reporter;
  private final Setbacks setbacks;
  private final Intake intake;
  private final Pieces pieces;
  private boolean closed;

  /**
   * @param peers that may be asked
   */
  Pull(ReplicatedLog log, Shared shared, Supplier<List<PeerId>> peers) {
    Parts parts = new Parts(log, shared, peers, this::step);
    this.shared = shared;
    this.speculation = parts.speculation;
    this.graph = parts.graph;
    this.targets = parts.targets;
    this.requests = parts.requests;
    this.verdicts = parts.verdicts;
    this.budget = parts.budget;
    this.foresight = parts.foresight;
    this.leads = parts.leads;
    this.joins = parts.joins;
    this.attempts = parts.attempts;
    this.reporter = parts.reporter;
    this.setbacks = parts.setbacks;
    this.intake = new Intake(parts);
    this.pieces = new Pieces(this, parts);
  }

  /**
   * Takes a head that a peer named.
   *
   * @param isConnected whether the peer is; others have the room of one peer together
   * @return false if there is no room for it now
   */
  boolean offer(PeerId peer, boolean isConnected, Cid head, byte[] block, long now) {
    if (verdicts.isSettled(head)) {
      return true;
    }
    Target target = targets.find(head);
    if (target == null) {
      PeerId payer = isConnected ? peer : null;
      attempts.giveWay(payer);
      target = targets.add(head, peer, payer, now);
    } else if (!target.isOpen()) {
      return true;
    }
    if (target == null) {
      return false;
    }
    reporter.lacking();
    intake.take(target, block);
    step(now);
    return true;
  }

  /** A block that was asked for; its hash is right. */
  void arrived(Cid cid, byte[] bytes, long now) {
    intake.arrived(cid, bytes);
    step(now);
  }

  /** A block that no peer gave in time. */
  void unavailable(Cid cid, long now) {
    speculation.unavailable(cid);
    Node node = graph.find(cid);
    if (node == null || node.state != Node.State.WANTED) {
      requests.arrived(cid);
    } else if (requests.isAsking(cid)) {
      shared.agenda.at(requests.failed(cid, now), later -> retry(cid, later));
    }
    step(now);
  }

  /** What a peer says comes before an entry; empty if it says nothing. */
  void olderTold(PeerId peer, Cid below, List<Cid> hashes, long now) {
    if (speculation.told(peer, below, hashes, intake::isKnown)) {
      step(now);
    }
  }

  /** What the writer made of the entries that it was given. */
  void joined(JoinOutcome outcome, long now) {
    pieces.joined();
    if (joins.ended(outcome)) {
      reporter.advanced(joins.joined());
    }
    step(now);
  }

  /** What is wrong with the entries that were to be checked. */
  void checked(List<Refusal> refusals, long now) {
    leads.checked(refusals);
    budget.checked();
    step(now);
  }

  /** Signatures were checked ahead of a join. */
  void proved() {
    foresight.proved();
    foresight.go();
  }

  /** A join or a check failed. */
  void failed(Problem why, long now) {
    joins.failed();
    leads.failed();
    pieces.abandon(why, now);
  }

  /** There is a peer that may have what nobody had. */
  void nudge(long now) {
    requests.retryAll();
    attempts.hasten(true);
    step(now);
  }

  /** What was refused for the time being may be taken now. */
  void rulesChanged(long now) {
    attempts.hasten(false);
    step(now);
  }

  /** Whether there is something that could be asked for at once. */
  boolean canAsk() {
    return intake.canAsk();
  }

  /** Asks for some blocks; whether there were any. */
  boolean ask(int most) {
    return intake.ask(this, most);
  }

  /** Stops for good. */
  void close() {
    closed = true;
    attempts.close();
    pieces.close();
  }

  /** Whether all that peers named is part of the log. */
  boolean isCaughtUp() {
    return targets.isEmpty() && graph.isEmpty();
  }

  /** How many entries joined so far. */
  long joined() {
    return joins.joined();
  }

  /** Tells that all that peers named is part of the log, unless that was told. */
  void reportIfCaughtUp() {
    if (isCaughtUp()) {
      reporter.caughtUp(joins.joined());
    }
  }

  /** The bytes of a block that is here and not part of the log yet; null if there is none. */
  byte @Nullable [] find(Cid block) {
    Node node = graph.find(block);
    return node == null || node.block == null ? null : node.block.bytes();
  }

  /** How it stands. */
  PullStatus status() {
    return new PullStatus(
        joins.joined(),
        graph.gathered(),
        graph.wanted(),
        requests.asked(),
        requests.outstanding(),
        targets.all().stream().limit(PullStatus.MOST).map(Target::status).toList(),
        targets.size(),
        requests.missing().status(),
        requests.missing().size(),
        verdicts.recent(),
        verdicts.count(),
        pieces.lastError());
  }

  /** Goes on until something has to be waited for. */
  private void step(long now) {
    boolean goOn = !closed;
    while (goOn) {
      goOn = advance(now);
    }
  }

  /** Does the next thing; false if something has to be waited for. */
  private boolean advance(long now) {
    foresight.go();
    if (!joins.isRunning() && !leads.isChecking() && joins.start()) {
      wake();
    }
    if (budget.isEndless()) {
      pieces.abandon(setbacks.tooLong(), now);
      return true;
    }
    if (intake.receiveLinked()) {
      return true;
    }
    if (canAsk()) {
      shared.fetches.request(this);
    }
    if (intake.hasToAsk()) {
      wake();
      return false;
    }
    if (joins.isRunning() || leads.isChecking() || requests.isWaiting()) {
      return false;
    }
    return pieces.goOn(now);
  }

  private void retry(Cid cid, long now) {
    if (!closed && requests.retry(cid, now)) {
      step(now);
    }
  }

  private void wake() {
    reporter.busy();
    budget.busy();
  }
}
