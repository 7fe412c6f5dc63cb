package io.debros.store.network;

import io.debros.store.block.Block;
import io.debros.store.error.ClosedException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.Timer;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.replication.ReplicatedLog;
import io.debros.store.replication.ReplicationAction;
import io.debros.store.replication.ReplicationPerformer;
import io.debros.store.replication.Replicator;
import io.debros.store.replication.status.DatabaseStatus;
import io.debros.store.replication.status.ReplicationProgress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the {@link Replicator} what happens on the streams and does there what it wants. Joins run
 * on other threads. Host thread only.
 */
final class Replication implements ReplicationPerformer, HeadsListener, PubsubListener {
  private static final Logger LOG = LoggerFactory.getLogger(Replication.class);

  private final Host host;
  private final Replicator replicator;
  private final BlockRequests blocks;
  private final Executor workers;
  private final Consumer<ReplicationProgress> watcher;
  private final PubsubStreams pubsub;
  private final HeadsStreams heads;
  private final LongHeads longHeads;
  private final OlderQuestions questions;
  private final OlderAnswers answers;
  private final Map<Address, ReplicatedLog> logs = new HashMap<>();
  private final Deque<ReplicationAction> due = new ArrayDeque<>();
  private boolean isPerforming;
  private @Nullable Timer timer;
  private long timerAt = Long.MAX_VALUE;

  /**
   * @param workers for joins and checks
   * @param watcher told of progress
   */
  Replication(
      Host host,
      Replicator replicator,
      BlockRequests blocks,
      Executor workers,
      Consumer<ReplicationProgress> watcher,
      Function<PubsubListener, PubsubStreams> pubsub) {
    this.host = host;
    this.replicator = replicator;
    this.blocks = blocks;
    this.workers = workers;
    this.watcher = watcher;
    this.pubsub = pubsub.apply(this);
    this.heads = new HeadsStreams(host, this);
    this.longHeads = new LongHeads(host, this.pubsub);
    this.questions = new OlderQuestions(host);
    this.answers = OlderAnswers.serve(host, workers, logs::get, OlderAnswers.PER_SECOND);
  }

  /** Heads first, then the topic: a peer dials as soon as it sees the subscription. */
  void opened(ReplicatedLog log) {
    String topic = log.address().toString();
    logs.put(log.address(), log);
    heads.open(log);
    pubsub.subscribe(topic);
    tell(() -> replicator.opened(log, pubsub.subscribers(topic), host.now()));
  }

  /** The other way round. Nothing happens if another instance was opened meanwhile. */
  void closed(ReplicatedLog log) {
    if (logs.remove(log.address(), log)) {
      pubsub.unsubscribe(log.address().toString());
      heads.close(log.address());
      tell(() -> replicator.closed(log.address()));
    }
  }

  /** Entries of our own, of one database, oldest first. */
  void appended(Address database, List<Entry> entries) {
    if (pubsub.subscribers(database.toString()).isEmpty()) {
      return; // who comes later exchanges heads
    }
    for (Entry entry : entries) {
      tell(() -> replicator.appended(database, new Block(entry.hash(), entry.bytes())));
    }
  }

  void rulesChanged(Address database) {
    tell(() -> replicator.rulesChanged(database, host.now()));
  }

  /** It is known what a peer speaks. */
  void identified(PeerId peer, Set<String> protocols) {
    pubsub.identified(peer, protocols);
    if (protocols.contains(OlderMessages.PROTOCOL)) {
      tell(() -> replicator.tellsOlder(peer));
    }
  }

  void disconnected(PeerId peer) {
    longHeads.disconnected(peer);
    questions.disconnected(peer);
    answers.disconnected(peer);
    tell(() -> replicator.disconnected(peer));
  }

  void arrived(Cid block, byte[] bytes) {
    tell(() -> replicator.blockArrived(block, bytes, host.now()));
  }

  void unavailable(Cid block) {
    tell(() -> replicator.blockUnavailable(block, host.now()));
  }

  /** A block that is here and not stored; null if there is none. */
  byte @Nullable [] find(Cid block) {
    return replicator.find(block);
  }

  DatabaseStatus status(Address database) {
    return replicator.status(database);
  }

  PubsubStreams pubsub() {
    return pubsub;
  }

  @Override
  public void started(PeerId peer, Address database) {
    tell(() -> replicator.headsStarted(peer, database, host.now()));
  }

  @Override
  public void received(PeerId peer, Address database, byte[] head) {
    tell(() -> replicator.headReceived(peer, database, head, host.now()));
  }

  @Override
  public void ended(PeerId peer, Address database, List<Entry> left) {
    longHeads.tell(peer, database, left);
    tell(() -> replicator.headsEnded(peer, database, host.now()));
  }

  @Override
  public void failed(PeerId peer, Address database, @Nullable Problem why) {
    tell(() -> replicator.headsFailed(peer, database, why, host.now()));
  }

  @Override
  public void delivered(String topic, PeerId author, byte[] data) {
    Address database = database(topic);
    if (database != null) {
      tell(() -> replicator.updateReceived(author, database, data, host.now()));
    }
  }

  @Override
  public void subscribed(PeerId peer, String topic) {
    Address database = database(topic);
    if (database != null) {
      tell(() -> replicator.subscribed(peer, database, host.now()));
    }
  }

  @Override
  public void unsubscribed(PeerId peer, String topic) {
    Address database = database(topic);
    if (database != null) {
      tell(() -> replicator.unsubscribed(peer, database));
    }
  }

  @Override
  public void dialHeads(PeerId peer, Address database) {
    ReplicatedLog log = logs.get(database);
    if (log != null) {
      heads.dial(peer, log);
    }
  }

  @Override
  public void fetch(List<Cid> wanted, List<PeerId> preferred) {
    blocks.fetch(wanted, preferred);
  }

  @Override
  public void askOlder(PeerId peer, Address database, Cid below, int most) {
    questions.ask(
        peer,
        new OlderMessages.Question(database, below, most),
        hashes -> tell(() -> replicator.olderTold(peer, database, below, hashes, host.now())));
  }

  @Override
  public void cancel(List<Cid> unwanted) {
    blocks.cancel(unwanted);
  }

  @Override
  public void publish(Address database, Block entry) {
    pubsub.publish(database.toString(), entry.bytes());
  }

  @Override
  public void misbehaved(PeerId peer, Severity severity, Problem problem) {
    host.misbehaved(peer, problem, severity == Severity.BREACH);
  }

  @Override
  public void join(ReplicationAction.Join join) {
    work(join.log(), join::run, outcome -> joined(join.log().address(), outcome));
  }

  @Override
  public void check(ReplicationAction.Check check) {
    Address database = check.log().address();
    work(
        check.log(),
        check::run,
        (List<Refusal> refusals) -> tell(() -> replicator.checked(database, refusals, host.now())));
  }

  @Override
  public void prove(ReplicationAction.Prove prove) {
    Address database = prove.log().address();
    work(
        prove.log(),
        () -> attempt(prove),
        (Boolean done) -> tell(() -> replicator.proved(database)));
  }

  @Override
  public void report(ReplicationProgress progress) {
    watcher.accept(progress);
  }

  /** What fails here fails again in the join, which says so. */
  private static boolean attempt(ReplicationAction.Prove prove) {
    try {
      prove.run();
      return true;
    } catch (RuntimeException failure) {
      LOG.debug("Signatures could not be checked ahead of a join", failure);
      return false;
    }
  }

  private void joined(Address database, JoinOutcome outcome) {
    blocks.stored(outcome.entries().stream().map(Entry::hash).toList());
    tell(() -> replicator.joined(database, outcome, host.now()));
  }

  /** Runs something on a worker, and what is to be done with its result on the host thread. */
  private <T> void work(ReplicatedLog log, Supplier<T> action, Consumer<T> then) {
    workers.execute(
        () -> {
          try {
            T result = action.get();
            resume(log, () -> then.accept(result));
          } catch (RuntimeException failure) {
            resume(log, () -> notJoined(log, failure));
          }
        });
  }

  /** The database may have been closed, and opened again, meanwhile: then nobody waits for it. */
  private void resume(ReplicatedLog log, Runnable then) {
    unlessClosed(
        () ->
            host.execute(
                () -> {
                  if (logs.get(log.address()) == log) {
                    then.run();
                  }
                }));
  }

  /** The network, or a database, may be closed at any time: then nobody needs it. */
  private static void unlessClosed(Runnable task) {
    try {
      task.run();
    } catch (ClosedException closed) {
      LOG.debug("Closed meanwhile", closed);
    }
  }

  private void notJoined(ReplicatedLog log, RuntimeException failure) {
    if (failure instanceof ClosedException) {
      return; // closed() comes
    }
    Problem why = Problems.of(failure);
    tell(() -> replicator.failed(log.address(), why, host.now()));
  }

  private @Nullable Address database(String topic) {
    try {
      return Address.parse(topic);
    } catch (IllegalArgumentException notOurs) {
      return null; // topics of other applications
    }
  }

  /** Tells the machine what happened, and does what it says. */
  private void tell(Supplier<List<ReplicationAction>> event) {
    unlessClosed(() -> perform(event.get()));
  }

  /** In the order in which the machine says so, also if doing one thing brings others about. */
  private void perform(List<ReplicationAction> actions) {
    due.addAll(actions);
    if (isPerforming) {
      return;
    }
    isPerforming = true;
    try {
      for (ReplicationAction next = due.poll(); next != null; next = due.poll()) {
        next.perform(this);
      }
    } finally {
      isPerforming = false;
    }
    List<Cid> gathered = replicator.takeGathered();
    if (!gathered.isEmpty()) {
      blocks.stored(gathered);
    }
    schedule();
  }

  private void schedule() {
    long next = replicator.nextTick();
    if (next == timerAt) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    timerAt = next;
    timer =
        next == Long.MAX_VALUE ? null : host.schedule(Math.max(0, next - host.now()), this::tick);
  }

  private void tick() {
    timer = null;
    timerAt = Long.MAX_VALUE;
    tell(() -> replicator.tick(host.now()));
  }
}
