package io.debros.store.replication;

import static io.debros.store.replication.ReplicatorFixture.ANN;
import static io.debros.store.replication.ReplicatorFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DocumentOptions;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.ReplicationAction.DialHeads;
import io.debros.store.replication.ReplicationAction.Misbehaved;
import io.debros.store.replication.status.PullStatus;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.Scale;
import io.debros.store.testing.TestLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a peer invents: little is fetched, nothing is taken, and good peers are served. */
class HostilePeerTest {
  private static final PeerId MALLORY = Peers.named("mallory");
  private static final int MANY_HEADS = Scale.of("debros.hostile.heads", 10_000);

  private ReplicatorFixture fixture = new ReplicatorFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void forgedHistory_endless_isFollowedOnTrustForABoundedNumberOfBytesOnly() {
    replace(ReplicationLimits.defaults().withBytes(1 << 30, 1 << 30, 20_000, 1 << 30));
    EndlessHistory history = new EndlessHistory(fixture, true);
    fixture.exchange(MALLORY, history.newest());

    ReplicatorFixture.Work work = fixture.work(history::find);

    assertThat(work.fetched).isBetween(20, 60);
    assertThat(fixture.database.heads()).isEmpty();
    assertThat(fixture.drain(Misbehaved.class))
        .isNotEmpty()
        .allMatch(blamed -> blamed.peer().equals(MALLORY))
        .allMatch(blamed -> blamed.severity() == PeerLink.Severity.BREACH);
  }

  @Test
  void forgedHistory_namedAgain_isNotFetchedAgain() {
    replace(ReplicationLimits.defaults().withBytes(1 << 30, 1 << 30, 20_000, 1 << 30));
    EndlessHistory history = new EndlessHistory(fixture, true);
    fixture.exchange(MALLORY, history.newest());
    fixture.work(history::find);
    fixture.drain(Misbehaved.class);

    fixture.exchange(BOB, history.newest());
    fixture.pass(Duration.ofHours(1));

    assertThat(fixture.work(history::find).fetched).isZero();
    assertThat(fixture.drain(Misbehaved.class)).isEmpty();
    assertThat(fixture.status().inSync()).isTrue();
  }

  @Test
  void soundHistory_endless_isGivenUpAtTheLimitInBoundedMemory() {
    replace(
        ReplicationLimits.defaults().withBytes(60_000, 50_000, 10_000, 60_000).withMaxHistory(400));
    EndlessHistory history = new EndlessHistory(fixture, false);
    fixture.exchange(MALLORY, history.newest());

    ReplicatorFixture.Work work = fixture.work(history::find);

    assertThat(work.fetched).isBetween(400, 450);
    assertThat(fixture.replicator.heldBytes()).isZero();
    assertThat(fixture.status().pull().lastError().sentence())
        .isEqualTo("History is longer than the limit of replication");
    assertThat(fixture.drain(Misbehaved.class)).hasSize(1);
  }

  @Test
  void soundHistory_endless_doesNotKeepAGoodPeerOut() {
    replace(
        ReplicationLimits.defaults().withBytes(60_000, 50_000, 10_000, 60_000).withMaxHistory(400));
    EndlessHistory history = new EndlessHistory(fixture, false);
    List<Entry> good = fixture.write(fixture.writer("good"), 50);
    fixture.exchange(MALLORY, history.newest());

    fixture.exchange(ANN, good.get(49));
    for (int minute = 0; minute < 10; minute++) {
      fixture.work(cid -> fixture.blocks.containsKey(cid) ? good(cid) : history.find(cid));
      fixture.pass(Duration.ofMinutes(1));
    }

    assertThat(fixture.log.has(good.get(49).hash())).isTrue();
  }

  @Test
  void forgedHistory_endlessAndOfAWriterThatNobodyKnows_isNotFollowedEither() {
    replace(ReplicationLimits.defaults().withBytes(1 << 30, 1 << 30, 20_000, 1 << 30));
    EndlessHistory history = new EndlessHistory(fixture, true);
    fixture.exchange(MALLORY, history.newest());

    ReplicatorFixture.Work work =
        fixture.work(cid -> history.isIdentity(cid) ? null : history.find(cid));

    assertThat(work.fetched).isBetween(20, 60);
    assertThat(fixture.replicator.heldBytes()).isZero();
    assertThat(fixture.status().inSync()).isFalse();
  }

  @Test
  void identities_largerThanTheMemory_areNotFetchedAgainAndAgain() {
    long piece = 50_000;
    replace(ReplicationLimits.defaults().withBytes(2 * piece, piece, piece, piece));
    Entry sound = fixture.write(fixture.writer("w"), 1).get(0);
    Entry[] heads =
        IntStream.range(0, 30)
            .mapToObj(number -> ofHugeIdentity(sound, number))
            .toArray(Entry[]::new);
    fixture.exchange(MALLORY, heads);

    ReplicatorFixture.Work work = fixture.work(fixture.blocks::get, 1_000);

    assertThat(work.fetched).isLessThan(100);
    assertThat(fixture.replicator.heldBytes()).isLessThan(4 * piece);
    assertThat(fixture.database.heads()).isEmpty();
  }

  @Test
  void forgedHistory_andABlockThatIsNowhere_isSettledWhenItIsRefused() {
    replace(ReplicationLimits.defaults().withBytes(1 << 30, 1 << 30, 20_000, 1 << 30));
    EndlessHistory history = new EndlessHistory(fixture, true);
    TestLog mallory = fixture.writer("mallory");
    fixture.write(mallory, 1);
    Entry head = to(mallory, 9, Stream.of(nothing(1), history.newest().hash()));
    fixture.exchange(MALLORY, head);

    fixture.work(cid -> fixture.blocks.containsKey(cid) ? good(cid) : history.find(cid));

    assertThat(fixture.status().inSync()).isTrue();
    assertThat(fixture.status().pull().missing()).isEmpty();
    assertThat(fixture.replicator.heldBytes()).isZero();
  }

  @Test
  void head_thatWaitsForBlocksThatAreNowhere_holdsNoMoreMemoryThanIsSetAside() {
    replace(ReplicationLimits.defaults().withBytes(1 << 30, 1 << 30, 1 << 30, 20_000));
    List<Entry> some = fixture.write(fixture.writer("some"), 5);
    List<Entry> many = fixture.write(fixture.writer("many"), 50);
    fixture.exchange(ANN, some.get(4));
    fixture.work(cid -> cid.equals(some.get(0).hash()) ? null : good(cid));
    long ofSome = fixture.replicator.heldBytes();

    fixture.exchange(BOB, many.get(49));
    fixture.work(
        cid -> cid.equals(some.get(0).hash()) || cid.equals(many.get(0).hash()) ? null : good(cid));
    long ofAll = fixture.replicator.heldBytes();
    fixture.pass(Duration.ofMinutes(1));
    fixture.work();

    assertThat(ofSome).isBetween(1L, 20_000L);
    assertThat(ofAll).isZero();
    assertThat(fixture.database.heads()).containsExactlyInAnyOrder(some.get(4), many.get(49));
  }

  @Test
  void heads_whileAPieceIsFull_areNotHeld() {
    replace(ReplicationLimits.defaults().withBytes(1 << 30, 30_000, 30_000, 1 << 30));
    TestLog mallory = fixture.writer("mallory");
    List<Entry> chain = fixture.write(mallory, 100);
    fixture.exchange(MALLORY, chain.get(99));
    while (fixture.drain(ReplicationAction.Check.class).isEmpty()) {
      assertThat(fixture.work(fixture.blocks::get, 1).fetched).isPositive();
    }

    long before = fixture.replicator.heldBytes();
    for (int i = 0; i < 500; i++) {
      fixture.head(ANN, to(mallory, 1_000 + i, Stream.of(nothing(i))));
    }

    assertThat(before).isLessThan(65_000);
    assertThat(fixture.replicator.heldBytes() - before).isLessThanOrEqualTo(500 * 256);
  }

  @Test
  void block_thatIsAskedForAgainAndAgain_doesNotHoldUpALongHistory() {
    replace(ReplicationLimits.defaults().withBytes(1 << 30, 30_000, 10_000, 1 << 30));
    TestLog mallory = fixture.writer("mallory");
    fixture.write(mallory, 1);
    fixture.exchange(MALLORY, to(mallory, 1, Stream.of(nothing(1))));
    fixture.work();
    fixture.silent.add(nothing(1));
    fixture.pass(Duration.ofSeconds(2));
    fixture.work();
    List<Entry> good = fixture.write(fixture.writer("good"), 100);

    fixture.exchange(ANN, good.get(99));
    fixture.work();

    assertThat(fixture.database.heads()).containsExactly(good.get(99));
  }

  @Test
  void forgedHistory_belowASoundOneThatIsLongerThanMemory_isRefusedForGood() {
    replace(ReplicationLimits.defaults().withBytes(60_000, 30_000, 10_000, 60_000));
    TestLog writer = fixture.writer("w");
    Entry forged = EntryFields.with(fixture.write(writer, 1).get(0), "payload", new CborInt(7));
    fixture.offer(forged.hash(), forged.bytes());
    Entry head = chainOn(forged, writer, 100);
    fixture.exchange(MALLORY, head);

    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.fetched).isBetween(100, 250);
    assertThat(fixture.database.heads()).isEmpty();
    assertThat(fixture.status().inSync()).isTrue();
    assertThat(fixture.drain(Misbehaved.class)).hasSize(1);
  }

  @Test
  void historyOfAStranger_belowASoundOneThatIsLongerThanMemory_isTriedAgainRarely() {
    fixture.close();
    fixture =
        new ReplicatorFixture(
            ReplicationLimits.defaults().withBytes(60_000, 30_000, 10_000, 60_000),
            DocumentOptions.defaults().withAccess(AccessOptions.orbitDb()));
    TestLog writer = fixture.writer("w");
    ((OrbitDbAccessController) fixture.database.access())
        .grant(OrbitDbAccessController.WRITE, writer.identity().id());
    Entry strange = fixture.write(fixture.writer("stranger"), 1).get(0);
    Entry head = chainOn(strange, writer, 100);
    fixture.exchange(MALLORY, head);

    int fetched = fixture.work().fetched;

    assertThat(fetched).isBetween(100, 250);
    assertThat(fixture.database.heads()).isEmpty();
    assertThat(fixture.status().inSync()).isFalse();
    assertThat(fixture.status().pull().lastError().sentence())
        .isEqualTo("History leads to entries that cannot be joined");
  }

  @Test
  void head_ofAnotherDatabase_isRefusedAndItsLinksAreNotFollowed() {
    List<Entry> foreign = fixture.write(fixture.writer("w", "/orbitdb/another"), 3);

    fixture.exchange(MALLORY, foreign.get(2));
    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.fetched).isZero();
    assertThat(fixture.drain(Misbehaved.class))
        .singleElement()
        .matches(blamed -> blamed.severity() == PeerLink.Severity.BREACH);
    assertThat(fixture.database.heads()).isEmpty();
  }

  @Test
  void head_garbage_isBlamedOnceHoweverOftenItComes() {
    byte[] garbage = {1, 2, 3};

    for (int i = 0; i < 10; i++) {
      fixture.head(MALLORY, garbage);
      fixture.work();
    }

    assertThat(fixture.drain(Misbehaved.class)).hasSize(1);
    assertThat(fixture.status().inSync()).isTrue();
  }

  @Test
  void head_forgedSignature_keepsOutWhatBuildsOnItToo() {
    TestLog writer = fixture.writer("w");
    List<Entry> entries = fixture.write(writer, 1);
    Entry forged = EntryFields.with(entries.get(0), "payload", new CborInt(1));
    fixture.offer(forged.hash(), forged.bytes());
    Entry fallen = on(writer, forged);
    fixture.exchange(MALLORY, forged);
    fixture.work();

    fixture.exchange(BOB, fallen);
    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.joins).isEmpty();
    assertThat(fixture.database.heads()).isEmpty();
    assertThat(fixture.status().inSync()).isTrue();
    assertThat(fixture.status().pull().refused())
        .anyMatch(
            refused ->
                refused.entry().equals(fallen.hash()) && refused.because().equals(forged.hash()));
  }

  @Test
  void head_linksToNothing_isRetriedRarelyAndGoodPeersAreServed() {
    TestLog mallory = fixture.writer("mallory");
    fixture.write(mallory, 1);
    Entry head = to(mallory, 1, IntStream.range(0, 50).mapToObj(HostilePeerTest::nothing));
    List<Entry> good = fixture.write(fixture.writer("good"), 20);
    int asked = 0;

    fixture.exchange(MALLORY, head);
    fixture.exchange(ANN, good.get(19));
    for (int minute = 0; minute < 60; minute++) {
      asked += fixture.work().fetched;
      fixture.pass(Duration.ofMinutes(1));
    }

    assertThat(fixture.database.heads()).containsExactly(good.get(19));
    assertThat(asked).isBetween(50 * 8, 50 * 20);
    assertThat(fixture.status().pull().missing()).hasSize(PullStatus.MOST);
    assertThat(fixture.status().inSync()).isFalse();
  }

  @Test
  void head_linksToVeryMuchNothing_leavesRoomForTheWantsOfOthers() {
    TestLog mallory = fixture.writer("mallory");
    fixture.write(mallory, 1);
    Entry head = to(mallory, 1, IntStream.range(0, 5_000).mapToObj(HostilePeerTest::nothing));
    List<Entry> good = fixture.write(fixture.writer("good"), 5);

    fixture.exchange(MALLORY, head);
    int ofMallory = fixture.asked().size();
    fixture.exchange(ANN, good.get(4));

    assertThat(ofMallory).isEqualTo(500);
    assertThat(fixture.asked()).hasSize(5);
  }

  @Test
  void head_moreLinksThanAreFollowed_asksForNothing() {
    TestLog mallory = fixture.writer("mallory");
    fixture.write(mallory, 1);
    Entry head = to(mallory, 1, IntStream.range(0, 16_385).mapToObj(HostilePeerTest::nothing));

    fixture.exchange(MALLORY, head);
    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.fetched).isZero();
    assertThat(fixture.drain(Misbehaved.class)).hasSize(1);
  }

  @Test
  void heads_veryManyThatAreGarbage_areNotKeptAndNotAskedForAgain() {
    fixture.take(fixture.replicator.subscribed(MALLORY, fixture.address, fixture.now));
    fixture.drain(DialHeads.class);
    for (int i = 0; i < MANY_HEADS; i++) {
      fixture.head(MALLORY, ByteBuffer.allocate(5).put((byte) 0x1a).putInt(i).array());
    }
    int kept = fixture.status().pull().headCount();

    fixture.take(fixture.replicator.headsEnded(MALLORY, fixture.address, fixture.now));
    fixture.work();

    assertThat(kept).isEqualTo(1_000);
    assertThat(fixture.drain(DialHeads.class)).isEmpty();
    assertThat(fixture.status().pull().headCount()).isZero();
    assertThat(fixture.replicator.heldBytes()).isZero();
  }

  @Test
  void heads_veryManyThatNeverResolve_leaveRoomForThoseOfOthers() {
    TestLog mallory = fixture.writer("mallory");
    fixture.write(mallory, 1);
    for (int i = 0; i < 1_500; i++) {
      fixture.head(MALLORY, to(mallory, i + 1, Stream.of(nothing(i))));
    }
    fixture.work();
    List<Entry> good = fixture.write(fixture.writer("good"), 20);

    fixture.exchange(ANN, good.get(19));
    fixture.work();

    assertThat(fixture.status().pull().headCount()).isEqualTo(1_000);
    assertThat(fixture.database.heads()).containsExactly(good.get(19));
  }

  @Test
  void heads_ofManyPeersThatNeverResolve_giveWayToThoseOfOthers() {
    replace(ReplicationLimits.defaults().withMaxHeads(100, 10));
    TestLog mallory = fixture.writer("mallory");
    fixture.write(mallory, 1);
    for (int i = 0; i < 100; i++) {
      fixture.head(Peers.named("mallory " + i / 10), to(mallory, i + 1, Stream.of(nothing(i))));
    }
    fixture.work();
    List<Entry> good = fixture.write(fixture.writer("good"), 20);

    fixture.exchange(ANN, good.get(19));
    fixture.work();

    assertThat(fixture.status().pull().headCount()).isEqualTo(99);
    assertThat(fixture.database.heads()).containsExactly(good.get(19));
  }

  @Test
  void updates_ofManyAuthorsThatAreNotConnected_takeTheRoomOfOnePeer() {
    replace(ReplicationLimits.defaults().withMaxHeads(100, 10));
    TestLog mallory = fixture.writer("mallory");
    fixture.write(mallory, 1);

    for (int i = 0; i < 100; i++) {
      byte[] head = to(mallory, i + 1, Stream.of(nothing(i))).bytes();
      PeerId author = Peers.named("author " + i);
      fixture.take(fixture.replicator.updateReceived(author, fixture.address, head, fixture.now));
    }

    assertThat(fixture.status().pull().headCount()).isEqualTo(10);
  }

  @Test
  void heads_moreThanThereIsRoomForButGood_allJoin() {
    replace(ReplicationLimits.defaults().withMaxHeads(100, 50));
    List<Entry> heads = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      heads.addAll(fixture.write(fixture.writer("writer " + i), 1));
    }
    Collections.shuffle(heads, new Random(3));

    fixture.take(fixture.replicator.subscribed(ANN, fixture.address, fixture.now));
    int exchanges = 0;
    while (!fixture.drain(DialHeads.class).isEmpty()) {
      exchanges++;
      heads.forEach(head -> fixture.head(ANN, head));
      fixture.take(fixture.replicator.headsEnded(ANN, fixture.address, fixture.now));
      fixture.work();
    }

    assertThat(exchanges).isEqualTo(3);
    assertThat(fixture.database.heads()).containsExactlyInAnyOrderElementsOf(heads);
  }

  @Test
  void identity_thatIsAnEntry_keepsTheEntryOut() {
    TestLog writer = fixture.writer("w");
    List<Entry> entries = fixture.write(writer, 2);
    Entry forged = EntryFields.with(entries.get(1), "identity", CborText.of(entries.get(0).hash()));

    fixture.exchange(MALLORY, forged);
    fixture.work();

    assertThat(fixture.log.has(forged.hash())).isFalse();
    assertThat(fixture.log.has(entries.get(0).hash())).isTrue();
  }

  private void replace(ReplicationLimits limits) {
    fixture.close();
    fixture = new ReplicatorFixture(limits);
  }

  private byte[] good(Cid cid) {
    return fixture.blocks.get(cid);
  }

  private static Cid nothing(int number) {
    return Cid.ofDagCbor(ByteBuffer.allocate(4).putInt(number).array());
  }

  private Entry ofHugeIdentity(Entry sound, int number) {
    byte[] identity = DagCbor.encode(new CborText(number + "x".repeat(20_000)));
    Cid hash = Cid.ofDagCbor(identity);
    fixture.offer(hash, identity);
    return EntryFields.with(sound, "identity", CborText.of(hash));
  }

  /** A chain that peers have too; returns its head. */
  private Entry chainOn(Entry first, TestLog writer, int length) {
    fixture.offer(writer.identity().hash(), writer.identity().block().bytes());
    Entry head = first;
    for (int i = 0; i < length; i++) {
      head = on(writer, head);
      fixture.offer(head.hash(), head.bytes());
    }
    return head;
  }

  private Entry on(TestLog writer, Entry before) {
    return to(writer, before.clock().time() + 1, Stream.of(before.hash()));
  }

  private Entry to(TestLog writer, long time, Stream<Cid> links) {
    return Entry.create(
        writer.identities(),
        writer.identity(),
        fixture.address.toString(),
        new CborInt(time),
        new Clock(writer.identity().publicKey(), time),
        List.of(),
        links.toList());
  }

  /**
   * A history without a beginning: entries of which each builds on one that is made up when it is
   * asked for. Hashes cannot be chosen, so it is made oldest first, longer than anybody may follow.
   */
  private static final class EndlessHistory {
    private static final int LENGTH = 1_000;

    private final Map<Cid, byte[]> entries = new HashMap<>();
    private final byte[] identity;
    private final Cid identityHash;
    private Entry newest;

    EndlessHistory(ReplicatorFixture fixture, boolean forged) {
      TestLog writer = fixture.writer("endless");
      identity = writer.identity().block().bytes();
      identityHash = writer.identity().hash();
      Cid before = nothing(-1);
      Entry signed = null;
      for (long time = 1; time <= LENGTH; time++) {
        if (signed == null || !forged) {
          signed =
              Entry.create(
                  writer.identities(),
                  writer.identity(),
                  fixture.address.toString(),
                  new CborInt(time),
                  new Clock(writer.identity().publicKey(), time),
                  List.of(before),
                  List.of());
          newest = signed;
        } else {
          newest = EntryFields.with(signed, "next", new CborList(List.of(CborText.of(before))));
        }
        before = newest.hash();
        entries.put(before, newest.bytes());
      }
    }

    Entry newest() {
      return newest;
    }

    boolean isIdentity(Cid cid) {
      return cid.equals(identityHash);
    }

    byte[] find(Cid cid) {
      return isIdentity(cid) ? identity : entries.get(cid);
    }
  }
}
