package io.debros.store.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockSource;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.KnownHashes;
import io.debros.store.oplog.Proofs;
import io.debros.store.oplog.Refusal;
import io.debros.store.replication.ReplicationAction.DialHeads;
import io.debros.store.replication.ReplicationAction.FetchBlocks;
import io.debros.store.testing.History;
import io.debros.store.testing.TestLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A thousand databases on one node. */
class ManyDatabasesTest {
  private static final int DATABASES = 1_000;
  private static final KeyStore WRITERS = new MemoryKeyStore();
  private static final List<PeerId> PEERS =
      IntStream.range(0, 10).mapToObj(n -> Peers.named("peer " + n)).toList();

  @Test
  void idle_databases_actRarely() {
    Replicator replicator = replicator(ReplicationLimits.defaults());
    int dials = 0;
    for (EmptyLog log : logs()) {
      List<ReplicationAction> actions = replicator.opened(log, PEERS, 0);
      dials += actions.size();
      actions.forEach(action -> end(replicator, (DialHeads) action, 0));
    }

    int later = 0;
    for (long now = 0; now <= 600_000; now = Math.max(now + 1, replicator.nextTick())) {
      for (ReplicationAction action : replicator.tick(now)) {
        later++;
        end(replicator, (DialHeads) action, now);
      }
    }

    assertThat(dials).isEqualTo(DATABASES * PEERS.size());
    assertThat(later).isBetween(DATABASES, 3 * DATABASES);
    assertThat(replicator.heldBytes()).isZero();
  }

  @Test
  void catchingUp_allAtOnce_takesTurnsWithinTheLimits() {
    Replicator replicator = replicator(ReplicationLimits.defaults().withMaxPulls(16));
    List<Cid> outstanding = new ArrayList<>();
    List<EmptyLog> logs = logs();
    for (EmptyLog log : logs) {
      replicator.opened(log, PEERS, 0);
      asked(replicator.headReceived(PEERS.get(0), log.address(), head(log), 0), outstanding);
    }
    int atFirst = outstanding.size();
    int answered = 0;

    while (!outstanding.isEmpty()) {
      Cid cid = outstanding.remove(outstanding.size() - 1);
      answered++;
      asked(replicator.blockUnavailable(cid, 0), outstanding);
    }

    assertThat(atFirst).isBetween(16, 16 * 3);
    assertThat(answered).isBetween(DATABASES + 1, 2 * DATABASES);
  }

  @Test
  void disconnected_peerOfAll_isForgottenInAll() {
    Replicator replicator = replicator(ReplicationLimits.defaults());
    List<EmptyLog> logs = logs();
    logs.forEach(log -> replicator.opened(log, PEERS, 0));

    replicator.disconnected(PEERS.get(3));

    assertThat(logs)
        .allMatch(log -> replicator.status(log.address()).peers().size() == PEERS.size() - 1);
  }

  private static Replicator replicator(ReplicationLimits limits) {
    return new Replicator(limits, ReplicationTimes.defaults(), new SplittableRandom(5));
  }

  private static void end(Replicator replicator, DialHeads dial, long now) {
    replicator.headsEnded(dial.peer(), dial.database(), now);
  }

  private static void asked(List<ReplicationAction> actions, List<Cid> outstanding) {
    for (ReplicationAction action : actions) {
      if (action instanceof FetchBlocks fetch) {
        outstanding.addAll(fetch.blocks());
      }
    }
  }

  private static List<EmptyLog> logs() {
    return IntStream.range(0, DATABASES)
        .mapToObj(n -> ByteBuffer.allocate(4).putInt(n).array())
        .map(bytes -> new EmptyLog(new Address(Cid.ofDagCbor(bytes))))
        .toList();
  }

  /** A head on an entry that nobody has; its identity is the same for all databases. */
  private static byte[] head(EmptyLog log) {
    TestLog writer = TestLog.open(log.address().toString(), WRITERS, "w", TestLog.ANYONE, 0);
    Entry before = writer.append(History.put("a", 1));
    Entry head = writer.append(History.put("a", 2));
    assertThat(head.next()).containsExactly(before.hash());
    return head.bytes();
  }

  /** A log that nothing joins. */
  private record EmptyLog(Address address) implements ReplicatedLog {
    @Override
    public List<Entry> heads() {
      return List.of();
    }

    @Override
    public boolean has(Cid entry) {
      return false;
    }

    @Override
    public List<Cid> older(Cid entry, int most) {
      return List.of();
    }

    @Override
    public boolean hasBlock(Cid block) {
      return false;
    }

    @Override
    public Entry decode(Cid hash, byte[] block, KnownHashes known) {
      return Entry.decode(block);
    }

    @Override
    public Proofs proofs() {
      throw new AssertionError("Nothing is worth checking ahead");
    }

    @Override
    public JoinOutcome offer(Collection<EntryBlock> blocks, BlockSource others) {
      throw new AssertionError("Nothing can join");
    }

    @Override
    public List<Refusal> check(Collection<EntryBlock> blocks, BlockSource identities) {
      throw new AssertionError("Nothing is to be checked");
    }
  }
}
