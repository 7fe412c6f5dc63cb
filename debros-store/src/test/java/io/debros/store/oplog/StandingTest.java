package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.TestLog;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of the entries of a writer who may not write any more. */
class StandingTest {
  private static final String LOG = "log";

  private final KeyStore keys = new MemoryKeyStore();
  private final Set<String> revoked = new HashSet<>();
  private final Set<String> strangers = new HashSet<>();
  private final AccessController rules = TestLog.standing("rules", who -> standing(who.id()));
  private final TestLog ada = log("ada");
  private final TestLog mallory = log("mallory");

  @Test
  void offer_historyWithEntriesOfAFormerWriter_joinsForNewcomers() {
    mallory.append(new CborText("before the revocation"));
    ada.join(mallory);
    ada.append(new CborText("has seen it"));
    revoked.add(mallory.identity().id());

    JoinOutcome outcome = log("bob").join(ada);

    assertThat(outcome.entries()).isEqualTo(ada.log().values()).hasSize(2);
  }

  @Test
  void offer_newEntryOfAFormerWriter_isRefusedAndWhatFollowsIsAGap() {
    mallory.append(new CborText("before"));
    ada.join(mallory);
    ada.append(new CborText("has seen it"));
    TestLog bob = log("bob");
    bob.join(ada);
    revoked.add(mallory.identity().id());
    Entry first = entry(mallory, 2, List.of(mallory.log().heads().get(0).hash()));
    Entry second = entry(mallory, 3, List.of(first.hash()));

    JoinOutcome outcome = bob.offer(List.of(second, first), mallory.blocks()::find);

    assertThat(outcome.entries()).isEmpty();
    assertThat(outcome.refused())
        .extracting(Refusal::entry, Refusal::reason)
        .containsExactly(tuple(first.hash(), RefusalReason.ACCESS_REVOKED));
    assertThat(outcome.gaps()).containsExactly(new Gap(second.hash(), Set.of(first.hash())));
    assertThat(outcome.aside()).containsExactly(first, second);
    assertThat(bob.log().values()).isEqualTo(ada.log().values());
  }

  @Test
  void offer_chainThatAPresentWriterBuiltOn_joinsUpToThere() {
    Entry vouched = mallory.append(new CborText("vouched for"));
    Entry alsoVouched = mallory.append(new CborText("vouched for indirectly"));
    ada.join(mallory);
    Entry seen = ada.append(new CborText("has seen both"));
    Entry backdated = entry(mallory, 2, List.of(vouched.hash()));
    Entry onTop = entry(mallory, 4, List.of(seen.hash()));
    revoked.add(mallory.identity().id());

    JoinOutcome outcome =
        log("bob").offer(List.of(onTop, backdated, seen, alsoVouched, vouched), ada.blocks()::find);

    assertThat(outcome.entries()).containsExactly(vouched, alsoVouched, seen);
    assertThat(outcome.refused())
        .extracting(Refusal::entry)
        .containsExactlyInAnyOrder(backdated.hash(), onTop.hash());
  }

  @Test
  void offer_vouchedByAnEntryThatIsRefused_isRefused() {
    Entry former = mallory.append(new CborText("former"));
    TestLog eve = log("eve");
    Entry stranger = entry(eve, 2, List.of(former.hash()));
    revoked.add(mallory.identity().id());
    strangers.add(eve.identity().id());

    JoinOutcome outcome = log("bob").offer(List.of(former, stranger), new Both(mallory, eve)::find);

    assertThat(outcome.entries()).isEmpty();
    assertThat(outcome.refused())
        .extracting(Refusal::reason)
        .containsExactlyInAnyOrder(RefusalReason.ACCESS_REVOKED, RefusalReason.ACCESS_DENIED);
  }

  @Test
  void offer_lateVoucher_bringsInWhatWasSetAside() {
    Entry former = mallory.append(new CborText("former"));
    ada.join(mallory);
    Entry voucher = ada.append(new CborText("has seen it"));
    revoked.add(mallory.identity().id());
    TestLog bob = log("bob");
    JoinOutcome before = bob.offer(List.of(former), mallory.blocks()::find);

    JoinOutcome after = bob.offer(List.of(before.aside().get(0), voucher), ada.blocks()::find);

    assertThat(before.entries()).isEmpty();
    assertThat(after.entries()).containsExactly(former, voucher);
  }

  @Test
  void join_entriesBuiltOnOneThatTheLogHasOfAFormerWriter_areAccepted() {
    mallory.append(new CborText("before"));
    ada.join(mallory);
    TestLog bob = log("bob");
    bob.join(mallory);
    revoked.add(mallory.identity().id());
    for (int i = 0; i < 20; i++) {
      ada.append(new CborInt(i));
    }

    JoinOutcome outcome = bob.join(ada);

    assertThat(outcome.entries()).hasSize(20);
  }

  @Test
  void append_byAFormerWriter_isRefusedWithTheReason() {
    revoked.add(mallory.identity().id());

    assertThatThrownBy(() -> mallory.append(new CborText("still here")))
        .isInstanceOf(AppendDeniedException.class)
        .hasMessageContaining("may not append to this log any more")
        .hasMessageContaining(mallory.identity().id());
  }

  private Standing standing(String id) {
    if (strangers.contains(id)) {
      return Standing.NEVER;
    }
    return revoked.contains(id) ? Standing.FORMERLY : Standing.MAY_WRITE;
  }

  private static Entry entry(TestLog writer, int time, List<Cid> next) {
    Clock clock = new Clock(writer.identity().publicKey(), time);
    CborInt payload = new CborInt(time);
    return Entry.create(
        writer.identities(), writer.identity(), LOG, payload, clock, next, List.of());
  }

  private TestLog log(String writer) {
    return TestLog.open(LOG, keys, writer, rules, 4);
  }

  /** Where blocks of two logs are found, and the identities of their writers. */
  private record Both(TestLog first, TestLog second) {
    byte[] find(Cid cid) {
      for (TestLog log : List.of(first, second)) {
        byte[] bytes =
            cid.equals(log.identity().hash())
                ? log.identity().block().bytes()
                : log.blocks().find(cid);
        if (bytes != null) {
          return bytes;
        }
      }
      return null;
    }
  }
}
