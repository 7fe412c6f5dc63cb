package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What joins of a mixture of good and bad entries, and what is said of the rest. */
class OfferTest {
  private static final String LOG = "/orbitdb/zdpuAmP5FwjgaELvfxBR2bphtEup7sPFd2FLPLSB2fhMWYadc";
  private static final int REFERENCES = 3;

  private final KeyStore keys = new MemoryKeyStore();
  private final TestLog ada = log("ada");
  private final TestLog bob = log("bob");

  @Test
  void offer_allEntriesInAnyOrder_needsIdentitiesOnly() {
    append(ada, 20);
    List<Entry> shuffled = new ArrayList<>(ada.log().values());
    Collections.shuffle(shuffled, new Random(7));

    JoinOutcome outcome = bob.offer(shuffled, identityOf(ada));

    assertThat(outcome.isComplete()).isTrue();
    assertThat(outcome.entries()).isEqualTo(ada.log().values());
    assertThat(outcome.heads()).isEqualTo(ada.log().heads());
    assertThat(bob.log().headsJson()).isEqualTo(ada.log().headsJson());
  }

  @Test
  void offer_twice_bringsNothingTheSecondTime() {
    append(ada, 5);
    bob.offer(ada.log().values(), identityOf(ada));

    JoinOutcome outcome = bob.offer(ada.log().values(), identityOf(ada));

    assertThat(outcome.isEmpty()).isTrue();
    assertThat(outcome.isComplete()).isTrue();
    assertThat(outcome.heads()).isEmpty();
  }

  @Test
  void offer_forgedEntry_isRefusedAndWhatBuildsOnItIsAGap() {
    Entry first = append(ada, 1).get(0);
    Entry forged = forged(first, 2);
    TestLog eve = log("eve");
    Entry onForged = entry(eve, 3, List.of(forged.hash()));
    Entry onThat = entry(eve, 4, List.of(onForged.hash()));
    Entry beside = entry(eve, 2, List.of(first.hash()));

    JoinOutcome outcome =
        bob.offer(List.of(onThat, forged, beside, onForged, first), identityOf(ada, eve));

    assertThat(outcome.entries()).containsExactly(first, beside);
    assertThat(outcome.refused()).hasSize(1);
    assertThat(outcome.refused().get(0))
        .isEqualTo(
            new Refusal(
                LOG,
                forged.hash(),
                ada.identity().hash(),
                ada.identity().id(),
                RefusalReason.BAD_SIGNATURE,
                ""));
    assertThat(outcome.gaps())
        .containsExactly(
            new Gap(onForged.hash(), Set.of(forged.hash())),
            new Gap(onThat.hash(), Set.of(forged.hash())));
    assertThat(outcome.missing()).isEmpty();
    assertThat(outcome.aside()).isEmpty();
    assertThat(bob.log().values()).containsExactly(first, beside);
  }

  @Test
  void offer_missingAncestors_reportsAllOfThemAndOneRefusalForEachHead() {
    List<Entry> entries = append(ada, 6);
    BlockSource lossy =
        cid -> isOneOf(cid, entries.get(1), entries.get(3)) ? null : ada.blocks().find(cid);
    List<Entry> given = List.of(entries.get(5), entries.get(4), entries.get(2), entries.get(0));

    JoinOutcome outcome = bob.offer(given, lossy);

    assertThat(outcome.entries()).containsExactly(entries.get(0));
    assertThat(outcome.missing())
        .containsExactlyInAnyOrder(entries.get(1).hash(), entries.get(3).hash());
    assertThat(outcome.refused()).hasSize(1);
    assertThat(outcome.refused().get(0).entry()).isEqualTo(entries.get(5).hash());
    assertThat(outcome.refused().get(0).reason()).isEqualTo(RefusalReason.INCOMPLETE);
    assertThat(outcome.gaps())
        .extracting(Gap::entry)
        .containsExactly(entries.get(2).hash(), entries.get(4).hash(), entries.get(5).hash());
    assertThat(outcome.gaps().get(0).because()).containsExactly(entries.get(1).hash());
    assertThat(outcome.aside()).containsExactly(entries.get(2), entries.get(4), entries.get(5));
  }

  @Test
  void offer_whatWasSetAsideWithTheMissingBlock_joinsAll() {
    List<Entry> entries = append(ada, 6);
    JoinOutcome before = bob.offer(entries.subList(2, 6), identityOf(ada));

    List<Entry> again = new ArrayList<>(before.aside());
    again.addAll(entries.subList(0, 2));
    JoinOutcome after = bob.offer(again, identityOf(ada));

    assertThat(before.entries()).isEmpty();
    assertThat(after.isComplete()).isTrue();
    assertThat(bob.log().values()).isEqualTo(entries);
  }

  @Test
  void join_missingAncestors_namesAllInOneErrorAndJoinsNothing() {
    List<Entry> entries = append(ada, 6);
    BlockSource lossy =
        cid -> isOneOf(cid, entries.get(1), entries.get(3)) ? null : ada.blocks().find(cid);

    assertThatThrownBy(() -> bob.join(List.of(entries.get(5), entries.get(0)), lossy))
        .isInstanceOfSatisfying(
            MissingAncestorsException.class,
            error ->
                assertThat(error.missing())
                    .containsExactlyInAnyOrder(entries.get(1).hash(), entries.get(3).hash()))
        .hasMessageContaining("missing=2")
        .hasMessageContaining(LOG);

    assertThat(bob.heads()).isEmpty();
    assertThat(bob.log().has(entries.get(0).hash())).isFalse();
  }

  @Test
  void offer_identityBlockMissing_isAGapBecauseOfIt() {
    Entry entry = append(ada, 1).get(0);

    JoinOutcome outcome = bob.offer(List.of(entry), BlockSource.NONE);

    assertThat(outcome.missing()).containsExactly(ada.identity().hash());
    assertThat(outcome.gaps())
        .containsExactly(new Gap(entry.hash(), Set.of(ada.identity().hash())));
    assertThat(outcome.refused()).extracting(Refusal::reason).containsExactly(incomplete());
    assertThat(outcome.aside()).containsExactly(entry);
  }

  @Test
  void offer_manyEntriesWithoutIdentity_isOneRefusalForTheHead() {
    List<Entry> entries = append(ada, 10);

    JoinOutcome outcome = bob.offer(entries, BlockSource.NONE);

    assertThat(outcome.gaps()).hasSize(10);
    assertThat(outcome.refused()).extracting(Refusal::entry).containsExactly(entries.get(9).hash());
    assertThat(bob.offer(outcome.aside(), identityOf(ada)).entries()).isEqualTo(entries);
  }

  /** What was fetched for a forged entry counts if a sound one leads to it as well. */
  @Test
  void offer_ancestorsOfForgedAndOfSoundEntries_areJoined() {
    List<Entry> entries = append(ada, 600);
    Entry last = entries.get(599);
    Entry forged = forged(last, 601);
    Entry sound = entry(ada, 602, List.of(last.hash()));

    JoinOutcome outcome = bob.offer(List.of(forged, sound), ada.blocks()::find);

    assertThat(outcome.entries()).hasSize(601).endsWith(sound);
    assertThat(outcome.refused()).extracting(Refusal::entry).containsExactly(forged.hash());
  }

  @Test
  void offer_lyingSource_isReportedAndTheRestJoins() {
    List<Entry> entries = append(ada, 3);
    TestLog eve = log("eve");
    Entry beside = eve.append(new CborInt(9));
    BlockSource lying =
        cid ->
            cid.equals(entries.get(1).hash()) ? entries.get(0).bytes() : both(ada, eve).fetch(cid);

    JoinOutcome outcome = bob.offer(List.of(entries.get(2), beside), lying);

    assertThat(outcome.entries()).containsExactlyInAnyOrder(entries.get(0), beside);
    assertThat(outcome.refused()).hasSize(1);
    assertThat(outcome.refused().get(0).entry()).isEqualTo(entries.get(1).hash());
    assertThat(outcome.refused().get(0).reason()).isEqualTo(RefusalReason.WRONG_BLOCK);
    assertThat(outcome.refused().get(0).error()).isInstanceOf(BadBlockException.class);
    assertThat(outcome.missing()).containsExactly(entries.get(1).hash());
    assertThat(outcome.aside()).containsExactly(entries.get(2));
  }

  @Test
  void offerBlocks_withGarbageBetween_joinsTheEntriesAndRefusesTheRest() {
    List<Entry> entries = append(ada, 3);
    byte[] garbage = {1, 2, 3};
    byte[] identity = ada.identity().block().bytes();
    Staged staged = bob.log().stage();

    JoinOutcome outcome =
        staged.offerBlocks(
            EntryBlock.of(
                List.of(entries.get(2).bytes(), garbage, entries.get(0).bytes(), identity)),
            ada.blocks()::find);
    bob.commit(staged);

    assertThat(bob.log().values()).isEqualTo(entries);
    assertThat(outcome.refused())
        .extracting(Refusal::entry, Refusal::reason)
        .containsExactly(
            tuple(Cid.ofDagCbor(garbage), RefusalReason.MALFORMED),
            tuple(ada.identity().hash(), RefusalReason.MALFORMED));
  }

  @Test
  void offer_everyRefusal_namesLogEntryWriterAndReason() {
    Entry denied = append(log("eve"), 1).get(0);
    TestLog closed =
        TestLog.open(LOG, keys, "bob", TestLog.access("nobody", who -> false), REFERENCES);

    Refusal refusal = closed.offer(List.of(denied), identityOf(log("eve"))).refused().get(0);

    assertThat(refusal.error())
        .isInstanceOf(AppendDeniedException.class)
        .hasMessageContaining("log=" + LOG)
        .hasMessageContaining("entry=" + denied.hash())
        .hasMessageContaining("identity=" + denied.identity())
        .hasMessageContaining("writer=" + log("eve").identity().id())
        .hasMessageContaining("reason=ACCESS_DENIED");
  }

  @Test
  void error_ofEachReason_blamesWhoIsAtFault() {
    for (RefusalReason reason : RefusalReason.values()) {
      Cid hash = ada.identity().hash();
      Class<? extends Exception> expected =
          switch (reason) {
            case ACCESS_DENIED, ACCESS_REVOKED -> AppendDeniedException.class;
            case WRONG_BLOCK -> BadBlockException.class;
            case INCOMPLETE, TOO_MANY_ANCESTORS -> MissingBlockException.class;
            default -> BadEntryException.class;
          };

      assertThat(new Refusal(LOG, hash, null, null, reason, "").error())
          .isExactlyInstanceOf(expected)
          .hasMessageContaining("reason=" + reason);
    }
  }

  @Test
  void offer_nothing_changesNothing() {
    JoinOutcome outcome = bob.offer(List.of(), BlockSource.NONE);

    assertThat(outcome.isEmpty()).isTrue();
    assertThat(outcome.isComplete()).isTrue();
  }

  @Test
  void offer_sourceThatFails_throwsAndJoinsNothing() {
    List<Entry> entries = append(ada, 3);
    BlockSource failing =
        cid -> {
          throw new IllegalStateException("connection lost");
        };

    assertThatThrownBy(() -> bob.offer(entries, failing)).hasMessage("connection lost");

    assertThat(bob.heads()).isEmpty();
  }

  private static RefusalReason incomplete() {
    return RefusalReason.INCOMPLETE;
  }

  private static List<Entry> append(TestLog log, int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(log.append(new CborText("entry " + i)));
    }
    return entries;
  }

  /** An entry of Ada's with a signature of another one of hers. */
  private Entry forged(Entry before, int time) {
    Entry honest = entry(ada, time, List.of(before.hash()));
    return Entry.decode(
        EntryFormat.block(
            honest.signedBytes(), honest.key(), before.signature(), honest.identity()));
  }

  private static Entry entry(TestLog writer, int time, List<Cid> next) {
    Clock clock = new Clock(writer.identity().publicKey(), time);
    CborInt payload = new CborInt(time);
    return Entry.create(
        writer.identities(), writer.identity(), LOG, payload, clock, next, List.of());
  }

  private static boolean isOneOf(Cid cid, Entry... entries) {
    return List.of(entries).stream().anyMatch(entry -> entry.hash().equals(cid));
  }

  private static BlockSource identityOf(TestLog... writers) {
    return cid ->
        List.of(writers).stream()
            .filter(writer -> writer.identity().hash().equals(cid))
            .map(writer -> writer.identity().block().bytes())
            .findFirst()
            .orElse(null);
  }

  private static BlockSource both(TestLog... logs) {
    return cid ->
        List.of(logs).stream()
            .map(log -> log.blocks().find(cid))
            .filter(bytes -> bytes != null)
            .findFirst()
            .orElse(null);
  }

  private TestLog log(String writer) {
    return TestLog.open(LOG, keys, writer, TestLog.ANYONE, REFERENCES);
  }
}
