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
  private final ReplicatedLog log;
  private final Shared shared;
  private final Speculation speculation;
  private final Ancestry graph;
  private final Targets targets;
  private final Requests requests;
  private final Verdicts verdicts;
  private final Budget budget;
  private final Foresight foresight;
  private final Leads leads;
  private final Levels levels;
  private final Joins joins;
  private final Attempts attempts;
  private final Reporter reporter;
  private final Setbacks setbacks;
  private boolean closed;
  private @Nullable Problem lastError;

  /**
   * @param peers that may be asked
   */
  Pull(ReplicatedLog log, Shared shared, Supplier<List<PeerId>> peers) {
    this.log = log;
    this.shared = shared;
    this.speculation = new Speculation(log, shared);
    this.graph = new Ancestry(log, shared, speculation);
    this.targets = new Targets(shared.limits);
    this.requests = new Requests(shared, graph, peers);
    this.verdicts = new Verdicts(log, shared, graph, targets);
    this.budget = new Budget(shared, graph);
    this.foresight = new Foresight(log, shared);
    this.leads = new Leads(log, shared, graph, verdicts);
    this.levels = new Levels(graph, verdicts);
    this.joins = new Joins(log, shared, graph, targets, verdicts, budget);
    this.attempts = new Attempts(shared, graph, targets, verdicts, levels, this::step);
    this.reporter = new Reporter(log.address(), shared, graph, targets);
    this.setbacks = new Setbacks(log, shared, graph, targets);
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
    take(target, block);
    step(now);
    return true;
  }

  /** A block that was asked for; its hash is right. */
  void arrived(Cid cid, byte[] bytes, long now) {
    requests.arrived(cid);
    Node node = graph.find(cid);
    if (node == null) {
      speculation.arrived(cid, bytes);
    } else {
      receive(node, bytes);
    }
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
    if (speculation.told(peer, below, hashes, this::isKnown)) {
      step(now);
    }
  }

  /** What the writer made of the entries that it was given. */
  void joined(JoinOutcome outcome, long now) {
    lastError = null;
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
    abandon(why, now);
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
    return hasToAsk() || canSpeculate();
  }

  /** Asks for some blocks; whether there were any. */
  boolean ask(int most) {
    boolean any = requests.ask(this, most, maySpend());
    return (canSpeculate() && speculation.ask(this, most, this::isKnown)) || any;
  }

  /** Stops for good. */
  void close() {
    closed = true;
    attempts.close();
    forgetPiece();
    foresight.end();
    shared.fetches.release(this);
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
    return node == null ? null : node.bytes;
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
        lastError);
  }

  private void take(Target target, byte[] block) {
    if (!levels.isEmpty() && !graph.isComplete(target.head, block)) {
      return; // its turn comes when the older piece has joined
    }
    Node node = attempts.want(target);
    if (node.state == Node.State.WANTED && (maySpend() || graph.isComplete(target.head, block))) {
      gather(node, block);
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

  /** Takes a block that came, as far as it is still wanted. */
  private void receive(Node node, byte[] bytes) {
    speculation.take(node.cid);
    if (node.state != Node.State.WANTED) {
      return;
    }
    if (!node.identity && log.has(node.cid)) {
      graph.resolved(node);
    } else if (budget.isOverfull()) {
      graph.askLater(node);
    } else {
      gather(node, bytes);
    }
  }

  /** Takes what came before it was wanted and is wanted by now; whether there was any. */
  private boolean receiveLinked() {
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

  private @Nullable Node nextLinked() {
    return maySpend() ? speculation.pollLinked() : null;
  }

  private boolean isKnown(Cid cid) {
    return graph.find(cid) != null;
  }

  /** Whether something that is needed could be asked for at once. */
  private boolean hasToAsk() {
    return graph.hasUnaskedIdentity() || (maySpend() && graph.hasUnasked());
  }

  private boolean canSpeculate() {
    return speculation.canAsk() && !budget.isFull();
  }

  private boolean maySpend() {
    return !leads.isChecking() && budget.maySpend();
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
      abandon(setbacks.tooLong(), now);
      return true;
    }
    if (receiveLinked()) {
      return true;
    }
    if (canAsk()) {
      shared.fetches.request(this);
    }
    if (hasToAsk()) {
      wake();
      return false;
    }
    if (joins.isRunning() || leads.isChecking() || requests.isWaiting()) {
      return false;
    }
    if (graph.hasUnasked()) {
      return checkLeads(now);
    }
    graph.purge();
    return graph.isDone() ? finishLevel(now) : stall(now);
  }

  /**
   * Nothing is under way, and what is not asked for yet would be too much: looks whether those that
   * lead there are what they seem.
   */
  private boolean checkLeads(long now) {
    List<Node> found = graph.leads();
    if (leads.dropUnproven(found)) {
      return true;
    }
    if (leads.check(found)) {
      return false;
    }
    if (!budget.isFull()) {
      budget.checked();
    } else if (found.isEmpty()) {
      abandon(setbacks.noRoom(), now);
    } else {
      levels.deepen(joins.joined()); // forgets the piece, and goes on with what it leads to
      forgetPiece();
      levels.want();
    }
    return true;
  }

  private boolean finishLevel(long now) {
    if (levels.isEmpty()) {
      return finish(now);
    }
    if (!levels.finish(joins.joined())) {
      abandon(setbacks.deadEnd(), now);
      return true;
    }
    forgetPiece();
    if (levels.isEmpty()) {
      attempts.again();
    } else {
      levels.want();
    }
    return true;
  }

  /** All that could be fetched is here, and all that could join has. */
  private boolean finish(long now) {
    boolean incomplete = leads.takeUnproven();
    speculation.judge();
    for (Target target : targets.open()) {
      if (verdicts.isSettled(target.head)) {
        targets.remove(target.head);
      } else {
        attempts.defer(target, incomplete, now);
        reporter.busy();
      }
    }
    forgetPiece();
    foresight.end();
    requests.settled();
    budget.restarted();
    shared.fetches.release(this);
    if (!targets.isEmpty()) {
      reporter.stalled(joins.joined());
    }
    reportIfCaughtUp();
    return false;
  }

  /** Blocks are nowhere; their retries are on the agenda. */
  private boolean stall(long now) {
    if (requests.isAsking()) {
      return false; // and is worth waiting for, because all else is here
    }
    foresight.end(); // this may last, and what is remembered is shared with other databases
    speculation.forget(this);
    shared.fetches.release(this);
    reporter.stalled(joins.joined());
    if (!levels.isEmpty() || !budget.keepIdle()) {
      abandon(setbacks.nowhere(requests.missing().size()), now);
    }
    return false;
  }

  /** Forgets what was fetched, and tries each head again at a time of its own. */
  private void abandon(Problem why, long now) {
    lastError = why;
    forgetPiece();
    foresight.end();
    levels.clear();
    budget.restarted();
    requests.abandoned();
    targets.open().forEach(target -> attempts.defer(target, true, now));
    shared.fetches.release(this);
  }

  private void forgetPiece() {
    requests.cancel(this);
    speculation.forget(this);
    foresight.forget();
    graph.clear();
    budget.forgotten();
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
