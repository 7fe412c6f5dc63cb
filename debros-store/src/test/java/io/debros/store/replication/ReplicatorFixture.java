package io.debros.store.replication;

import static java.util.stream.Collectors.toCollection;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.network.DatabaseLog;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryCipher;
import io.debros.store.oplog.OplogOptions;
import io.debros.store.replication.status.DatabaseStatus;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.History;
import io.debros.store.testing.TestLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A replicator over one real database, and writers elsewhere. Actions are recorded and done only
 * when a test says so. Close it.
 */
final class ReplicatorFixture implements AutoCloseable {
  static final PeerId ANN = Peers.named("ann");
  static final PeerId BOB = Peers.named("bob");
  static final ReplicationTimes TIMES =
      new ReplicationTimes(Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofMinutes(5));
  private static final KeyStore KEYS = new MemoryKeyStore();

  final Replicator replicator;
  final DocumentDatabase database;
  final DatabaseLog log;
  final Address address;
  final List<ReplicationAction> actions = new ArrayList<>();

  /** What peers can be asked for; bytes by hash. */
  final Map<Cid, byte[]> blocks = new HashMap<>();

  /** Blocks that nobody gives and nobody says so. */
  final Set<Cid> silent = new HashSet<>();

  /** What peers say that are asked what is older. */
  Function<ReplicationAction.AskOlder, List<Cid>> older = question -> List.of();

  long now = 1_000_000;
  private final DebrosNode node;

  ReplicatorFixture() {
    this(ReplicationLimits.defaults());
  }

  ReplicatorFixture(ReplicationLimits limits) {
    this(limits, DocumentOptions.defaults().withWrite(List.of("*")));
  }

  ReplicatorFixture(ReplicationLimits limits, DocumentOptions options) {
    MemoryStorage storage = new MemoryStorage();
    node = DebrosNode.open(NodeSettings.inMemory(), storage);
    database = node.openDocuments("docs", options);
    log = new DatabaseLog(database, new BlockStore(storage));
    address = database.address();
    replicator = new Replicator(limits, TIMES, new SplittableRandom(7));
    take(replicator.opened(log, List.of(), now));
  }

  /** A writer elsewhere with an empty log of the same database. */
  TestLog writer(String name) {
    return writer(name, address.toString());
  }

  /** The same of any database. */
  TestLog writer(String name, String logId) {
    return TestLog.open(logId, KEYS, name, TestLog.ANYONE, 16);
  }

  /** The same with whole entries encrypted. */
  TestLog writer(String name, EntryCipher cipher) {
    OplogOptions options = OplogOptions.of(16).withEncryption(Encryption.ofReplication(cipher));
    return TestLog.open(address.toString(), KEYS, name, TestLog.ANYONE, options);
  }

  /** Entries that a writer appends; peers have them and its identity. */
  List<Entry> write(TestLog writer, int count) {
    return write(writer, count, 1);
  }

  /** The same, each of so many bytes at least. */
  List<Entry> write(TestLog writer, int count, int bytes) {
    String suffix = "x".repeat(bytes);
    offer(writer.identity().hash(), writer.identity().block().bytes());
    return IntStream.range(0, count)
        .mapToObj(
            n -> {
              CborValue put = History.put("k" + n + suffix, n);
              Entry entry = writer.append(put);
              offer(entry.hash(), entry.bytes());
              return entry;
            })
        .collect(toCollection(ArrayList::new));
  }

  void offer(Cid cid, byte[] bytes) {
    blocks.put(cid, bytes);
  }

  /** Records actions. */
  void take(List<ReplicationAction> more) {
    actions.addAll(more);
  }

  /** Recorded actions of a kind, which are forgotten. */
  <A extends ReplicationAction> List<A> drain(Class<A> kind) {
    List<A> found = actions.stream().filter(kind::isInstance).map(kind::cast).toList();
    actions.removeAll(found);
    return found;
  }

  /** Hashes that were asked for, which are forgotten. */
  List<Cid> asked() {
    return drain(ReplicationAction.FetchBlocks.class).stream()
        .flatMap(fetch -> fetch.blocks().stream())
        .toList();
  }

  void head(PeerId peer, Entry head) {
    head(peer, head.bytes());
  }

  void head(PeerId peer, byte[] block) {
    take(replicator.headReceived(peer, address, block, now));
  }

  /** A peer's whole exchange. */
  void exchange(PeerId peer, Entry... heads) {
    take(replicator.subscribed(peer, address, now));
    Stream.of(heads).forEach(head -> head(peer, head));
    take(replicator.headsEnded(peer, address, now));
  }

  /** Lets time pass, tick by tick. */
  void pass(Duration time) {
    long end = now + time.toMillis();
    while (replicator.nextTick() <= end) {
      now = Math.max(now, replicator.nextTick());
      take(replicator.tick(now));
    }
    now = end;
  }

  /** Does all joins and checks and answers all fetches that are recorded, until none is left. */
  Work work() {
    return work(blocks::get);
  }

  /**
   * The same with other blocks.
   *
   * @param source gives null for blocks that nobody has
   */
  Work work(Function<Cid, byte[]> source) {
    return work(source, Integer.MAX_VALUE);
  }

  /** The same, but so many actions at most; the others stay recorded. */
  Work work(Function<Cid, byte[]> source, int most) {
    Work work = new Work();
    Deque<ReplicationAction> todo = new ArrayDeque<>(actions);
    actions.clear();
    int left = most;
    while (!todo.isEmpty()) {
      ReplicationAction action = todo.remove();
      List<ReplicationAction> more = left > 0 ? done(action, source, work) : null;
      if (more == null) {
        actions.add(action);
      } else {
        left--;
        todo.addAll(more);
      }
    }
    return work;
  }

  /** What doing an action leads to; null if it is not one that can be done here. */
  private List<ReplicationAction> done(
      ReplicationAction action, Function<Cid, byte[]> source, Work work) {
    if (action instanceof ReplicationAction.FetchBlocks fetch) {
      work.fetched += fetch.blocks().size();
      return fetch.blocks().stream()
          .flatMap(cid -> answer(cid, source.apply(cid)).stream())
          .toList();
    }
    if (action instanceof ReplicationAction.AskOlder question) {
      work.questions++;
      return answer(question);
    }
    if (action instanceof ReplicationAction.Join join) {
      work.joins.add(join.blocks().stream().map(block -> Cid.ofDagCbor(block.bytes())).toList());
      return replicator.joined(address, join.run(), now);
    }
    if (action instanceof ReplicationAction.Check check) {
      work.checked += check.blocks().size();
      return replicator.checked(address, check.run(), now);
    }
    if (action instanceof ReplicationAction.Prove prove) {
      work.proven += prove.entries().size();
      prove.run();
      return replicator.proved(address);
    }
    return null;
  }

  /** Tells what a peer says that is asked what is older. */
  List<ReplicationAction> answer(ReplicationAction.AskOlder question) {
    return replicator.olderTold(
        question.peer(), address, question.below(), older.apply(question), now);
  }

  DatabaseStatus status() {
    return replicator.status(address);
  }

  private List<ReplicationAction> answer(Cid cid, byte[] bytes) {
    if (silent.contains(cid)) {
      return List.of();
    }
    return bytes == null
        ? replicator.blockUnavailable(cid, now)
        : replicator.blockArrived(cid, bytes, now);
  }

  @Override
  public void close() {
    node.close();
  }

  /** What was done. */
  static final class Work {
    final List<List<Cid>> joins = new ArrayList<>();
    int fetched;
    int checked;
    int proven;
    int questions;
  }
}
