package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.database.Database;
import io.debros.store.error.DebrosException;
import io.debros.store.error.Problem;
import io.debros.store.identity.KeyStore;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.network.DatabaseLog;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.status.ReplicationProgress;
import io.debros.store.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A node with real databases whose network is simulated. One thread at a time. */
final class SimulatedPeer implements ReplicationPerformer {
  /** Whether a peer can be asked what is older, and what its answers are worth. */
  private enum Teller {
    NONE,
    HONEST,
    SILENT,
    LIAR
  }

  private static final int LIES = 40;
  private static final long DEADLINE = 3_000;
  private static final long OTHERS_AFTER = 150;

  final PeerId id;
  final List<ReplicationProgress> progress = new ArrayList<>();
  final List<Problem> misbehaviour = new ArrayList<>();
  private final SimulatedNetwork network;
  private final Function<DebrosNode, List<Database>> open;
  private final ReplicationLimits limits;
  private final ReplicationTimes times;
  private final MemoryStorage storage = new MemoryStorage();
  private final BlockStore blocks = new BlockStore(storage);
  private final DebrosNode node;
  private final Teller teller;
  private final Map<Address, DatabaseLog> databases = new LinkedHashMap<>();
  private final Map<Cid, Integer> fetching = new LinkedHashMap<>();
  private Replicator replicator;
  private boolean up;
  private int part;
  private int session;
  private int fetchNumber;
  private long fetched;

  SimulatedPeer(
      String name,
      SimulatedNetwork network,
      Function<DebrosNode, List<Database>> open,
      ReplicationLimits limits,
      ReplicationTimes times) {
    this.id = Peers.named(name);
    this.network = network;
    this.open = open;
    this.limits = limits;
    this.times = times;
    KeyStore keys = new SeededKeyStore(network.random.nextLong());
    this.node = DebrosNode.open(NodeSettings.inMemory().withKeyStore(keys), storage);
    this.teller = Teller.values()[network.random.nextInt(Teller.values().length)];
    this.session = network.random.nextInt();
    this.replicator = new Replicator(limits, times, network.random);
  }

  boolean isLiar() {
    return teller == Teller.LIAR;
  }

  boolean isUp() {
    return up;
  }

  int part() {
    return part;
  }

  void moveTo(int other) {
    part = other;
  }

  /** Changes with every start, so that nothing arrives from before a crash. */
  int session() {
    return session;
  }

  /** Blocks that were asked for. */
  long fetched() {
    return fetched;
  }

  List<Database> databases() {
    return databases.values().stream().map(DatabaseLog::database).toList();
  }

  Replicator replicator() {
    return replicator;
  }

  void start() {
    up = true;
    session = network.random.nextInt();
    replicator = new Replicator(limits, times, network.random);
    for (Database database : open.apply(node)) {
      DatabaseLog log = new DatabaseLog(database, blocks);
      databases.put(log.address(), log);
      perform(replicator.opened(log, List.of(), network.now()));
    }
  }

  void crash() {
    up = false;
    session = network.random.nextInt();
    fetching.clear();
    databases().forEach(Database::close);
  }

  void close() {
    node.close();
  }

  void connectedTo(SimulatedPeer other) {
    int before = session;
    network.in(
        network.delay(),
        () -> {
          if (before == session && network.isConnected(this, other)) {
            if (other.teller != Teller.NONE) {
              perform(replicator.tellsOlder(other.id));
            }
            databases
                .keySet()
                .forEach(db -> perform(replicator.subscribed(other.id, db, network.now())));
          }
        });
  }

  void disconnectedFrom(SimulatedPeer other) {
    perform(replicator.disconnected(other.id));
  }

  /** Tells of an entry of our own. */
  void appended(Address database, Entry entry) {
    perform(replicator.appended(database, entry.block()));
  }

  void perform(List<ReplicationAction> actions) {
    actions.forEach(action -> action.perform(this));
    wake();
  }

  @Override
  public void dialHeads(PeerId peer, Address database) {
    SimulatedPeer other = peer(peer);
    new SimulatedStream(network, this, other, database).open();
  }

  @Override
  public void fetch(List<Cid> wanted, List<PeerId> preferred) {
    for (Cid cid : wanted) {
      fetched++;
      int request = ++fetchNumber;
      fetching.put(cid, request);
      byte[] local = blocks.find(cid);
      if (local != null) {
        network.in(0, () -> arrived(cid, local));
        continue;
      }
      Set<PeerId> first = new HashSet<>(preferred.subList(0, Math.min(1, preferred.size())));
      for (SimulatedPeer other : network.connectedTo(this)) {
        network.in(first.contains(other.id) ? 0 : OTHERS_AFTER, () -> ask(other, cid, request));
      }
      network.in(DEADLINE, () -> expire(cid, request));
    }
  }

  @Override
  public void askOlder(PeerId peer, Address database, Cid below, int most) {
    SimulatedPeer other = peer(peer);
    int before = session;
    AtomicBoolean isTold = new AtomicBoolean();
    Consumer<List<Cid>> once =
        hashes -> {
          if (before == session && isTold.compareAndSet(false, true)) {
            perform(replicator.olderTold(peer, database, below, hashes, network.now()));
          }
        };
    network.send(
        this,
        other,
        () -> {
          List<Cid> told = other.tell(database, below, most);
          network.send(other, this, () -> once.accept(told));
        });
    network.in(DEADLINE, () -> once.accept(List.of()));
  }

  @Override
  public void cancel(List<Cid> unneeded) {
    unneeded.forEach(fetching::remove);
  }

  @Override
  public void publish(Address database, Block entry) {
    for (SimulatedPeer other : network.connectedTo(this)) {
      network.send(
          this,
          other,
          () ->
              other.perform(
                  other.replicator.updateReceived(id, database, entry.bytes(), network.now())));
    }
  }

  @Override
  public void misbehaved(PeerId peer, Severity severity, Problem problem) {
    misbehaviour.add(problem);
  }

  @Override
  public void join(ReplicationAction.Join join) {
    later(
        join.log().address(),
        join::run,
        outcome -> replicator.joined(join.log().address(), outcome, network.now()));
  }

  @Override
  public void check(ReplicationAction.Check check) {
    later(
        check.log().address(),
        check::run,
        refusals -> replicator.checked(check.log().address(), refusals, network.now()));
  }

  @Override
  public void prove(ReplicationAction.Prove prove) {
    Address database = prove.log().address();
    later(
        database,
        () -> {
          prove.run();
          return database;
        },
        replicator::proved);
  }

  @Override
  public void report(ReplicationProgress report) {
    progress.add(report);
  }

  SimulatedPeer peer(PeerId peer) {
    return network.peers().stream()
        .filter(other -> other.id.equals(peer))
        .findFirst()
        .orElseThrow();
  }

  ReplicatedLog log(Address database) {
    return databases.get(database);
  }

  /** What came of work that took its time; nothing if we crashed meanwhile. */
  private <T> void later(
      Address database, Supplier<T> work, Function<T, List<ReplicationAction>> event) {
    int before = session;
    network.in(
        network.delay(),
        () -> {
          if (before == session) {
            perform(outcome(database, work, event));
          }
        });
  }

  private <T> List<ReplicationAction> outcome(
      Address database, Supplier<T> work, Function<T, List<ReplicationAction>> event) {
    T result;
    try {
      result = work.get();
    } catch (DebrosException error) {
      Problem problem = error.problem();
      return replicator.failed(
          database, problem == null ? problem("Join failed") : problem, network.now());
    }
    return event.apply(result);
  }

  private void ask(SimulatedPeer other, Cid cid, int request) {
    if (isFetching(cid, request) && network.isConnected(this, other)) {
      network.send(
          this,
          other,
          () -> {
            byte[] bytes = other.blocks.find(cid);
            if (bytes != null) {
              network.send(other, this, () -> arrived(cid, bytes));
            }
          });
    }
  }

  private List<Cid> tell(Address database, Cid below, int most) {
    return switch (teller) {
      case NONE, SILENT -> List.of();
      case HONEST -> log(database).older(below, most);
      case LIAR -> lies();
    };
  }

  /** Hashes of nothing, and of blocks of any database. */
  private List<Cid> lies() {
    List<Cid> lies = new ArrayList<>();
    for (Database database : databases()) {
      database.log().values().stream().limit(LIES).map(Entry::hash).forEach(lies::add);
    }
    for (int count = network.random.nextInt(LIES); count > 0; count--) {
      lies.add(Cid.ofDagCbor(new byte[] {(byte) network.random.nextInt(256), (byte) count}));
    }
    Collections.rotate(lies, network.random.nextInt(LIES));
    return lies;
  }

  private void arrived(Cid cid, byte[] bytes) {
    if (fetching.remove(cid) != null) {
      perform(replicator.blockArrived(cid, bytes, network.now()));
    }
  }

  private void expire(Cid cid, int request) {
    if (isFetching(cid, request)) {
      fetching.remove(cid);
      perform(replicator.blockUnavailable(cid, network.now()));
    }
  }

  private boolean isFetching(Cid cid, int request) {
    return Integer.valueOf(request).equals(fetching.get(cid));
  }

  private void wake() {
    Replicator current = replicator;
    long due = current.nextTick();
    if (due < Long.MAX_VALUE) {
      network.in(
          Math.max(1, due - network.now()),
          () -> {
            if (up && current == replicator && current.nextTick() <= network.now()) {
              perform(current.tick(network.now()));
            }
          });
    }
  }
}
