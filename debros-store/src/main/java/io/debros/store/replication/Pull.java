package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private static final int MAX_PREFERRED = 8;

  private final ReplicatedLog log;
  private final Shared shared;
  private final Supplier<List<PeerId>> peers;
  private final Ancestry graph;
  private final Targets targets;
  private final MissingBlocks missing;
  private final RecentRefusals refused = new RecentRefusals();
  private final Deque<Level> levels = new ArrayDeque<>();
  private final Set<Cid> outstanding = new HashSet<>();
  private List<Node> joining = List.of();
  private Collection<Node> checking = List.of();
  private boolean closed;
  private boolean caughtUp;
  private boolean stalled;
  private long trusted;
  private long gathered;
  private long joined;
  private long idle;
  private @Nullable Problem lastError;

  /** Where a piece went on, and how much had joined then. */
  private record Level(List<Root> roots, long joined) {}

  private record Root(Cid cid, PeerId source) {}

  Pull(ReplicatedLog log, Shared shared, Supplier<List<PeerId>> peers) {
    this.log = log;
    this.shared = shared;
    this.peers = peers;
    this.graph = new Ancestry(log, shared);
    this.targets = new Targets(shared.limits);
    this.missing = new MissingBlocks();
  }

  /**
   * Takes a head that a peer named.
   *
   * @return false if there is no room for it now
   */
  boolean offer(PeerId peer, Cid head, byte[] block, long now) {
    if (isSettled(head)) {
      return true;
    }
    Target target = targets.find(head);
    if (target == null) {
      target = targets.add(head, peer, now);
    } else if (!target.isOpen()) {
      return true;
    }
    if (target == null) {
      return false;
    }
    caughtUp = false;
    take(target, block);
    step(now);
    return true;
  }

  /** A block that was asked for; its hash is right. */
  void arrived(Cid cid, byte[] bytes, long now) {
    outstanding.remove(cid);
    missing.remove(cid);
    Node node = graph.find(cid);
    if (node != null && node.state == Node.State.WANTED) {
      if (!node.identity && log.has(cid)) {
        graph.resolved(node);
      } else if (isOverfull()) {
        graph.askLater(node);
      } else {
        gather(node, bytes);
      }
    }
    step(now);
  }

  /** A block that no peer gave in time. */
  void unavailable(Cid cid, long now) {
    outstanding.remove(cid);
    Node node = graph.find(cid);
    if (node != null && node.state == Node.State.WANTED) {
      long retryAt = missing.failed(cid, now, shared);
      shared.agenda.at(retryAt, later -> retry(cid, later));
    }
    step(now);
  }

  /** What the writer made of the entries that it was given. */
  void joined(JoinOutcome outcome, long now) {
    List<Node> batch = joining;
    joining = List.of();
    lastError = null;
    outcome.refused().forEach(this::refuse);
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
      report(ReplicationProgress.Stage.ADVANCED);
    }
    step(now);
  }

  /** What is wrong with the entries that were to be checked. */
  void checked(List<Refusal> refusals, long now) {
    Collection<Node> leads = checking;
    checking = List.of();
    trusted = 0;
    for (Refusal refusal : refusals) {
      Node node = graph.find(refusal.entry());
      if (refusal.reason().isFinal()) {
        refuse(refusal);
      } else if (node != null) {
        graph.drop(node);
      }
    }
    leads.forEach(lead -> lead.sound = true);
    if (isFull()) {
      deepen(now);
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
    missing.all().forEach(this::retryNow);
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
    Map<List<PeerId>, List<Cid>> requests = new LinkedHashMap<>();
    int asked = 0;
    for (Node node = next(); node != null; node = asked < most ? next() : null) {
      asked++;
      outstanding.add(node.cid);
      if (shared.fetches.add(node.cid, node.source, this)) {
        requests.computeIfAbsent(preferred(node), key -> new ArrayList<>()).add(node.cid);
      }
    }
    requests.forEach(
        (preferred, cids) -> shared.act(new ReplicationAction.FetchBlocks(cids, preferred)));
    return asked > 0;
  }

  /** Stops for good. */
  void close() {
    closed = true;
    forgetPiece();
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
    if (!caughtUp && isCaughtUp()) {
      caughtUp = true;
      report(ReplicationProgress.Stage.CAUGHT_UP);
    }
  }

  /** How it stands. */
  PullStatus status() {
    return new PullStatus(
        joined,
        graph.gathered(),
        graph.wanted(),
        asked(),
        targets.all().stream().limit(PullStatus.MOST).map(HeadStatus::of).toList(),
        targets.size(),
        missing.status(),
        refused.status(),
        lastError);
  }

  private @Nullable Node next() {
    return graph.pollUnasked(maySpend(), shared.fetches::hasRoomFor);
  }

  private List<BlockStatus> asked() {
    return outstanding.stream()
        .limit(PullStatus.MOST)
        .map(graph::find)
        .filter(Objects::nonNull)
        .map(
            node ->
                new BlockStatus(node.cid, missing.attempts(node.cid) + 1, preferred(node), 0))
        .toList();
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
      gathered++;
      trusted += bytes.length;
    }
    Cid cause = graph.gather(node, bytes);
    if (cause != null) {
      reject(node, cause);
    }
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
    if (gathered > shared.limits.maxHistory()) {
      giveUp(now);
      return true;
    }
    if (canAsk()) {
      wake();
      shared.fetches.request(this);
      return false;
    }
    if (isWaiting()) {
      return false;
    }
    if (graph.hasUnasked()) {
      return checkLeads(now);
    }
    graph.purge();
    return graph.isDone() ? finishLevel(now) : stall(now);
  }

  /** Whether something is under way that will come to its end soon: no further attempts. */
  private boolean isWaiting() {
    return !joining.isEmpty()
        || !checking.isEmpty()
        || outstanding.stream().anyMatch(cid -> missing.attempts(cid) == 0);
  }

  private void join() {
    if (!joining.isEmpty() || !checking.isEmpty()) {
      return;
    }
    joining = graph.pollReady(shared.limits.maxJoinEntries(), shared.limits.maxJoinBytes());
    if (!joining.isEmpty()) {
      wake();
      List<byte[]> blocks = joining.stream().map(Ancestry::bytesOf).toList();
      shared.act(new ReplicationAction.Join(log, blocks, graph.kept()));
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
    gathered = Math.max(0, gathered - 1);
    graph.resolved(node);
    targets.remove(node.cid);
  }

  private void refuse(Refusal refusal) {
    Node node = graph.find(refusal.entry());
    refused.add(refusal);
    if (!refusal.reason().isFinal()) {
      return;
    }
    shared.rejections.add(log.address(), refusal.entry(), refusal.entry());
    if (node != null) {
      blame(node, refusal);
      reject(node, refusal.entry());
    }
  }

  private void blame(Node node, Refusal refusal) {
    boolean breach =
        refusal.reason() == RefusalReason.BAD_SIGNATURE
            || refusal.reason() == RefusalReason.OTHER_LOG;
    shared.blame(
        node.source,
        breach ? PeerLink.Severity.BREACH : PeerLink.Severity.SUSPECT,
        problem("Peer named an entry that is refused")
            .at("database", log.address())
            .at("entry", refusal.entry())
            .at("reason", refusal.reason())
            .advice("Ask who runs the peer; nothing that builds on the entry is taken"));
  }

  /** Keeps an entry out for good, and all that builds on it. */
  private void reject(Node node, Cid cause) {
    for (Node dropped : graph.drop(node)) {
      shared.rejections.add(log.address(), dropped.cid, cause);
      if (targets.find(dropped.cid) != null) {
        targets.remove(dropped.cid);
        refused.blocked(dropped.cid, cause);
      }
    }
  }

  /**
   * Nothing is under way, and what is not asked for yet would be too much: looks whether those that
   * lead there are what they seem.
   */
  private boolean checkLeads(long now) {
    List<Node> leads = new ArrayList<>();
    boolean anySound = false;
    for (Node lead : graph.leads()) {
      anySound |= lead.sound;
      if (!lead.sound) {
        leads.add(lead);
      }
    }
    if (!leads.isEmpty()) {
      checking = leads;
      List<byte[]> blocks = leads.stream().map(Ancestry::bytesOf).toList();
      shared.act(new ReplicationAction.Check(log, blocks, graph.kept()));
      return false;
    }
    if (!isFull()) {
      trusted = 0;
      return true;
    }
    if (anySound) {
      deepen(now);
    } else {
      abandon(noRoom("Heads need more memory than there is"), now);
    }
    return true;
  }

  /** Forgets the piece, and goes on with what it leads to. */
  private void deepen(long now) {
    List<Node> frontier = graph.frontier(MAX_FRONTIER);
    if (frontier.isEmpty()) {
      return;
    }
    List<Root> roots = frontier.stream().map(node -> new Root(node.cid, node.source)).toList();
    forgetPiece();
    levels.push(new Level(roots, joined));
    wantLevel(now);
  }

  private boolean finishLevel(long now) {
    if (levels.isEmpty()) {
      return finish(now);
    }
    Level level = levels.pop();
    if (joined == level.joined) {
      abandon(noRoom("History leads to entries that cannot be joined"), now);
      return true;
    }
    forgetPiece();
    wantLevel(now);
    return true;
  }

  private void wantLevel(long now) {
    Level level = levels.peek();
    if (level == null) {
      targets.open().forEach(this::reopen);
      return;
    }
    for (Root root : level.roots) {
      if (!isSettled(root.cid)) {
        graph.want(root.cid, false, root.source).root = true;
      }
    }
  }

  /** All that could be fetched is here, and all that could join has. */
  private boolean finish(long now) {
    boolean wasBusy = !graph.isEmpty();
    for (Target target : targets.open()) {
      if (log.has(target.head)) {
        targets.remove(target.head);
      } else {
        wasBusy = true;
        defer(target, false, now);
      }
    }
    forgetPiece();
    missing.clear();
    shared.fetches.release(this);
    gathered = 0;
    if (wasBusy && !targets.isEmpty()) {
      report(ReplicationProgress.Stage.STALLED);
    }
    reportIfCaughtUp();
    return false;
  }

  /** Blocks are nowhere; their retries are on the agenda. */
  private boolean stall(long now) {
    shared.fetches.release(this);
    if (!stalled) {
      stalled = true;
      report(ReplicationProgress.Stage.STALLED);
    }
    boolean noRoom = shared.idle() - idle + graph.held() > shared.limits.maxIdleBytes();
    if (!levels.isEmpty() || noRoom) {
      abandon(
          problem("Blocks that entries build on are nowhere")
              .at("database", log.address())
              .at("missing", missing.size())
              .advice("Connect a peer that has them; they are asked for again from time to time"),
          now);
      return false;
    }
    setIdle(graph.held());
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
        .forEach(peer -> shared.blame(peer, PeerLink.Severity.SUSPECT, why));
    abandon(why, now);
  }

  /** Forgets what was fetched, and tries each head again at a time of its own. */
  private void abandon(Problem why, long now) {
    lastError = why;
    forgetPiece();
    levels.clear();
    gathered = 0;
    missing.trim();
    for (Target target : targets.open()) {
      defer(target, true, now);
    }
    shared.fetches.release(this);
  }

  private void forgetPiece() {
    List<Cid> unneeded = shared.fetches.cancel(this, outstanding);
    if (!unneeded.isEmpty()) {
      shared.act(new ReplicationAction.CancelFetch(unneeded));
    }
    outstanding.clear();
    graph.clear();
    trusted = 0;
    setIdle(0);
    if (closed) {
      shared.fetches.release(this);
    }
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
    for (Target target : List.copyOf(targets.all())) {
      if (!target.isOpen() && target.incomplete == incomplete) {
        reopen(target);
      }
    }
    step(now);
  }

  private void reopen(Target target) {
    target.retryAt = 0;
    if (isSettled(target.head)) {
      targets.remove(target.head);
    } else if (levels.isEmpty()) {
      want(target);
    }
  }

  private void retry(Cid cid, long now) {
    if (!closed && missing.isDue(cid, now)) {
      retryNow(cid);
      step(now);
    }
  }

  private void retryNow(Cid cid) {
    Node node = graph.find(cid);
    if (node != null && node.state == Node.State.WANTED && !outstanding.contains(cid)) {
      missing.asked(cid);
      graph.askLater(node);
    }
  }

  /** Whether it is part of the log, or never will be. */
  private boolean isSettled(Cid entry) {
    return log.has(entry) || shared.rejections.find(log.address(), entry) != null;
  }

  private void wake() {
    stalled = false;
    setIdle(0);
  }

  private void setIdle(long bytes) {
    shared.idle(bytes - idle);
    idle = bytes;
  }

  /** Whether entries may be asked for, after what was taken so far. */
  private boolean maySpend() {
    return checking.isEmpty() && !isFull() && trusted < shared.limits.maxTrustedBytes();
  }

  private boolean isFull() {
    long held = graph.held();
    return held >= shared.limits.maxPieceBytes()
        || (shared.held() >= shared.limits.maxHeldBytes()
            && held >= shared.limits.maxTrustedBytes());
  }

  /** Whether not even what was asked for before can be taken. */
  private boolean isOverfull() {
    return graph.held() >= 2 * shared.limits.maxPieceBytes();
  }

  /** The peer that named it, then others; after each failure another one is first. */
  private List<PeerId> preferred(Node node) {
    List<PeerId> known = new ArrayList<>(peers.get());
    if (known.remove(node.source)) {
      known.add(0, node.source);
    }
    if (!known.isEmpty()) {
      Collections.rotate(known, -(missing.attempts(node.cid) % known.size()));
    }
    return List.copyOf(known.subList(0, Math.min(MAX_PREFERRED, known.size())));
  }

  private void report(ReplicationProgress.Stage stage) {
    shared.act(
        new ReplicationAction.Report(
            new ReplicationProgress(
                log.address(), stage, joined, graph.gathered(), graph.wanted(), targets.size())));
  }

  private Problem noRoom(String sentence) {
    return problem(sentence)
        .at("database", log.address())
        .at("heads", targets.size())
        .at("bytes", graph.held())
        .advice("See which heads and blocks are missing; they are tried again from time to time");
  }
}
