package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.replication.status.PullStatus;
import java.util.ArrayDeque;
import java.util.Deque;
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
  private static final int MAX_FRONTIER = 10_000;

  private final ReplicatedLog log;
  private final Shared shared;
  private final Ancestry graph;
  private final Targets targets;
  private final Requests requests;
  private final Verdicts verdicts;
  private final Budget budget;
  private final Reporter reporter;
  private final Deque<Level> levels = new ArrayDeque<>();
  private List<Node> joining = List.of();
  private List<Node> checking = List.of();
  private boolean closed;
  private boolean anyUnproven;
  private long joined;
  private @Nullable Problem lastError;

  /** Where a piece went on, and how much had joined then. */
  private record Level(List<Root> roots, long joined) {}

  private record Root(Cid cid, PeerId source) {}

  /**
   * @param peers that may be asked
   */
  Pull(ReplicatedLog log, Shared shared, Supplier<List<PeerId>> peers) {
    this.log = log;
    this.shared = shared;
    this.graph = new Ancestry(log, shared);
    this.targets = new Targets(shared.limits);
    this.requests = new Requests(shared, graph, peers);
    this.verdicts = new Verdicts(log, shared, graph, targets);
    this.budget = new Budget(shared, graph);
    this.reporter = new Reporter(log.address(), shared, graph, targets);
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
      giveWay(payer);
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
    if (node != null && node.state == Node.State.WANTED) {
      if (!node.identity && log.has(cid)) {
        graph.resolved(node);
      } else if (budget.isOverfull()) {
        graph.askLater(node);
      } else {
        gather(node, bytes);
      }
    }
    step(now);
  }

  /** A block that no peer gave in time. */
  void unavailable(Cid cid, long now) {
    Node node = graph.find(cid);
    if (node == null || node.state != Node.State.WANTED) {
      requests.arrived(cid);
    } else {
      shared.agenda.at(requests.failed(cid, now), later -> retry(cid, later));
    }
    step(now);
  }

  /** What the writer made of the entries that it was given. */
  void joined(JoinOutcome outcome, long now) {
    List<Node> batch = joining;
    joining = List.of();
    lastError = null;
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
    if (joined > before) {
      reporter.advanced(joined);
    }
    step(now);
  }

  /** What is wrong with the entries that were to be checked. */
  void checked(List<Refusal> refusals, long now) {
    checking.forEach(lead -> lead.sound = true);
    checking = List.of();
    budget.checked();
    for (Refusal refusal : refusals) {
      verdicts.refuse(refusal);
      Node node = graph.find(refusal.entry());
      if (node != null) {
        graph.drop(node); // its head is tried again another time
      }
    }
    step(now);
  }

  /** A join or a check failed. */
  void failed(Problem why, long now) {
    joining = List.of();
    checking = List.of();
    abandon(why, now);
  }

  /** There is a peer that may have what nobody had. */
  void nudge(long now) {
    requests.retryAll();
    reopen(true, now);
  }

  /** What was refused for the time being may be taken now. */
  void rulesChanged(long now) {
    reopen(false, now);
  }

  /** Whether there is something that could be asked for at once. */
  boolean canAsk() {
    return graph.hasUnaskedIdentity() || (maySpend() && graph.hasUnasked());
  }

  /** Asks for some blocks; whether there were any. */
  boolean ask(int most) {
    return requests.ask(this, most, maySpend());
  }

  /** Stops for good. */
  void close() {
    closed = true;
    forgetPiece();
    shared.fetches.release(this);
  }

  /** Whether all that peers named is part of the log. */
  boolean isCaughtUp() {
    return targets.isEmpty() && graph.isEmpty();
  }

  /** How many entries joined so far. */
  long joined() {
    return joined;
  }

  /** Tells that all that peers named is part of the log, unless that was told. */
  void reportIfCaughtUp() {
    if (isCaughtUp()) {
      reporter.caughtUp(joined);
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
        joined,
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

  /** Makes room for a head of somebody who takes less than others. */
  private void giveWay(@Nullable PeerId payer) {
    Target target = targets.givingWay(payer);
    if (target != null) {
      Node node = graph.find(target.head);
      if (node != null) {
        graph.drop(node);
      }
      targets.remove(target.head);
    }
  }

  private void take(Target target, byte[] block) {
    if (!levels.isEmpty() && !graph.isComplete(block)) {
      return; // its turn comes when the older piece has joined
    }
    Node node = want(target);
    if (node.state == Node.State.WANTED && (maySpend() || graph.isComplete(block))) {
      gather(node, block);
    }
  }

  private Node want(Target target) {
    Node node = graph.want(target.head, false, target.source);
    node.root = true;
    return node;
  }

  private void gather(Node node, byte[] bytes) {
    if (!node.identity) {
      budget.took(bytes.length);
    }
    Cid cause = graph.gather(node, bytes);
    if (cause != null) {
      verdicts.reject(node, cause);
    }
  }

  private boolean maySpend() {
    return checking.isEmpty() && budget.maySpend();
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
    join();
    if (budget.isEndless()) {
      giveUp(now);
      return true;
    }
    if (canAsk()) {
      wake();
      shared.fetches.request(this);
      return false;
    }
    if (!joining.isEmpty() || !checking.isEmpty() || requests.isWaiting()) {
      return false;
    }
    if (graph.hasUnasked()) {
      return checkLeads(now);
    }
    graph.purge();
    return graph.isDone() ? finishLevel(now) : stall(now);
  }

  private void join() {
    if (!joining.isEmpty() || !checking.isEmpty()) {
      return;
    }
    joining = graph.pollReady(shared.limits.maxJoinEntries(), shared.limits.maxJoinBytes());
    if (!joining.isEmpty()) {
      wake();
      shared.act(new ReplicationAction.Join(log, bytes(joining), graph.kept()));
    }
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

  /**
   * Nothing is under way, and what is not asked for yet would be too much: looks whether those that
   * lead there are what they seem.
   */
  private boolean checkLeads(long now) {
    List<Node> leads = graph.leads();
    if (dropUnproven(leads)) {
      return true;
    }
    List<Node> unchecked = leads.stream().filter(lead -> !lead.sound).toList();
    if (!unchecked.isEmpty()) {
      checking = unchecked;
      shared.act(new ReplicationAction.Check(log, bytes(unchecked), graph.kept()));
      return false;
    }
    if (!budget.isFull()) {
      budget.checked();
    } else if (leads.isEmpty()) {
      abandon(noProgress("Heads need more memory than there is"), now);
    } else {
      deepen();
    }
    return true;
  }

  /**
   * Nobody gave the identities of some writers: nothing is followed that cannot be checked. The
   * heads above are tried again another time.
   */
  private boolean dropUnproven(List<Node> leads) {
    List<Node> unproven = leads.stream().filter(lead -> !lead.hasWriter()).toList();
    unproven.forEach(graph::drop);
    anyUnproven |= !unproven.isEmpty();
    return !unproven.isEmpty();
  }

  /** Forgets the piece, and goes on with what it leads to. */
  private void deepen() {
    List<Root> roots =
        graph.frontier(MAX_FRONTIER).stream().map(node -> new Root(node.cid, node.source)).toList();
    forgetPiece();
    levels.push(new Level(roots, joined));
    wantLevel();
  }

  private boolean finishLevel(long now) {
    if (levels.isEmpty()) {
      return finish(now);
    }
    Level level = levels.pop();
    boolean anyRejected = level.roots.stream().anyMatch(root -> verdicts.isRejected(root.cid));
    if (joined == level.joined && !anyRejected) {
      abandon(noProgress("History leads to entries that cannot be joined"), now);
      return true;
    }
    forgetPiece();
    wantLevel();
    return true;
  }

  private void wantLevel() {
    Level level = levels.peek();
    if (level == null) {
      targets.open().forEach(this::reopen);
      return;
    }
    for (Root root : level.roots) {
      if (!verdicts.isSettled(root.cid)) {
        graph.want(root.cid, false, root.source).root = true;
      }
    }
  }

  /** All that could be fetched is here, and all that could join has. */
  private boolean finish(long now) {
    for (Target target : targets.open()) {
      if (verdicts.isSettled(target.head)) {
        targets.remove(target.head);
      } else {
        defer(target, anyUnproven, now);
        reporter.busy();
      }
    }
    anyUnproven = false;
    forgetPiece();
    requests.settled();
    budget.restarted();
    shared.fetches.release(this);
    if (!targets.isEmpty()) {
      reporter.stalled(joined);
    }
    reportIfCaughtUp();
    return false;
  }

  /** Blocks are nowhere; their retries are on the agenda. */
  private boolean stall(long now) {
    if (requests.isAsking()) {
      return false; // and is worth waiting for, because all else is here
    }
    shared.fetches.release(this);
    reporter.stalled(joined);
    if (!levels.isEmpty() || !budget.keepIdle()) {
      abandon(
          problem("Blocks that entries build on are nowhere")
              .at("database", log.address())
              .at("missing", requests.missing().size())
              .advice("Connect a peer that has them; they are asked for again from time to time"),
          now);
    }
    return false;
  }

  private void giveUp(long now) {
    Problem why =
        problem("History is longer than the limit of replication")
            .at("database", log.address())
            .at("limit", shared.limits.maxHistory())
            .advice("Raise maxHistory, or import a file of the database first");
    targets.open().stream()
        .map(target -> target.source)
        .distinct()
        .map(peer -> new ReplicationAction.Misbehaved(peer, PeerLink.Severity.SUSPECT, why))
        .forEach(shared::act);
    abandon(why, now);
  }

  /** Forgets what was fetched, and tries each head again at a time of its own. */
  private void abandon(Problem why, long now) {
    lastError = why;
    forgetPiece();
    levels.clear();
    budget.restarted();
    requests.abandoned();
    targets.open().forEach(target -> defer(target, true, now));
    shared.fetches.release(this);
  }

  private void forgetPiece() {
    requests.cancel(this);
    graph.clear();
    budget.forgotten();
  }

  private void defer(Target target, boolean incomplete, long now) {
    target.attempts++;
    target.incomplete = incomplete;
    target.retryAt = now + shared.times.retryIn(target.attempts, shared.random);
    shared.agenda.at(target.retryAt, later -> resume(target, later));
  }

  private void resume(Target target, long now) {
    boolean due = !target.isOpen() && target.retryAt <= now;
    if (!closed && due && targets.find(target.head) == target) {
      reopen(target);
      step(now);
    }
  }

  private void reopen(boolean incomplete, long now) {
    targets.deferred().stream()
        .filter(target -> target.incomplete == incomplete)
        .forEach(this::reopen);
    step(now);
  }

  private void reopen(Target target) {
    target.retryAt = 0;
    if (verdicts.isSettled(target.head)) {
      targets.remove(target.head);
    } else if (levels.isEmpty()) {
      want(target);
    }
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

  private static List<byte[]> bytes(List<Node> nodes) {
    return nodes.stream().map(Ancestry::bytesOf).toList();
  }

  private Problem noProgress(String sentence) {
    return problem(sentence)
        .at("database", log.address())
        .at("heads", targets.size())
        .at("bytes", graph.held())
        .advice("See which heads and blocks are missing; they are tried again from time to time");
  }
}
