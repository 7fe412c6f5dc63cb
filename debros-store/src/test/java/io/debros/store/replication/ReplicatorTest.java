package io.debros.store.replication;

import static io.debros.store.replication.ReplicatorFixture.ANN;
import static io.debros.store.replication.ReplicatorFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.Problem;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.ReplicationAction.CancelFetch;
import io.debros.store.replication.ReplicationAction.DialHeads;
import io.debros.store.replication.ReplicationAction.FetchBlocks;
import io.debros.store.replication.ReplicationAction.Join;
import io.debros.store.replication.ReplicationAction.Misbehaved;
import io.debros.store.replication.ReplicationAction.Publish;
import io.debros.store.replication.ReplicationAction.Report;
import io.debros.store.replication.status.BlockStatus;
import io.debros.store.replication.status.DatabaseStatus;
import io.debros.store.replication.status.PeerStatus;
import io.debros.store.replication.status.PeerStatus.Exchange;
import io.debros.store.replication.status.ReplicationProgress.Stage;
import io.debros.store.testing.TestLog;
import io.debros.store.testing.XorCipher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicatorTest {
  private static final DocumentOptions ORBITDB =
      DocumentOptions.defaults().withAccess(AccessOptions.orbitDb());

  private ReplicatorFixture fixture = new ReplicatorFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void opened_subscribersKnown_dialsEachOnce() {
    fixture.take(fixture.replicator.opened(fixture.log, List.of(ANN, BOB), fixture.now));

    assertThat(fixture.drain(DialHeads.class))
        .containsExactly(new DialHeads(ANN, fixture.address), new DialHeads(BOB, fixture.address));
  }

  @Test
  void subscribed_againOnTheSameConnection_doesNotDialAgain() {
    fixture.exchange(ANN);
    fixture.drain(DialHeads.class);

    fixture.take(fixture.replicator.subscribed(ANN, fixture.address, fixture.now));

    assertThat(fixture.drain(DialHeads.class)).isEmpty();
  }

  @Test
  void subscribed_peerHasOpenedTheStream_doesNotDial() {
    fixture.take(fixture.replicator.headsStarted(ANN, fixture.address, fixture.now));

    fixture.take(fixture.replicator.subscribed(ANN, fixture.address, fixture.now));

    assertThat(fixture.drain(DialHeads.class)).isEmpty();
  }

  @Test
  void subscribed_afterDisconnect_dialsAgain() {
    fixture.exchange(ANN);
    fixture.take(fixture.replicator.disconnected(ANN));
    fixture.drain(DialHeads.class);

    fixture.take(fixture.replicator.subscribed(ANN, fixture.address, fixture.now));

    assertThat(fixture.drain(DialHeads.class)).hasSize(1);
  }

  @Test
  void subscribed_afterUnsubscribe_dialsAgain() {
    fixture.exchange(ANN);
    fixture.take(fixture.replicator.unsubscribed(ANN, fixture.address));
    fixture.drain(DialHeads.class);

    fixture.take(fixture.replicator.subscribed(ANN, fixture.address, fixture.now));

    assertThat(fixture.drain(DialHeads.class)).hasSize(1);
  }

  @Test
  void subscribed_databaseNotOpen_doesNothing() {
    fixture.take(fixture.replicator.closed(fixture.address));

    fixture.take(fixture.replicator.subscribed(ANN, fixture.address, fixture.now));

    assertThat(fixture.actions).isEmpty();
  }

  @Test
  void headsFailed_stillSubscribed_dialsAgainWithLongerAndLongerPauses() {
    fixture.take(fixture.replicator.subscribed(ANN, fixture.address, fixture.now));
    fixture.drain(DialHeads.class);
    List<Long> pauses = new ArrayList<>();

    for (int i = 0; i < 5; i++) {
      Problem why = Problem.problem("Connection broke");
      fixture.take(fixture.replicator.headsFailed(ANN, fixture.address, why, fixture.now));
      long failedAt = fixture.now;
      while (fixture.drain(DialHeads.class).isEmpty()) {
        fixture.pass(Duration.ofMillis(100));
      }
      pauses.add(fixture.now - failedAt);
    }

    assertThat(pauses).isSorted();
    assertThat(pauses.get(0)).isBetween(700L, 1_400L);
    assertThat(pauses.get(4)).isBetween(12_000L, 20_100L);
  }

  @Test
  void headsFailed_thenDisconnected_doesNotDialAgain() {
    fixture.take(fixture.replicator.subscribed(ANN, fixture.address, fixture.now));
    fixture.take(fixture.replicator.headsFailed(ANN, fixture.address, null, fixture.now));
    fixture.take(fixture.replicator.disconnected(ANN));
    fixture.drain(DialHeads.class);

    fixture.pass(Duration.ofHours(1));

    assertThat(fixture.drain(DialHeads.class)).isEmpty();
  }

  @Test
  void headsFailed_reasonGiven_isInTheStatus() {
    fixture.take(fixture.replicator.subscribed(ANN, fixture.address, fixture.now));
    Problem why = Problem.problem("Connection broke");

    fixture.take(fixture.replicator.headsFailed(ANN, fixture.address, why, fixture.now));

    PeerStatus ann = fixture.status().peers().get(0);
    assertThat(ann.exchange()).isEqualTo(Exchange.FAILED);
    assertThat(ann.lastError()).isEqualTo(why);
  }

  @Test
  void tick_nothingHappens_exchangesHeadsNowAndThen() {
    fixture.exchange(ANN);
    fixture.drain(DialHeads.class);
    int dials = 0;

    for (int minute = 0; minute < 60; minute++) {
      fixture.pass(Duration.ofMinutes(1));
      dials += fixture.drain(DialHeads.class).size();
      fixture.take(fixture.replicator.headsEnded(ANN, fixture.address, fixture.now));
    }

    assertThat(dials).isBetween(9, 17);
  }

  @Test
  void headReceived_newToUs_isToldTheOtherPeersOnce() {
    fixture.exchange(BOB);
    List<Entry> entries = fixture.write(fixture.writer("w"), 3);
    fixture.exchange(ANN, entries.get(2));
    fixture.work();
    fixture.drain(DialHeads.class);

    fixture.pass(Duration.ofSeconds(2));
    List<DialHeads> dials = fixture.drain(DialHeads.class);
    fixture.head(BOB, entries.get(2));
    fixture.take(fixture.replicator.headsEnded(BOB, fixture.address, fixture.now));
    fixture.pass(Duration.ofMinutes(2));

    assertThat(dials).extracting(DialHeads::peer).containsExactly(BOB);
    assertThat(fixture.drain(DialHeads.class)).isEmpty();
  }

  @Test
  void headReceived_partOfTheLog_asksForNothing() {
    Cid hash = fixture.database.put(document("a"));

    fixture.exchange(ANN, fixture.database.log().get(hash));

    assertThat(fixture.asked()).isEmpty();
    assertThat(fixture.drain(Join.class)).isEmpty();
    assertThat(fixture.status().inSync()).isTrue();
  }

  @Test
  void headReceived_ancestorsMissing_asksForNextAndRefsAndIdentityAtThePeerFirst() {
    TestLog writer = fixture.writer("w");
    List<Entry> entries = fixture.write(writer, 5);
    fixture.exchange(BOB);

    fixture.exchange(ANN, entries.get(4));

    List<FetchBlocks> fetches = fixture.drain(FetchBlocks.class);
    assertThat(fetches).allMatch(fetch -> fetch.preferred().equals(List.of(ANN, BOB)));
    assertThat(fetches.stream().flatMap(fetch -> fetch.blocks().stream()))
        .containsExactlyInAnyOrder(
            entries.get(0).hash(),
            entries.get(1).hash(),
            entries.get(2).hash(),
            entries.get(3).hash(),
            writer.identity().hash());
  }

  @Test
  void headReceived_longHistory_joinsAllAncestorsFirst() {
    TestLog writer = fixture.writer("w");
    List<Entry> entries = fixture.write(writer, 60);
    fixture.exchange(ANN, entries.get(59));

    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.joins.stream().flatMap(List::stream))
        .containsExactlyElementsOf(entries.stream().map(Entry::hash).toList());
    assertThat(work.fetched).isEqualTo(60);
    assertThat(fixture.database.heads()).isEqualTo(writer.log().heads());
    assertThat(fixture.status().inSync()).isTrue();
    assertThat(stages()).containsOnlyOnce(Stage.CAUGHT_UP).endsWith(Stage.CAUGHT_UP);
  }

  @Test
  void headReceived_longHistory_joinsNoMoreAtATimeThanTheLimit() {
    replace(ReplicationLimits.defaults().withJoins(7, 1 << 20));
    List<Entry> entries = fixture.write(fixture.writer("w"), 30);
    fixture.exchange(ANN, entries.get(29));

    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.joins).hasSize(5).allMatch(batch -> batch.size() <= 7);
    assertThat(fixture.database.heads()).containsExactly(entries.get(29));
  }

  @Test
  void headReceived_secondHeadWhileTheFirstIsFetched_joinsBoth() {
    List<Entry> ones = fixture.write(fixture.writer("one"), 20);
    List<Entry> twos = fixture.write(fixture.writer("two"), 20);
    fixture.exchange(ANN, ones.get(19));

    fixture.exchange(BOB, twos.get(19));
    fixture.work();

    assertThat(fixture.database.heads()).containsExactlyInAnyOrder(ones.get(19), twos.get(19));
  }

  @Test
  void updateReceived_ancestorsKnown_joinsAtOnce() {
    TestLog writer = fixture.writer("w");
    List<Entry> entries = fixture.write(writer, 3);
    fixture.exchange(ANN, entries.get(2));
    fixture.work();
    Entry update = fixture.write(writer, 1).get(0);

    fixture.take(
        fixture.replicator.updateReceived(ANN, fixture.address, update.bytes(), fixture.now));

    assertThat(fixture.asked()).isEmpty();
    assertThat(fixture.drain(Join.class))
        .singleElement()
        .matches(join -> join.blocks().size() == 1);
  }

  @Test
  void updateReceived_whileHistoryIsFetchedInPieces_joinsAtOnceIfComplete() {
    replace(ReplicationLimits.defaults().withBytes(1 << 20, 30_000, 4_000, 1 << 20));
    TestLog known = fixture.writer("known");
    fixture.exchange(BOB, fixture.write(known, 1).get(0));
    fixture.work();
    List<Entry> history = fixture.write(fixture.writer("w"), 600);
    fixture.exchange(ANN, history.get(599));
    fixture.work(fixture.blocks::get, 40);
    assertThat(fixture.drain(Join.class)).isEmpty();
    Entry update = fixture.write(known, 1).get(0);

    fixture.take(
        fixture.replicator.updateReceived(BOB, fixture.address, update.bytes(), fixture.now));
    List<Join> joins = fixture.drain(Join.class);
    fixture.take(joins.stream().map(ReplicationAction.class::cast).toList());
    fixture.work();

    assertThat(joins).singleElement().matches(join -> join.blocks().size() == 1);
    assertThat(fixture.database.heads()).containsExactlyInAnyOrder(update, history.get(599));
  }

  @Test
  void appended_ownEntry_isPublished() {
    Cid hash = fixture.database.put(document("a"));
    Entry entry = fixture.database.log().get(hash);

    fixture.take(fixture.replicator.appended(fixture.address, entry.block()));

    assertThat(fixture.actions).containsExactly(new Publish(fixture.address, entry.block()));
  }

  @Test
  void blockUnavailable_always_isListedAndAskedForWithLongerAndLongerPauses() {
    List<Entry> entries = fixture.write(fixture.writer("w"), 3);
    fixture.exchange(ANN, entries.get(2));
    Cid lost = entries.get(1).hash();
    int attempts = 0;

    for (int minute = 0; minute < 60; minute++) {
      attempts += (int) fixture.asked().stream().filter(lost::equals).count();
      fixture.take(fixture.replicator.blockUnavailable(lost, fixture.now));
      fixture.pass(Duration.ofMinutes(1));
      fixture.drain(DialHeads.class);
    }

    assertThat(attempts).isBetween(8, 16);
    assertThat(fixture.status().inSync()).isFalse();
    assertThat(fixture.status().pull().missing())
        .singleElement()
        .matches(block -> block.block().equals(lost) && block.attempts() >= 8);
    assertThat(fixture.status().pull().missingCount()).isEqualTo(1);
  }

  @Test
  void blockUnavailable_othersCanJoin_joinsThem() {
    List<Entry> lost = fixture.write(fixture.writer("lost"), 3);
    List<Entry> good = fixture.write(fixture.writer("good"), 3);
    fixture.exchange(ANN, lost.get(2), good.get(2));

    fixture.work(cid -> cid.equals(lost.get(1).hash()) ? null : fixture.blocks.get(cid));

    assertThat(fixture.log.has(good.get(2).hash())).isTrue();
    assertThat(fixture.log.has(lost.get(0).hash())).isTrue();
    assertThat(fixture.log.has(lost.get(2).hash())).isFalse();
    assertThat(stages()).endsWith(Stage.STALLED);
  }

  @Test
  void headsEnded_anotherPeerMayHaveWhatNobodyHad_asksItAtOnce() {
    List<Entry> entries = fixture.write(fixture.writer("w"), 3);
    fixture.exchange(ANN, entries.get(2));
    fixture.work(cid -> cid.equals(entries.get(0).hash()) ? null : fixture.blocks.get(cid));

    fixture.exchange(BOB);
    List<FetchBlocks> again = fixture.drain(FetchBlocks.class);
    fixture.take(again.stream().map(ReplicationAction.class::cast).toList());
    fixture.work();

    assertThat(again)
        .containsExactly(new FetchBlocks(List.of(entries.get(0).hash()), List.of(BOB, ANN)));
    assertThat(fixture.database.heads()).containsExactly(entries.get(2));
    assertThat(fixture.status().inSync()).isTrue();
  }

  @Test
  void blockArrived_otherBytes_countsAsUnavailable() {
    List<Entry> entries = fixture.write(fixture.writer("w"), 2);
    fixture.exchange(ANN, entries.get(1));

    fixture.take(
        fixture.replicator.blockArrived(
            entries.get(0).hash(), entries.get(1).bytes(), fixture.now));

    assertThat(fixture.status().pull().missing())
        .singleElement()
        .matches(block -> block.block().equals(entries.get(0).hash()));
  }

  @Test
  void blockArrived_nobodyAskedForIt_isIgnored() {
    Entry entry = fixture.write(fixture.writer("w"), 1).get(0);

    fixture.take(fixture.replicator.blockArrived(entry.hash(), entry.bytes(), fixture.now));

    assertThat(fixture.actions).isEmpty();
  }

  @Test
  void fetching_manyMissing_neverHasMoreOutstandingThanTheLimit() {
    replace(ReplicationLimits.defaults().withMaxOutstanding(10));
    List<Entry> ones = fixture.write(fixture.writer("one"), 40);
    List<Entry> twos = fixture.write(fixture.writer("two"), 40);
    fixture.exchange(ANN, ones.get(39));
    fixture.exchange(BOB, twos.get(39));
    List<Cid> outstanding = new ArrayList<>(fixture.asked());
    int most = 0;

    while (!outstanding.isEmpty()) {
      most = Math.max(most, outstanding.size());
      Cid next = outstanding.remove(0);
      fixture.take(fixture.replicator.blockArrived(next, fixture.blocks.get(next), fixture.now));
      outstanding.addAll(fixture.asked());
    }
    fixture.work();

    assertThat(most).isEqualTo(10);
    assertThat(fixture.database.heads()).containsExactlyInAnyOrder(ones.get(39), twos.get(39));
  }

  @Test
  void failed_storageOfTheJoin_isInTheStatusAndTriedAgain() {
    List<Entry> entries = fixture.write(fixture.writer("w"), 3);
    fixture.exchange(ANN, entries.get(0));
    Cid identity = fixture.asked().get(0);
    fixture.take(
        fixture.replicator.blockArrived(identity, fixture.blocks.get(identity), fixture.now));
    assertThat(fixture.drain(Join.class)).hasSize(1);
    Problem full = Problem.problem("Disk is full");

    fixture.take(fixture.replicator.failed(fixture.address, full, fixture.now));
    DatabaseStatus status = fixture.status();
    fixture.pass(Duration.ofSeconds(2));
    fixture.work();

    assertThat(status.pull().lastError()).isEqualTo(full);
    assertThat(fixture.status().pull().lastError()).isNull();
    assertThat(fixture.database.heads()).containsExactly(entries.get(0));
  }

  @Test
  void closed_whileFetching_cancelsAndIgnoresWhatArrives() {
    List<Entry> entries = fixture.write(fixture.writer("w"), 3);
    fixture.exchange(ANN, entries.get(2));
    List<Cid> asked = fixture.asked();

    fixture.take(fixture.replicator.closed(fixture.address));
    List<CancelFetch> cancelled = fixture.drain(CancelFetch.class);
    fixture.take(
        fixture.replicator.blockArrived(asked.get(0), fixture.blocks.get(asked.get(0)), 1));

    assertThat(cancelled.get(0).blocks()).containsExactlyInAnyOrderElementsOf(asked);
    assertThat(fixture.drain(Join.class)).isEmpty();
    assertThatThrownBy(fixture::status).isInstanceOf(NotFoundException.class);
  }

  @Test
  void accessDenied_entry_isTriedAgainRarelyAndJoinsNothing() {
    replace(ReplicationLimits.defaults(), DocumentOptions.defaults());
    List<Entry> entries = fixture.write(fixture.writer("stranger"), 2);
    fixture.exchange(ANN, entries.get(1));
    int joins = fixture.work().joins.size();

    for (int minute = 0; minute < 60; minute++) {
      fixture.head(ANN, entries.get(1));
      joins += fixture.work().joins.size();
      fixture.pass(Duration.ofMinutes(1));
    }

    assertThat(joins).isBetween(5, 16);
    assertThat(fixture.database.heads()).isEmpty();
    assertThat(fixture.drain(Misbehaved.class)).isEmpty();
    assertThat(fixture.status().pull().refused()).isNotEmpty();
    assertThat(fixture.status().pull().refusedCount()).isGreaterThanOrEqualTo(joins);
  }

  @Test
  void rulesChanged_writerWasGranted_isInSyncAtOnce() {
    replace(ReplicationLimits.defaults(), ORBITDB);
    TestLog writer = fixture.writer("w");
    List<Entry> entries = fixture.write(writer, 2);
    fixture.exchange(ANN, entries.get(1));
    fixture.work();
    boolean before = fixture.status().inSync();

    access().grant(OrbitDbAccessController.WRITE, writer.identity().id());
    fixture.take(fixture.replicator.rulesChanged(fixture.address, fixture.now));
    fixture.work();

    assertThat(before).isFalse();
    assertThat(fixture.status().inSync()).isTrue();
    assertThat(fixture.database.heads()).containsExactly(entries.get(1));
    assertThat(stages()).endsWith(Stage.CAUGHT_UP);
  }

  @Test
  void formerWriter_whoseEntriesAnotherBuiltOn_joinsAlthoughTheJoinsAreSmall() {
    replace(ReplicationLimits.defaults().withJoins(1, 1), ORBITDB);
    TestLog former = fixture.writer("former");
    List<Entry> old = fixture.write(former, 3);
    TestLog present = fixture.writer("present");
    present.join(former);
    Entry head = fixture.write(present, 1).get(0);
    access().grant(OrbitDbAccessController.WRITE, former.identity().id());
    access().grant(OrbitDbAccessController.WRITE, present.identity().id());
    access().revoke(OrbitDbAccessController.WRITE, former.identity().id());

    fixture.exchange(ANN, head);
    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.joins).hasSize(4);
    assertThat(fixture.log.has(old.get(0).hash())).isTrue();
    assertThat(fixture.database.heads()).containsExactly(head);
    assertThat(fixture.status().inSync()).isTrue();
  }

  @Test
  void encryptedEntries_withTheirCipher_replicate() {
    XorCipher cipher = new XorCipher(7);
    replace(
        ReplicationLimits.defaults(),
        DocumentOptions.defaults()
            .withWrite(List.of("*"))
            .with(shared -> shared.withEncryption(Encryption.ofReplication(cipher))));
    TestLog writer = fixture.writer("w", cipher);
    List<Entry> entries = fixture.write(writer, 20);

    fixture.exchange(ANN, entries.get(19));
    fixture.work();

    assertThat(fixture.database.heads()).containsExactly(entries.get(19));
    assertThat(fixture.status().inSync()).isTrue();
  }

  @Test
  void encryptedEntries_withoutTheirCipher_areTriedAgainRarely() {
    List<Entry> entries = fixture.write(fixture.writer("w", new XorCipher(7)), 2);
    int joins = 0;

    fixture.exchange(ANN, entries.get(1));
    for (int minute = 0; minute < 60; minute++) {
      joins += fixture.work().joins.size();
      fixture.pass(Duration.ofMinutes(1));
    }

    assertThat(joins).isBetween(5, 16);
    assertThat(fixture.status().inSync()).isFalse();
  }

  @Test
  void status_peers_tellsContactsAndHeads() {
    List<Entry> entries = fixture.write(fixture.writer("w"), 2);
    fixture.exchange(ANN, entries.get(1));

    PeerStatus ann = fixture.status().peers().get(0);

    assertThat(ann.peer()).isEqualTo(ANN);
    assertThat(ann.exchange()).isEqualTo(Exchange.DONE);
    assertThat(ann.lastContact()).isEqualTo(fixture.now);
    assertThat(ann.heads()).containsExactly(entries.get(1).hash());
    assertThat(ann.headsLacking()).isEqualTo(1);
    assertThat(fixture.status().pull().asked())
        .extracting(BlockStatus::block)
        .contains(entries.get(0).hash());
    assertThat(fixture.status().pull().askedCount()).isEqualTo(fixture.asked().size());
    assertThat(fixture.status().pull().asked()).allMatch(asked -> asked.asked().contains(ANN));
    assertThat(fixture.status().pull().heads())
        .singleElement()
        .matches(head -> head.head().equals(entries.get(1).hash()) && head.source().equals(ANN));
  }

  private void replace(ReplicationLimits limits) {
    fixture.close();
    fixture = new ReplicatorFixture(limits);
  }

  private void replace(ReplicationLimits limits, DocumentOptions options) {
    fixture.close();
    fixture = new ReplicatorFixture(limits, options);
  }

  private OrbitDbAccessController access() {
    return (OrbitDbAccessController) fixture.database.access();
  }

  private List<Stage> stages() {
    return fixture.drain(Report.class).stream().map(report -> report.progress().stage()).toList();
  }

  private static CborMap document(String key) {
    return CborMap.builder().put("_id", key).build();
  }
}
