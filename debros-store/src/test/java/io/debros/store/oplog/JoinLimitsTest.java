package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.JoinLimits.UnknownFields;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a peer's log one join takes, and how the rest follows. */
class JoinLimitsTest {
  private static final String LOG = "log";

  private final KeyStore keys = new MemoryKeyStore();
  private final TestLog ada = log("ada", JoinLimits.defaults());

  @Test
  void join_moreAncestorsThanTheLimit_isRefusedWithAdvice() {
    append(100);
    TestLog bob = log("bob", JoinLimits.defaults().withMaxAncestors(50));

    assertThatThrownBy(() -> bob.join(ada))
        .isInstanceOfSatisfying(
            MissingAncestorsException.class,
            error -> {
              assertThat(error.missing()).isEmpty();
              assertThat(error.unfollowed()).isNotEmpty();
            })
        .hasMessageContaining("Join older entries first, in pieces");

    assertThat(bob.heads()).isEmpty();
  }

  @Test
  void join_asManyAncestorsAsTheLimit_isComplete() {
    append(51);
    TestLog bob = log("bob", JoinLimits.defaults().withMaxAncestors(50));

    assertThat(bob.join(ada).entries()).hasSize(51);
  }

  @Test
  void offer_moreAncestorsThanTheLimit_fetchesNoMoreAndSaysWhereItStopped() {
    append(100);
    TestLog bob = log("bob", JoinLimits.defaults().withMaxAncestors(50));
    AtomicInteger fetched = new AtomicInteger();

    JoinOutcome outcome = bob.offer(ada.log().heads(), counting(fetched));

    assertThat(outcome.entries()).isEmpty();
    assertThat(outcome.refused())
        .extracting(Refusal::reason)
        .containsExactly(RefusalReason.TOO_MANY_ANCESTORS);
    assertThat(outcome.unfollowed()).isNotEmpty().allMatch(hash -> !bob.log().has(hash));
    assertThat(outcome.missing()).isEmpty();
    assertThat(fetched).hasValue(51); // with the identity
  }

  @Test
  void offer_moreBytesThanTheLimit_stopsToo() {
    append(100);
    TestLog bob = log("bob", JoinLimits.defaults().withMaxFetchedBytes(10_000));
    AtomicInteger fetched = new AtomicInteger();

    JoinOutcome outcome = bob.offer(ada.log().heads(), counting(fetched));

    assertThat(outcome.unfollowed()).isNotEmpty();
    assertThat(fetched.get()).isLessThan(40);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50, 99, 1000})
  void joinInPieces_anyLimit_bringsTheWholeLogOldestFirst(int limit) {
    append(100);
    TestLog bob = log("bob", JoinLimits.defaults().withMaxAncestors(limit));
    List<Entry> order = new ArrayList<>();

    JoinOutcome outcome = inPieces(bob, ada.blocks()::find, order);

    assertThat(outcome.isComplete()).isTrue();
    assertThat(bob.log().values()).isEqualTo(ada.log().values());
    assertThat(order).isEqualTo(ada.log().values());
  }

  @Test
  void joinInPieces_bytesLimitedToLessThanAnEntry_bringsTheWholeLog() {
    append(30);
    TestLog bob = log("bob", JoinLimits.defaults().withMaxFetchedBytes(1));
    bob.offer(List.of(ada.log().values().get(0)), ada.blocks()::find); // fetches the identity

    inPieces(bob, ada.blocks()::find, new ArrayList<>());

    assertThat(bob.log().values()).isEqualTo(ada.log().values());
  }

  @Test
  void joinInPieces_ancestorMissingFarBelow_endsAndSaysSo() {
    append(100);
    Entry lost = ada.log().values().get(10);
    BlockSource lossy = cid -> cid.equals(lost.hash()) ? null : ada.blocks().find(cid);
    TestLog bob = log("bob", JoinLimits.defaults().withMaxAncestors(20));
    List<JoinOutcome> outcomes = new ArrayList<>();
    List<EntryBlock> head = List.of(EntryBlock.of(head().bytes()));

    JoinOutcome last =
        new JoinInPieces(bob.log(), lossy, (blocks, vouched) -> offer(bob, blocks, lossy, outcomes))
            .goOn(head, offer(bob, head, lossy, outcomes));

    assertThat(last.isComplete()).isFalse();
    assertThat(bob.log().values()).isEqualTo(ada.log().values().subList(0, 10));
    assertThat(outcomes).anyMatch(outcome -> outcome.missing().contains(lost.hash()));
  }

  @Test
  void offer_clockFarAhead_isRefusedBeyondTheLimit() {
    long jump = JoinLimits.defaults().maxClockJump();
    TestLog bob = log("bob", JoinLimits.defaults());
    append(1);
    Entry atTheLimit = entry(1 + jump, List.of(head().hash()));
    Entry beyond = entry(2 + jump, List.of(head().hash()));

    JoinOutcome outcome = bob.offer(List.of(beyond, atTheLimit), ada.blocks()::find);

    assertThat(outcome.entries()).containsExactly(head(), atTheLimit);
    assertThat(outcome.refused())
        .extracting(Refusal::entry, Refusal::reason)
        .containsExactly(tuple(beyond.hash(), RefusalReason.CLOCK_JUMP));
  }

  @Test
  void offer_tooManyLinksOrBytes_isRefused() {
    append(30);
    Entry many = entry(31, ada.log().values().stream().map(Entry::hash).toList());
    JoinLimits links = JoinLimits.defaults().withMaxLinks(29);
    JoinLimits bytes =
        new JoinLimits(100, 1 << 20, 1 << 20, many.size() - 1, 100, UnknownFields.REFUSE);

    assertThat(log("bob", links).offer(List.of(many), ada.blocks()::find).refused())
        .extracting(Refusal::reason)
        .contains(RefusalReason.TOO_MANY_LINKS);
    assertThat(log("bob", bytes).offer(List.of(many), ada.blocks()::find).refused())
        .extracting(Refusal::reason)
        .containsExactly(RefusalReason.TOO_LARGE);
    assertThat(log("bob", links.withMaxLinks(30)).join(List.of(many), ada.blocks()::find).entries())
        .hasSize(31);
  }

  @Test
  void offerBlocks_unknownField_isKeptIfTheSettingSaysSo() {
    append(1);
    byte[] copy = EntryFields.block(head(), "extra", new CborText("unsigned"));
    TestLog strict = log("bob", JoinLimits.defaults());
    TestLog lenient = log("bob", JoinLimits.defaults().withUnknownFields(UnknownFields.KEEP));

    JoinOutcome refused =
        offer(strict, List.of(EntryBlock.of(copy)), ada.blocks()::find, new ArrayList<>());
    JoinOutcome taken =
        offer(lenient, List.of(EntryBlock.of(copy)), ada.blocks()::find, new ArrayList<>());

    assertThat(refused.refused())
        .extracting(Refusal::reason, Refusal::identity)
        .containsExactly(tuple(RefusalReason.MALFORMED, ada.identity().hash()));
    assertThat(taken.entries()).hasSize(1);
    assertThat(taken.entries().get(0).bytes()).isEqualTo(copy);
    assertThat(lenient.reopen().values()).isEqualTo(taken.entries());
    assertThat(lenient.append(new CborInt(1)).next()).containsExactly(Cid.ofDagCbor(copy));
  }

  @Test
  void append_overMoreHeadsThanOneEntryMerges_mergesTheNewestAndThenTheRest() {
    TestLog bob = log("bob", JoinLimits.defaults());
    append(1);
    List<Entry> heads = new ArrayList<>();
    for (int i = 0; i < Staged.MAX_NEXT + 5; i++) {
      heads.add(entry(2, List.of(head().hash()), new CborInt(i)));
    }
    bob.offer(heads, ada.blocks()::find);

    Entry first = bob.append(new CborText("merges most"));
    Entry second = bob.append(new CborText("merges the rest"));

    assertThat(first.next()).hasSize(Staged.MAX_NEXT);
    assertThat(second.next()).hasSize(6).startsWith(first.hash());
    assertThat(bob.log().heads()).containsExactly(second);
    assertThat(bob.log().values()).hasSize(heads.size() + 3);
  }

  @Test
  void limits_notPositiveOrTooLarge_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JoinLimits.defaults().withMaxAncestors(0))
        .withMessageContaining("maxAncestors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JoinLimits(1, 1, 1, Entry.MAX_BYTES + 1, 1, UnknownFields.REFUSE))
        .withMessageContaining("largest=" + Entry.MAX_BYTES);
  }

  private JoinOutcome inPieces(TestLog log, BlockSource source, List<Entry> order) {
    List<EntryBlock> head = List.of(EntryBlock.of(head().bytes()));
    JoinInPieces.Offer offer =
        (blocks, vouched) -> {
          JoinOutcome outcome = offer(log, blocks, source, new ArrayList<>());
          order.addAll(outcome.entries());
          return outcome;
        };
    return new JoinInPieces(log.log(), source, offer).goOn(head, offer.of(head, Set.of()));
  }

  private static JoinOutcome offer(
      TestLog log, Collection<EntryBlock> blocks, BlockSource source, List<JoinOutcome> outcomes) {
    Staged staged = log.log().stage();
    JoinOutcome outcome = staged.offerBlocks(blocks, source);
    log.commit(staged);
    outcomes.add(outcome);
    return outcome;
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      ada.append(new CborInt(i));
    }
  }

  private Entry head() {
    return ada.log().heads().get(0);
  }

  private BlockSource counting(AtomicInteger fetched) {
    return cid -> {
      fetched.incrementAndGet();
      return ada.blocks().find(cid);
    };
  }

  private Entry entry(long time, List<Cid> next) {
    return entry(time, next, new CborInt(time));
  }

  private Entry entry(long time, List<Cid> next, CborValue payload) {
    Clock clock = new Clock(ada.identity().publicKey(), time);
    return Entry.create(ada.identities(), ada.identity(), LOG, payload, clock, next, List.of());
  }

  private TestLog log(String writer, JoinLimits limits) {
    return TestLog.open(LOG, keys, writer, TestLog.ANYONE, OplogOptions.of(4).withLimits(limits));
  }
}
