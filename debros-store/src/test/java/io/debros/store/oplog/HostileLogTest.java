package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.identity.Identity;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.Scale;
import io.debros.store.testing.TestLog;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logs that only a hostile peer makes: they cost little, and the log goes on. */
class HostileLogTest {
  private static final String LOG = "log";

  /** A million in the nightly build. */
  private static final int HEADS = Scale.of("debros.hostile.heads", 20_000);

  /** Fetched before the first bad signature is noticed: two windows and what they lead to. */
  private static final int MOST_ON_TRUST = 2000;

  private final KeyStore keys = new MemoryKeyStore();
  private final TestLog ada = log("ada");
  private final TestLog bob = log("bob");

  @AfterEach
  void log_afterwards_goesOn() {
    Entry own = bob.append(new CborText("own"));
    assertThat(bob.log().heads()).containsExactly(own);
    TestLog carol = log("carol");
    carol.append(new CborText("still taken"));
    assertThat(bob.join(carol).isComplete()).isTrue();
    assertThat(bob.reopen().values()).isEqualTo(bob.log().values());
  }

  /** Impossible by hash, so only a lying source can pretend it. */
  @Test
  void offer_entryThatNamesItself_endsAndIsRefused() {
    Cid claimed = Cid.ofDagCbor(new byte[] {1});
    Entry itself = entry(ada, 2, claimed);
    BlockSource lying = cid -> cid.equals(claimed) ? itself.bytes() : identity(ada, cid);

    JoinOutcome outcome = bob.offer(List.of(itself), lying);

    assertThat(outcome.isEmpty()).isTrue();
    assertThat(outcome.refused())
        .extracting(Refusal::entry, Refusal::reason)
        .containsExactly(tuple(claimed, RefusalReason.WRONG_BLOCK));
  }

  @Test
  void offer_cycleOfALyingSource_endsAndIsRefused() {
    Cid name = Cid.ofDagCbor(new byte[] {1});
    Entry second = entry(ada, 2, name);
    Entry third = entry(ada, 3, second.hash());
    BlockSource circular =
        cid -> {
          if (cid.equals(name)) {
            return third.bytes();
          }
          return cid.equals(second.hash()) ? second.bytes() : identity(ada, cid);
        };

    JoinOutcome outcome = bob.offer(List.of(third), circular);

    assertThat(outcome.isEmpty()).isTrue();
    assertThat(outcome.refused()).extracting(Refusal::entry).containsExactly(name);
    assertThat(outcome.gaps()).extracting(Gap::entry).containsExactly(second.hash(), third.hash());
  }

  /** A branch without end, of entries that nobody signed: made up as they are asked for. */
  @Test
  void offer_endlessForgedAncestors_areNotFollowedFar() {
    AtomicInteger fetched = new AtomicInteger();
    Endless endless = new Endless(fetched);

    JoinOutcome outcome = bob.offer(List.of(endless.head()), endless);

    assertThat(outcome.isEmpty()).isTrue();
    assertThat(outcome.refused()).extracting(Refusal::reason).contains(RefusalReason.BAD_SIGNATURE);
    assertThat(fetched.get()).isLessThan(MOST_ON_TRUST);
  }

  /** The same by writers whom nobody can look up. */
  @Test
  void offer_endlessAncestorsOfUnknownWriters_areNotFollowed() {
    AtomicInteger fetched = new AtomicInteger();
    Endless endless = new Endless(fetched);
    BlockSource withoutIdentities =
        cid -> cid.equals(ada.identity().hash()) ? null : endless.fetch(cid);

    JoinOutcome outcome = bob.offer(List.of(endless.head()), withoutIdentities);

    assertThat(outcome.missing()).containsExactly(ada.identity().hash());
    assertThat(outcome.refused())
        .extracting(Refusal::reason)
        .containsExactly(RefusalReason.INCOMPLETE);
    assertThat(fetched.get()).isZero();
  }

  @Test
  void offer_manyForgedHeads_areAllRefused() {
    Entry honest = ada.append(new CborText("honest"));
    List<Entry> heads = generated(at -> EntryFields.with(honest, "clock", clock(ada, at + 1)));

    JoinOutcome outcome = bob.offer(heads, cid -> identity(ada, cid));

    assertThat(outcome.entries()).containsExactly(honest); // the one with its own clock
    assertThat(outcome.refused())
        .hasSize(HEADS - 1)
        .allMatch(refusal -> refusal.reason() == RefusalReason.BAD_SIGNATURE);
  }

  @Test
  void offer_manyHeadsOfAStranger_areRefusedWithoutLookingAtSignatures() {
    AccessController rules = TestLog.access("rules", who -> !who.id().equals(ada.identity().id()));
    TestLog closed = TestLog.open(LOG, keys, "bob", rules, 4);
    Entry honest = ada.append(new CborText("a stranger's"));
    List<Entry> heads = generated(at -> EntryFields.with(honest, "clock", clock(ada, at + 1)));

    JoinOutcome outcome = closed.offer(heads, cid -> identity(ada, cid));

    assertThat(outcome.refused())
        .hasSize(HEADS)
        .allMatch(refusal -> refusal.reason() == RefusalReason.ACCESS_DENIED);
    assertThat(closed.append(new CborInt(1)).clock().time()).isEqualTo(1);
  }

  @Test
  void offer_identityBlockThatIsHuge_isRefusedUnread() {
    Entry honest = ada.append(new CborInt(1));
    Identity real = ada.identity();
    Identity huge =
        Identity.of(
            "x".repeat(JoinWriters.MAX_IDENTITY_BYTES),
            real.publicKey(),
            real.idSignature(),
            real.publicKeySignature(),
            real.type());
    Entry entry = EntryFields.with(honest, "identity", CborText.of(huge.hash()));

    JoinOutcome outcome = bob.offer(List.of(entry), cid -> huge.block().bytes());

    assertThat(outcome.refused()).hasSize(1);
    assertThat(outcome.refused().get(0).reason()).isEqualTo(RefusalReason.BAD_IDENTITY);
    assertThat(outcome.refused().get(0).detail()).startsWith("block of");
  }

  /** An identity of a gigabyte by its length field, in a block of a few bytes. */
  @Test
  void offer_identityBlockThatClaimsAGigabyte_isRefused() {
    byte[] bomb = {(byte) 0xa1, 0x62, 'i', 'd', 0x7a, 0x40, 0, 0, 0};
    Entry honest = ada.append(new CborInt(1));
    Entry entry = EntryFields.with(honest, "identity", CborText.of(Cid.ofDagCbor(bomb)));

    JoinOutcome outcome = bob.offer(List.of(entry), cid -> bomb);

    assertThat(outcome.refused())
        .extracting(Refusal::reason)
        .containsExactly(RefusalReason.BAD_IDENTITY);
  }

  @Test
  void offer_longBranchOfOneWriter_settlesWithoutDeepRecursion() {
    int length = 5000;
    Entry last = null;
    for (int i = 0; i < length; i++) {
      last = ada.append(new CborInt(i));
    }
    Entry missing = ada.log().values().get(0);
    BlockSource lossy = cid -> cid.equals(missing.hash()) ? null : ada.blocks().find(cid);

    JoinOutcome outcome = bob.offer(List.of(last), lossy);

    assertThat(outcome.gaps()).hasSize(length - 1);
    assertThat(outcome.gaps()).allMatch(gap -> gap.because().equals(outcome.missing()));
  }

  private List<Entry> generated(IntFunction<Entry> entry) {
    return new AbstractList<>() {
      @Override
      public Entry get(int index) {
        return entry.apply(index);
      }

      @Override
      public int size() {
        return HEADS;
      }
    };
  }

  private static CborValue clock(TestLog writer, int time) {
    return CborMap.builder().put("id", writer.identity().publicKey()).put("time", time).build();
  }

  private static byte[] identity(TestLog writer, Cid cid) {
    return cid.equals(writer.identity().hash()) ? writer.identity().block().bytes() : null;
  }

  private static Entry entry(TestLog writer, long time, Cid... next) {
    Clock clock = new Clock(writer.identity().publicKey(), time);
    return Entry.create(
        writer.identities(),
        writer.identity(),
        LOG,
        new CborInt(time),
        clock,
        List.of(next),
        List.of());
  }

  private TestLog log(String writer) {
    return TestLog.open(LOG, keys, writer, TestLog.ANYONE, 4);
  }

  /** A chain that was made from its far end, longer than anybody should follow it. */
  private final class Endless implements BlockSource {
    private static final int LENGTH = 20_000;

    private final Map<Cid, Entry> chain = new HashMap<>();
    private final AtomicInteger fetched;
    private final Entry head;

    Endless(AtomicInteger fetched) {
      this.fetched = fetched;
      Entry honest = ada.append(new CborText("honest"));
      Entry top = honest;
      for (int time = 2; time <= LENGTH; time++) {
        byte[] signed =
            EntryFormat.signed(
                LOG,
                new CborInt(time),
                new Clock(ada.identity().publicKey(), time),
                List.of(top.hash()),
                List.of());
        top =
            Entry.decode(
                EntryFormat.block(
                    signed, ada.identity().publicKey(), honest.signature(), honest.identity()));
        chain.put(top.hash(), top);
      }
      head = top;
    }

    Entry head() {
      return head;
    }

    @Override
    public byte[] fetch(Cid cid) {
      fetched.incrementAndGet();
      Entry entry = chain.get(cid);
      return entry == null ? identity(ada, cid) : entry.bytes();
    }
  }
}
