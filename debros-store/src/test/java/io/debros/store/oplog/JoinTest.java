package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.identity.Identity;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.TestLog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What joining takes and what it refuses. */
class JoinTest {
  private static final String LOG = "/orbitdb/zdpuAmP5FwjgaELvfxBR2bphtEup7sPFd2FLPLSB2fhMWYadc";
  private static final int REFERENCES = 16;
  private final KeyStore keys = new MemoryKeyStore();

  @Test
  void join_ofAnUnknownLog_bringsAllEntriesOldestFirst() {
    TestLog ada = log("ada");
    TestLog bob = log("bob");
    for (int i = 0; i < 30; i++) {
      ada.append(new CborInt(i));
    }

    JoinOutcome outcome = bob.join(ada);

    assertThat(outcome.entries()).isEqualTo(ada.log().values());
    assertThat(outcome.heads()).isEqualTo(ada.log().heads());
    assertThat(bob.log().values()).isEqualTo(ada.log().values());
    assertThat(bob.blocks().has(ada.identity().hash())).isTrue();
  }

  @Test
  void join_entryOfAnotherLog_isRefused() {
    TestLog ada = log("ada");
    TestLog bob = log("bob");
    Entry foreign = TestLog.open("other", keys, "ada", TestLog.ANYONE, 0).append(new CborInt(1));

    assertRefused(bob, foreign, ada, BadEntryException.class, "Entry belongs to another log");
  }

  @Test
  void join_writerNotKnownHere_isNamedByItsKey() {
    TestLog ada = log("ada");
    Entry foreign = TestLog.open("other", keys, "ada", TestLog.ANYONE, 0).append(new CborInt(1));

    assertRefused(
        log("bob"), foreign, ada, BadEntryException.class, "writer=" + foreign.key() + ", reason");
  }

  @Test
  void refusal_nobodyKnowsTheWriter_leavesItOut() {
    Cid hash = log("ada").append(new CborInt(1)).hash();
    for (RefusalReason reason : RefusalReason.values()) {
      assertThat(new Refusal("log", hash, null, null, reason, "").error())
          .hasMessageContaining("entry=" + hash + ", reason=" + reason)
          .hasMessageNotContaining("null");
    }
  }

  @Test
  void join_forgedSignature_isRefused() {
    TestLog ada = log("ada");
    TestLog bob = log("bob");
    Entry honest = ada.append(new CborInt(1));
    Entry other = ada.append(new CborInt(2));
    Entry forged =
        Entry.decode(
            EntryFormat.block(
                honest.signedBytes(), honest.key(), other.signature(), honest.identity()));

    assertRefused(bob, forged, ada, BadEntryException.class, "Signature of entry does not match");
  }

  @Test
  void join_keyOfSomeoneElse_isRefused() {
    TestLog ada = log("ada");
    TestLog eve = log("eve");
    ada.append(new CborInt(1));
    Entry signedByEve = eve.append(new CborInt(666));
    Entry forged =
        Entry.decode(
            EntryFormat.block(
                signedByEve.signedBytes(),
                signedByEve.key(),
                signedByEve.signature(),
                ada.identity().hash()));

    assertRefused(
        log("bob"),
        forged,
        ada,
        BadEntryException.class,
        "Key of entry is not the key of its identity");
  }

  @Test
  void join_identityWithoutRootSignature_isRefused() {
    TestLog ada = log("ada");
    TestLog eve = log("eve");
    Identity own = eve.identity();
    Identity claimed =
        Identity.of(
            ada.identity().id(),
            own.publicKey(),
            own.idSignature(),
            own.publicKeySignature(),
            own.type());
    Entry signed = eve.append(new CborInt(666));
    Entry forged =
        Entry.decode(
            EntryFormat.block(
                signed.signedBytes(), signed.key(), signed.signature(), claimed.hash()));
    BlockSource source = cid -> cid.equals(claimed.hash()) ? claimed.block().bytes() : null;

    assertRefused(
        log("bob"), forged, source, BadEntryException.class, "Identity of entry does not verify");
  }

  @Test
  void join_writerWithoutAccess_isRefused() {
    TestLog ada = log("ada");
    ada.append(new CborInt(1));
    String allowed = ada.identity().id();
    TestLog bob =
        TestLog.open(
            LOG, keys, "bob", TestLog.access("ada", who -> who.id().equals(allowed)), REFERENCES);
    TestLog eve = log("eve");
    eve.join(ada);
    Entry denied = eve.append(new CborInt(666));

    assertRefused(bob, denied, eve, AppendDeniedException.class, eve.identity().id());
    assertThat(bob.join(ada).entries()).hasSize(1);
  }

  @Test
  void join_missingAncestor_leavesTheLogUnchanged() {
    TestLog ada = log("ada");
    Entry first = ada.append(new CborInt(1));
    ada.append(new CborInt(2));
    Entry third = ada.append(new CborInt(3));
    BlockSource lossy = cid -> cid.equals(first.hash()) ? null : ada.blocks().find(cid);

    assertRefused(log("bob"), third, lossy, MissingBlockException.class, first.hash().toString());
  }

  @Test
  void join_tamperedAncestor_isRefused() {
    TestLog ada = log("ada");
    Entry first = ada.append(new CborInt(1));
    Entry second = ada.append(new CborInt(2));
    BlockSource lying =
        cid -> {
          byte[] bytes = ada.blocks().find(cid);
          if (cid.equals(first.hash())) {
            bytes[bytes.length - 1] ^= 1;
          }
          return bytes;
        };

    assertRefused(log("bob"), second, lying, BadBlockException.class, first.hash().toString());
  }

  @Test
  void join_oneBadHead_refusesTheOthersOfTheCall() {
    TestLog ada = log("ada");
    Entry good = ada.append(new CborInt(1));
    Entry foreign = TestLog.open("other", keys, "ada", TestLog.ANYONE, 0).append(new CborInt(1));
    TestLog bob = log("bob");
    Staged staged = bob.log().stage();

    assertThatThrownBy(() -> staged.join(List.of(good, foreign), ada.blocks()::find))
        .isInstanceOf(BadEntryException.class);

    assertThat(staged.heads()).isEmpty();
    assertThat(staged.has(good.hash())).isFalse();
    assertThat(staged.join(List.of(good), ada.blocks()::find).entries()).containsExactly(good);
  }

  @Test
  void join_clockNotAfterItsNext_isRefused() {
    TestLog ada = log("ada");
    Entry first = ada.append(new CborInt(1));
    Clock same = first.clock();
    Entry late = entry(ada, ada.identity(), LOG, same, List.of(first.hash()));
    TestLog bob = log("bob");
    bob.join(ada);

    assertRefused(
        bob, late, ada, BadEntryException.class, "Clock of entry does not exceed the clocks");
  }

  @Test
  void join_clockOfAnotherWriterOrTimeZero_isRefused() {
    TestLog ada = log("ada");
    Clock zero = new Clock(ada.identity().publicKey(), 0);
    Clock foreign = new Clock(log("bob").identity().publicKey(), 1);

    for (Clock clock : List.of(zero, foreign)) {
      Entry entry = entry(ada, ada.identity(), LOG, clock, List.of());
      assertRefused(
          log("carol"), entry, ada, BadEntryException.class, "Clock of entry is not one of");
    }
  }

  @Test
  void join_ancestorNamedByRefsOnly_becomesAHead() {
    TestLog ada = log("ada");
    TestLog bob = log("bob");
    Entry beside = bob.append(new CborText("beside"));
    Clock clock = new Clock(ada.identity().publicKey(), 1);
    Entry odd =
        Entry.create(
            ada.identities(),
            ada.identity(),
            LOG,
            new CborInt(1),
            clock,
            List.of(),
            List.of(beside.hash()));
    ada.append(new CborText("stores the identity"));
    BlockSource source = cid -> source(ada, bob, cid);
    TestLog first = log("carol");
    TestLog second = log("carol");

    first.join(List.of(odd), source);
    second.join(List.of(beside), source);
    second.join(List.of(odd), source);

    assertThat(first.heads()).isEqualTo(second.heads()).hasSize(2);
    assertThat(first.values()).isEqualTo(second.values()).hasSize(2);
  }

  private TestLog log(String writer) {
    return TestLog.open(LOG, keys, writer, TestLog.ANYONE, REFERENCES);
  }

  private static byte[] source(TestLog first, TestLog second, Cid cid) {
    byte[] bytes = first.blocks().find(cid);
    return bytes != null ? bytes : second.blocks().find(cid);
  }

  private static Entry entry(
      TestLog log, Identity identity, String logId, Clock clock, List<Cid> next) {
    return Entry.create(log.identities(), identity, logId, new CborInt(1), clock, next, List.of());
  }

  private static void assertRefused(
      TestLog log, Entry entry, TestLog from, Class<? extends Exception> error, String message) {
    BlockSource source =
        cid ->
            cid.equals(from.identity().hash())
                ? from.identity().block().bytes()
                : from.blocks().find(cid);
    assertRefused(log, entry, source, error, message);
  }

  private static void assertRefused(
      TestLog log,
      Entry entry,
      BlockSource source,
      Class<? extends Exception> error,
      String message) {
    List<String> heads = log.heads();

    assertThatThrownBy(() -> log.join(List.of(entry), source))
        .isInstanceOf(error)
        .hasMessageContaining(message);

    assertThat(log.heads()).isEqualTo(heads);
    assertThat(log.log().has(entry.hash())).isFalse();
    assertThat(log.reopen().heads()).isEqualTo(log.log().heads());
  }
}
