package io.debros.store.replication;

import static io.debros.store.replication.ReplicatorFixture.ANN;
import static io.debros.store.replication.ReplicatorFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.ReplicationAction.AskOlder;
import io.debros.store.replication.ReplicationAction.CancelFetch;
import io.debros.store.replication.ReplicationAction.Check;
import io.debros.store.replication.ReplicationAction.Join;
import io.debros.store.replication.ReplicationAction.Misbehaved;
import io.debros.store.replication.ReplicationAction.Prove;
import io.debros.store.testing.TestLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocks are asked for ahead on the word of a peer, which makes nothing join and little worse. */
class SpeculationTest {
  private static final int ENTRIES = 1_500;
  private static final int MOST_ROUNDS = ENTRIES;
  private static final long TRUSTED = 50_000;

  private ReplicatorFixture fixture = new ReplicatorFixture();

  /** The most memory that was held between two round trips. */
  private long held;

  /** Whether what was asked for last comes first. */
  private boolean isOldestFirst;

  private int questions;
  private int fetched;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void history_ofAPeerThatTells_comesInFewRoundTripsAndOnce() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    tells(question -> below(entries, question));
    fixture.exchange(ANN, entries.get(ENTRIES - 1));

    int rounds = rounds();

    assertThat(rounds).isLessThan(15);
    assertThat(fetched).isEqualTo(ENTRIES); // the head is here, and the identity is not
    assertThat(questions).isLessThan(5);
    assertJoined(entries);
  }

  @Test
  void blocks_thatComeBeforeAnythingLinksToThem_areKeptAndFetchedOnce() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    tells(question -> below(entries, question));
    isOldestFirst = true;
    fixture.exchange(ANN, entries.get(ENTRIES - 1));

    int rounds = rounds();

    assertThat(rounds).isLessThan(15);
    assertThat(fetched).isEqualTo(ENTRIES);
    assertJoined(entries);
  }

  @Test
  void history_ofAPeerThatDoesNotSpeakIt_isAskedForByItsLinks() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    fixture.take(fixture.replicator.tellsOlder(BOB)); // who named nothing
    fixture.older =
        question -> {
          throw new AssertionError("Somebody is asked: " + question);
        };
    fixture.exchange(ANN, entries.get(ENTRIES - 1));

    int rounds = rounds();

    assertThat(rounds).isBetween(ENTRIES / 20, ENTRIES / 12);
    assertJoined(entries);
  }

  @Test
  void history_short_isNotWorthAQuestion() {
    List<Entry> entries = fixture.write(fixture.writer("w"), 15);
    tells(question -> List.of());
    fixture.exchange(ANN, entries.get(14));

    rounds();

    assertThat(questions).isZero();
    assertJoined(entries);
  }

  @Test
  void peer_thatTellsNothing_isAskedOnceForAPiece() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    tells(question -> List.of());
    fixture.exchange(ANN, entries.get(ENTRIES - 1));

    rounds();

    assertThat(questions).isEqualTo(1);
    assertJoined(entries);
  }

  @Test
  void peer_thatTellsOfBlocksThatAreNowhere_isNotAskedAgain() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    tells(question -> invented(questions, question.most()));
    fixture.exchange(ANN, entries.get(ENTRIES - 1));
    rounds();
    int before = questions;

    List<Entry> more = writeMore(entries);
    fixture.take(fixture.replicator.tellsOlder(ANN)); // identify says so again
    fixture.head(ANN, more.get(more.size() - 1));
    rounds();

    assertThat(before).isPositive();
    assertThat(questions).isEqualTo(before);
    assertThat(fetched).isLessThan(2 * ENTRIES + 1_000);
    assertThat(fixture.status().pull().missing()).isEmpty();
    assertJoined(more);
  }

  @Test
  void peer_thatTellsOfBlocksWhichNobodyAnswersFor_holdsUpNothing() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    List<Cid> silent = invented(1, Speculation.PAGE);
    fixture.silent.addAll(silent);
    tells(question -> silent);
    fixture.exchange(ANN, entries.get(ENTRIES - 1));

    rounds();

    assertThat(fixture.drain(CancelFetch.class))
        .flatExtracting(CancelFetch::blocks)
        .isNotEmpty()
        .isSubsetOf(silent);
    assertJoined(entries);
  }

  @Test
  void peer_thatTellsOfAnotherDatabaseWithoutEnd_fillsNoMemoryAndMakesNothingJoin() {
    replace(ReplicationLimits.defaults().withBytes(1 << 30, 1 << 30, TRUSTED, 1 << 30));
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    List<Entry> others = fixture.write(fixture.writer("w", "/orbitdb/other"), 3 * ENTRIES);
    tells(question -> slice(others, questions));
    fixture.exchange(ANN, entries.get(ENTRIES - 1));
    rounds();
    int before = questions;

    List<Entry> more = writeMore(entries);
    fixture.head(ANN, more.get(more.size() - 1));
    rounds();

    assertThat(before).isPositive();
    assertThat(questions).isEqualTo(before);
    assertThat(fixture.drain(Misbehaved.class)).isEmpty();
    assertJoined(more);
  }

  @Test
  void blocksThatNothingLinksTo_areBoundedInMemory() {
    replace(ReplicationLimits.defaults().withBytes(1 << 30, 1 << 30, TRUSTED, 1 << 30));
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    List<Entry> others = fixture.write(fixture.writer("w", "/orbitdb/other"), 3 * ENTRIES);
    List<Entry> cut = entries.subList(ENTRIES - 120, ENTRIES - 100);
    cut.forEach(entry -> fixture.silent.add(entry.hash())); // so that all above waits
    tells(question -> slice(others, questions));
    fixture.exchange(ANN, entries.get(ENTRIES - 1));
    ReplicatorFixture.Work work = fixture.work();

    assertThat(work.fetched).isLessThan(1_000);
    assertThat(fixture.replicator.heldBytes())
        .isLessThan(200_000 + 2 * TRUSTED + 256L * 2 * Speculation.PAGE);
    fixture.take(fixture.replicator.closed(fixture.address));
    assertThat(fixture.replicator.heldBytes()).isZero();
  }

  @Test
  void history_longerThanMemory_joinsInPiecesAlsoWithHints() {
    long piece = 200_000;
    replace(
        ReplicationLimits.defaults()
            .withBytes(2 * piece, piece, TRUSTED, piece)
            .withJoins(50, 1 << 20)
            .withMaxOutstanding(40));
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    tells(question -> below(entries, question));
    fixture.exchange(ANN, entries.get(ENTRIES - 1));

    rounds();

    assertThat(held).isLessThan(2 * piece + 256L * 2 * Speculation.PAGE);
    assertThat(fetched).isLessThan(4 * ENTRIES);
    assertJoined(entries);
  }

  @Test
  void peer_thatTellsOfNothing_isNotHeldAgainstAnother() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    List<Entry> others = fixture.write(fixture.writer("v"), 2 * ENTRIES);
    List<PeerId> asked = new ArrayList<>();
    fixture.take(fixture.replicator.tellsOlder(BOB));
    tells(
        question -> {
          asked.add(question.peer());
          return question.peer().equals(ANN)
              ? invented(questions, question.most())
              : below(others, question);
        });
    fixture.exchange(ANN, entries.get(ENTRIES - 1));
    fixture.exchange(BOB, others.get(2 * ENTRIES - 1));

    rounds();

    assertThat(asked).startsWith(ANN);
    assertThat(Collections.frequency(asked, BOB)).isGreaterThanOrEqualTo(2);
    assertThat(fixture.database.log().values()).hasSize(3 * ENTRIES);
    assertThat(fixture.replicator.heldBytes()).isZero();
  }

  @Test
  void teller_thatIsGone_isNotAsked() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    tells(question -> below(entries, question));
    fixture.exchange(ANN, entries.get(ENTRIES - 1));

    fixture.take(fixture.replicator.disconnected(ANN));
    rounds();

    assertThat(questions).isZero();
    assertJoined(entries);
  }

  @Test
  void answer_thatComesTooLate_changesNothing() {
    List<Entry> entries = fixture.write(fixture.writer("w"), 100);
    tells(question -> List.of());
    fixture.exchange(ANN, entries.get(99));
    fixture.work(cid -> fixture.blocks.get(cid), 4);
    rounds();

    fixture.take(
        fixture.replicator.olderTold(
            ANN, fixture.address, entries.get(50).hash(), invented(1, 100), fixture.now));

    assertThat(fixture.asked()).isEmpty();
    assertThat(fixture.replicator.heldBytes()).isZero();
    assertJoined(entries);
  }

  @Test
  void answer_toAnotherQuestion_isNotTaken() {
    List<Entry> entries = fixture.write(fixture.writer("w"), ENTRIES);
    tells(question -> List.of());
    fixture.exchange(ANN, entries.get(ENTRIES - 1));
    while (fixture.drain(AskOlder.class).isEmpty()) {
      fixture.asked().forEach(this::give);
    }
    List<Cid> hashes = invented(1, 100);

    fixture.take(
        fixture.replicator.olderTold(
            ANN, fixture.address, entries.get(0).hash(), hashes, fixture.now));

    assertThat(fixture.asked()).doesNotContainAnyElementsOf(hashes);
  }

  /** What ANN, who can be asked, says. */
  private void tells(Function<AskOlder, List<Cid>> answer) {
    fixture.take(fixture.replicator.tellsOlder(ANN));
    fixture.older =
        question -> {
          questions++;
          return answer.apply(question);
        };
  }

  /** Answers everything that is asked, a round trip at a time, until all is here; how many. */
  private int rounds() {
    int rounds = 0;
    while (!fixture.status().inSync()) {
      rounds++;
      assertThat(rounds).as("%s", fixture.status()).isLessThan(MOST_ROUNDS);
      List<AskOlder> asked = fixture.drain(AskOlder.class);
      List<Cid> wanted = new ArrayList<>(fixture.asked());
      if (isOldestFirst) {
        Collections.reverse(wanted);
      }
      asked.forEach(question -> fixture.take(fixture.answer(question)));
      for (Cid cid : wanted) {
        fetched++;
        give(cid);
      }
      held = Math.max(held, fixture.replicator.heldBytes());
      workHere();
    }
    return rounds;
  }

  private void give(Cid cid) {
    byte[] bytes = fixture.blocks.get(cid);
    if (bytes != null) {
      fixture.take(fixture.replicator.blockArrived(cid, bytes, fixture.now));
    } else if (!fixture.silent.contains(cid)) {
      fixture.take(fixture.replicator.blockUnavailable(cid, fixture.now));
    }
  }

  /** Does what needs no peer. */
  private void workHere() {
    boolean any = true;
    while (any) {
      List<Check> checks = fixture.drain(Check.class);
      List<Join> joins = fixture.drain(Join.class);
      List<Prove> proofs = fixture.drain(Prove.class);
      checks.forEach(
          check ->
              fixture.take(fixture.replicator.checked(fixture.address, check.run(), fixture.now)));
      joins.forEach(
          join ->
              fixture.take(fixture.replicator.joined(fixture.address, join.run(), fixture.now)));
      proofs.forEach(proof -> fixture.take(fixture.replicator.proved(fixture.address)));
      any = !(checks.isEmpty() && joins.isEmpty() && proofs.isEmpty());
    }
  }

  private void assertJoined(List<Entry> entries) {
    assertThat(fixture.database.log().values()).isEqualTo(entries);
    assertThat(fixture.replicator.heldBytes()).isZero();
    assertThat(fixture.drain(Misbehaved.class)).isEmpty();
  }

  /** A longer history of the same writer on top of another. */
  private List<Entry> writeMore(List<Entry> entries) {
    TestLog again = fixture.writer("w");
    again.join(entries, fixture.blocks::get);
    List<Entry> more = new ArrayList<>(entries);
    more.addAll(fixture.write(again, 200));
    return more;
  }

  private static List<Cid> below(List<Entry> entries, AskOlder question) {
    List<Cid> hashes = new ArrayList<>(entries.stream().map(Entry::hash).toList());
    int at = hashes.indexOf(question.below());
    List<Cid> older = hashes.subList(Math.max(0, at - question.most()), Math.max(0, at));
    Collections.reverse(older);
    return List.copyOf(older);
  }

  /** Another part of entries each time. */
  private static List<Cid> slice(List<Entry> entries, int number) {
    int from = Math.min(entries.size(), 700 * Math.max(0, number - 1));
    int to = Math.min(entries.size(), from + 700);
    return entries.subList(from, to).stream().map(Entry::hash).toList();
  }

  private static List<Cid> invented(int number, int count) {
    Set<Cid> hashes = new HashSet<>();
    IntStream.range(0, count)
        .mapToObj(n -> ByteBuffer.allocate(8).putInt(number).putInt(n).array())
        .forEach(bytes -> hashes.add(Cid.ofDagCbor(bytes)));
    return List.copyOf(hashes);
  }

  private void replace(ReplicationLimits limits) {
    fixture.close();
    fixture = new ReplicatorFixture(limits);
  }
}
