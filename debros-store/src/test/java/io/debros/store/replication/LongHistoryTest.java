package io.debros.store.replication;

import static io.debros.store.replication.ReplicatorFixture.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.testing.Scale;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A newcomer gets a history that does not fit into its memory. */
class LongHistoryTest {
  private static final int ENTRIES = Scale.of("debros.replication.entries", 1_500);
  private static final long PIECE = 200_000;
  private static final long TRUSTED = 50_000;

  private static final int LENGTH = 30;
  private static final int LARGE = 20_000;

  @Test
  void history_longerThanMemory_joinsInPiecesAndIsFetchedTwiceAtMost() {
    ReplicationLimits limits =
        ReplicationLimits.defaults()
            .withBytes(2 * PIECE, PIECE, TRUSTED, PIECE)
            .withJoins(50, 1 << 20)
            .withMaxOutstanding(20);
    try (ReplicatorFixture fixture = new ReplicatorFixture(limits)) {
      List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
      fixture.exchange(ANN, entries.get(ENTRIES - 1));
      Held held = new Held(fixture);

      ReplicatorFixture.Work work = fixture.work(held::find);

      assertThat(fixture.database.heads()).containsExactly(entries.get(ENTRIES - 1));
      assertThat(fixture.database.log().values()).isEqualTo(entries);
      assertThat(work.fetched).isBetween(ENTRIES + ENTRIES / 2, 2 * ENTRIES + 500);
      assertThat(held.most).isBetween(PIECE / 2, PIECE + PIECE / 2);
      assertThat(fixture.replicator.heldBytes()).isZero();
      assertThat(fixture.status().inSync()).isTrue();
    }
  }

  /** What one piece leads to is more than the next one can hold, as with documents of 2 MiB. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 40})
  void branches_ofWhichFewEntriesFitIntoMemory_join(int branches) {
    int all = branches * LENGTH;
    long piece = 38 * LARGE;
    ReplicationLimits limits =
        ReplicationLimits.defaults().withBytes(2 * piece, piece, piece / 10, piece);
    try (ReplicatorFixture fixture = new ReplicatorFixture(limits)) {
      List<Entry> heads = new ArrayList<>();
      for (int branch = 0; branch < branches; branch++) {
        TestLog writer = fixture.writer("w" + branch);
        heads.add(fixture.write(writer, LENGTH, LARGE).get(LENGTH - 1));
      }
      fixture.exchange(ANN, heads.toArray(Entry[]::new));

      ReplicatorFixture.Work work = fixture.work(fixture.blocks::get, 20 * all);

      assertThat(fixture.database.heads()).containsExactlyInAnyOrderElementsOf(heads);
      assertThat(work.fetched).isLessThan(3 * all);
      assertThat(fixture.status().inSync()).isTrue();
    }
  }

  @Test
  void history_thatFits_isFetchedOnceAndWidely() {
    try (ReplicatorFixture fixture = new ReplicatorFixture()) {
      List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
      fixture.exchange(ANN, entries.get(ENTRIES - 1));

      int rounds = 0;
      int fetched = 0;
      while (!fixture.status().inSync()) {
        List<Cid> asked = fixture.asked();
        fetched += asked.size();
        rounds += asked.isEmpty() ? 0 : 1;
        asked.forEach(
            cid ->
                fixture.take(
                    fixture.replicator.blockArrived(cid, fixture.blocks.get(cid), fixture.now)));
        joinAll(fixture);
      }

      assertThat(fetched).isEqualTo(ENTRIES);
      assertThat(rounds).isLessThan(ENTRIES / 12);
      assertThat(fixture.database.heads()).containsExactly(entries.get(ENTRIES - 1));
    }
  }

  /** Does the joins and checks, and answers no fetch. */
  private static void joinAll(ReplicatorFixture fixture) {
    for (ReplicationAction.Check check : fixture.drain(ReplicationAction.Check.class)) {
      fixture.take(fixture.replicator.checked(fixture.address, check.run(), fixture.now));
    }
    List<ReplicationAction.Join> joins = fixture.drain(ReplicationAction.Join.class);
    while (!joins.isEmpty()) {
      for (ReplicationAction.Join join : joins) {
        fixture.take(fixture.replicator.joined(fixture.address, join.run(), fixture.now));
      }
      joins = fixture.drain(ReplicationAction.Join.class);
    }
  }

  /** Watches how much memory is taken. */
  private static final class Held {
    private final ReplicatorFixture fixture;
    long most;

    Held(ReplicatorFixture fixture) {
      this.fixture = fixture;
    }

    byte[] find(Cid cid) {
      most = Math.max(most, fixture.replicator.heldBytes());
      return fixture.blocks.get(cid);
    }
  }
}
