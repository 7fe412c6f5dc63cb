package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Logs of several writers, and wide ones, that are longer than one join. */
class JoinInPiecesTest {
  private static final String LOG = "log";

  private final KeyStore keys = new MemoryKeyStore();
  private final TestLog ada = log("ada", JoinLimits.defaults());
  private final List<JoinOutcome> outcomes = new ArrayList<>();

  /** Whatever the limit, it falls behind the first entry of each writer for one of these. */
  @Test
  void goOn_limitReachedBeforeTheIdentityOfANewWriter_bringsTheWholeLogAndRefusesNothing() {
    for (int i = 0; i < 4; i++) {
      TestLog writer = log("writer " + i, JoinLimits.defaults());
      writer.join(ada);
      writer.append(new CborInt(i));
      ada.join(writer);
    }
    ada.append(new CborInt(4));
    for (int bytes = 1; bytes < 6_000; bytes += 200) {
      TestLog bob = log("bob", JoinLimits.defaults().withMaxFetchedBytes(bytes));

      inPieces(bob, ada.blocks()::find);

      assertThat(bob.log().values()).as("%s bytes", bytes).isEqualTo(ada.log().values());
      assertThat(outcomes)
          .flatExtracting(JoinOutcome::refused)
          .extracting(Refusal::reason)
          .as("%s bytes", bytes)
          .doesNotContain(RefusalReason.MALFORMED);
    }
  }

  @Test
  void goOn_manyLargeBranches_holdsNoMoreThanTheLimitAtOnce() {
    int size = 10_000;
    ada.append(new CborInt(0));
    Entry root = ada.log().heads().get(0);
    List<Entry> branches = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] large = new byte[size];
      large[0] = (byte) i;
      branches.add(entry(2, List.of(root.hash()), CborBytes.of(large)));
    }
    ada.offer(branches, BlockSource.NONE);
    ada.append(new CborInt(1));
    int limit = 5 * size;
    TestLog bob = log("bob", JoinLimits.defaults().withMaxFetchedBytes(limit));
    List<Long> offered = new ArrayList<>();

    inPieces(
        bob,
        ada.blocks()::find,
        blocks -> offered.add(blocks.stream().mapToLong(EntryBlock::size).sum()));

    assertThat(bob.log().values()).isEqualTo(ada.log().values());
    assertThat(offered).allMatch(bytes -> bytes <= limit + 2L * size);
  }

  @Test
  void goOn_moreEntriesOfAFormerWriterThanOneJoinTakes_joinBecauseTheLastOneIsVouchedFor() {
    TestLog mallory = log("mallory", JoinLimits.defaults());
    for (int i = 0; i < 50; i++) {
      mallory.append(new CborInt(i));
    }
    ada.join(mallory);
    ada.append(new CborInt(50));
    String former = mallory.identity().id();
    TestLog bob =
        TestLog.open(
            LOG,
            keys,
            "bob",
            TestLog.standing(
                "rules", who -> who.id().equals(former) ? Standing.FORMERLY : Standing.MAY_WRITE),
            OplogOptions.of(0).withLimits(JoinLimits.defaults().withMaxAncestors(20)));

    inPieces(bob, ada.blocks()::find);

    assertThat(bob.log().values()).isEqualTo(ada.log().values());
    assertThat(outcomes)
        .flatExtracting(JoinOutcome::refused)
        .extracting(Refusal::reason)
        .doesNotContain(RefusalReason.ACCESS_REVOKED);
  }

  private void inPieces(TestLog log, BlockSource source) {
    inPieces(log, source, blocks -> {});
  }

  private void inPieces(TestLog log, BlockSource source, Consumer<Collection<EntryBlock>> seen) {
    JoinInPieces.Offer offer =
        (blocks, vouched) -> {
          seen.accept(blocks);
          Staged staged = log.log().stage();
          JoinOutcome outcome = staged.offerBlocks(blocks, source, vouched);
          log.commit(staged);
          outcomes.add(outcome);
          return outcome;
        };
    List<EntryBlock> head = List.of(EntryBlock.of(ada.log().heads().get(0)));
    new JoinInPieces(log.log(), source, offer).goOn(head, offer.of(head, Set.of()));
  }

  private Entry entry(long time, List<Cid> next, CborBytes payload) {
    Clock clock = new Clock(ada.identity().publicKey(), time);
    return Entry.create(ada.identities(), ada.identity(), LOG, payload, clock, next, List.of());
  }

  private TestLog log(String writer, JoinLimits limits) {
    return TestLog.open(LOG, keys, writer, TestLog.ANYONE, OplogOptions.of(0).withLimits(limits));
  }
}
