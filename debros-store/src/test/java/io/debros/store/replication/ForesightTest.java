package io.debros.store.replication;

import static io.debros.store.replication.ReplicatorFixture.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.RefusalReason;
import io.debros.store.oplog.Remembered;
import io.debros.store.replication.ReplicationAction.Misbehaved;
import io.debros.store.replication.ReplicationAction.Prove;
import io.debros.store.replication.status.RefusalStatus;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.History;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signatures are checked while history still comes; what joins is decided by the join alone. */
class ForesightTest {
  private static final int ENTRIES = 600;
  private static final int FORGED = 20;

  private final ReplicatorFixture fixture = new ReplicatorFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void history_withoutItsBeginning_isProvenMeanwhileAndJoinsLater() {
    TestLog writer = fixture.writer("w");
    List<Entry> entries = fixture.write(writer, ENTRIES);
    fixture.silent.add(entries.get(0).hash());
    fixture.exchange(ANN, entries.get(ENTRIES - 1));

    ReplicatorFixture.Work before = fixture.work();
    fixture.silent.clear();
    Entry first = entries.get(0);
    fixture.take(fixture.replicator.blockArrived(first.hash(), first.bytes(), fixture.now));
    fixture.work();

    assertThat(before.proven).isBetween(ENTRIES - 150, ENTRIES);
    assertThat(before.joins).isEmpty();
    assertThat(fixture.database.log().values()).isEqualTo(entries);
    assertThat(fixture.status().inSync()).isTrue();
  }

  @Test
  void signatures_ofHistoryThatHasJoined_areForgotten() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    Entry first = entries.get(0);
    fixture.silent.add(first.hash());
    fixture.exchange(ANN, entries.get(ENTRIES - 1));
    int proven = fixture.work().proven;
    assertThat(remembered()).isEqualTo(proven).isPositive();

    fixture.take(fixture.replicator.blockArrived(first.hash(), first.bytes(), fixture.now));
    fixture.work();

    assertThat(fixture.status().inSync()).isTrue();
    assertThat(remembered()).isZero();
  }

  @Test
  void signatures_ofHistoryThatIsNowhere_areForgotten() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    Cid first = entries.get(0).hash();
    fixture.silent.add(first);
    fixture.exchange(ANN, entries.get(ENTRIES - 1));
    fixture.work();
    assertThat(remembered()).isPositive();

    fixture.take(fixture.replicator.blockUnavailable(first, fixture.now));
    fixture.work();

    assertThat(remembered()).isZero();
  }

  @Test
  void signatures_ofDatabaseThatIsClosed_areForgotten() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    fixture.silent.add(entries.get(0).hash());
    fixture.exchange(ANN, entries.get(ENTRIES - 1));
    fixture.work();
    assertThat(remembered()).isPositive();

    fixture.take(fixture.replicator.closed(fixture.address));

    assertThat(remembered()).isZero();
  }

  @Test
  void forgedEntry_amongThoseProven_staysOutWithAllAboveIt() {
    List<Entry> chain = chain(fixture.writer("w"), FORGED);
    fixture.exchange(ANN, chain.get(ENTRIES - 1));

    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.proven).isGreaterThan(ENTRIES / 2);
    assertThat(fixture.database.heads()).containsExactly(chain.get(FORGED - 1));
    assertThat(fixture.status().pull().refused())
        .extracting(RefusalStatus::entry, RefusalStatus::reason)
        .contains(tuple(chain.get(FORGED).hash(), RefusalReason.BAD_SIGNATURE));
    assertThat(fixture.drain(Misbehaved.class))
        .extracting(Misbehaved::severity)
        .contains(PeerLink.Severity.BREACH);
  }

  @Test
  void update_thatFollowsTheLog_isNotProvenAhead() {
    List<Entry> entries = fixture.write(fixture.writer("w"), 3);
    fixture.exchange(ANN, entries.get(2));

    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.proven).isZero();
    assertThat(fixture.database.log().values()).isEqualTo(entries);
  }

  @Test
  void proofs_thatFail_doNotStopTheirDatabase() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    fixture.exchange(ANN, entries.get(ENTRIES - 1));

    while (fixture.drain(Prove.class).isEmpty()) {
      fixture.work(fixture.blocks::get, 1);
    }
    fixture.take(fixture.replicator.proved(fixture.address));
    fixture.work();

    assertThat(fixture.database.log().values()).isEqualTo(entries);
  }

  private int remembered() {
    return Remembered.signatures(fixture.database.log());
  }

  /** Entries on top of each other, of which one has the signature of another. */
  private List<Entry> chain(TestLog writer, int forged) {
    fixture.write(writer, 1);
    List<Entry> chain = new ArrayList<>();
    for (int at = 0; at < ENTRIES; at++) {
      Entry entry = onTopOf(chain, writer);
      if (at == forged) {
        entry = EntryFields.with(entry, "sig", new CborText(chain.get(0).signature()));
      }
      fixture.offer(entry.hash(), entry.bytes());
      chain.add(entry);
    }
    return chain;
  }

  private Entry onTopOf(List<Entry> chain, TestLog writer) {
    int height = chain.size();
    List<Cid> below = new ArrayList<>();
    chain.subList(Math.max(0, height - 16), height).forEach(entry -> below.add(0, entry.hash()));
    return Entry.create(
        writer.identities(),
        writer.identity(),
        fixture.address.toString(),
        History.put("k" + height, height),
        new Clock(writer.identity().publicKey(), height + 1),
        below.subList(0, Math.min(1, below.size())),
        below.subList(Math.min(1, below.size()), below.size()));
  }
}
