package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.identity.Identity;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.testing.TestLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Appending to, staging, reading and opening a log. */
class OplogTest {
  private static final String LOG = "/orbitdb/zdpuAmP5FwjgaELvfxBR2bphtEup7sPFd2FLPLSB2fhMWYadc";
  private static final int REFERENCES = 16;
  private final KeyStore keys = new MemoryKeyStore();

  @Test
  void get_blockThatIsNoEntry_isReported() {
    TestLog log = log("ada");
    log.append(new CborInt(1));
    Cid identity = log.identity().hash();

    assertThatThrownBy(() -> log.log().get(identity))
        .isInstanceOf(BadEntryException.class)
        .hasMessageContaining(identity.toString());
  }

  @Test
  void append_severalInOneStage_buildOnEachOther() {
    TestLog log = log("ada");
    Staged staged = log.log().stage();

    Entry first = staged.append(new CborInt(1));
    Entry second = staged.append(new CborInt(2));
    log.commit(staged);

    assertThat(second.next()).containsExactly(first.hash());
    assertThat(log.log().heads()).containsExactly(second);
    assertThat(log.log().values()).containsExactly(first, second);
  }

  @Test
  void stage_notYetApplied_isNotVisible() {
    TestLog log = log("ada");
    Staged staged = log.log().stage();

    Entry entry = staged.append(new CborInt(1));

    assertThat(staged.heads()).containsExactly(entry);
    assertThat(staged.has(entry.hash())).isTrue();
    assertThat(log.log().heads()).isEmpty();
    assertThat(log.log().has(entry.hash())).isFalse();
  }

  @Test
  void stage_forgotten_leavesNoTrace() {
    TestLog log = log("ada");
    log.append(new CborInt(1));

    log.log().stage().append(new CborInt(2));
    Entry kept = log.append(new CborInt(3));

    assertThat(kept.clock().time()).isEqualTo(2);
    assertThat(log.log().values()).hasSize(2);
  }

  @Test
  void stage_afterAnotherWasApplied_isRefused() {
    TestLog log = log("ada");
    Staged late = log.log().stage();
    late.append(new CborInt(1));
    log.append(new CborInt(2));

    assertThatIllegalStateException()
        .isThrownBy(() -> late.writeTo(new StorageBatch()))
        .withMessageContaining("Log was changed while writes were collected");
  }

  @Test
  void append_writesIdentityBlock_withTheFirstEntry() {
    TestLog log = log("ada");

    assertThat(log.blocks().has(log.identity().hash())).isFalse();
    log.append(new CborInt(1));

    assertThat(log.blocks().find(log.identity().hash())).isEqualTo(log.identity().block().bytes());
  }

  @Test
  void append_afterReopening_namesTheSameReferences() {
    TestLog log = log("ada");
    for (int i = 0; i < 40; i++) {
      log.append(new CborInt(i));
    }
    List<Entry> values = log.log().values();

    Entry entry = log.reopen().stage().append(new CborInt(40));

    assertThat(entry.next()).containsExactly(values.get(39).hash());
    assertThat(entry.refs())
        .containsExactlyElementsOf(
            values.subList(23, 39).stream()
                .sorted(EntryOrder.NEWEST_FIRST)
                .map(Entry::hash)
                .toList());
  }

  @Test
  void append_deniedByAccessController_isRefused() {
    TestLog log =
        TestLog.open(LOG, keys, "ada", TestLog.access("nobody", identity -> false), REFERENCES);

    assertThatThrownBy(() -> log.append(new CborInt(1)))
        .isInstanceOf(AppendDeniedException.class)
        .hasMessageContaining("Identity may not append to this log {log=" + LOG)
        .hasMessageContaining(log.identity().id());
    assertThat(log.log().heads()).isEmpty();
  }

  @Test
  void append_nullPayload_isRefused() {
    TestLog log = log("ada");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.append(CborNull.NULL))
        .withMessageContaining("part=payload");
  }

  @Test
  void append_tooLarge_isRefusedAndLogGoesOn() {
    TestLog log = log("ada");
    CborText large = new CborText("x".repeat(Entry.MAX_BYTES));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.append(large))
        .withMessageContaining("Entry is too large");
    assertThat(log.append(new CborInt(1)).clock().time()).isEqualTo(1);
  }

  @Test
  void append_atTheLargestTime_isRefused() {
    JoinLimits limits = JoinLimits.defaults().withMaxClockJump(Clock.MAX_TIME);
    OplogOptions options = OplogOptions.of(REFERENCES).withLimits(limits);
    TestLog log = TestLog.open(LOG, keys, "ada", TestLog.ANYONE, options);
    Clock last = new Clock(log.identity().publicKey(), Clock.MAX_TIME);
    log.join(List.of(entry(log, log.identity(), LOG, last, List.of())), BlockSource.NONE);

    assertThatIllegalStateException()
        .isThrownBy(() -> log.append(new CborInt(1)))
        .withMessageContaining("Clock of the log has run out");
  }

  @Test
  void clear_ofALog_leavesItEmptyAndFillableAgain() {
    TestLog ada = log("ada");
    ada.append(new CborInt(1));
    List<Entry> heads = ada.log().heads();
    TestLog other = ada.beside("other", keys, "ada");
    other.append(new CborText("stays"));

    Staged staged = ada.log().stage();
    staged.clear();
    ada.commit(staged);

    assertThat(ada.log().heads()).isEmpty();
    assertThat(ada.log().has(heads.get(0).hash())).isFalse();
    assertThat(ada.reopen().heads()).isEmpty();
    assertThat(other.reopen().values()).hasSize(1);
    assertThat(ada.join(heads, BlockSource.NONE).entries()).isEqualTo(heads);
    assertThat(ada.reopen().heads()).isEqualTo(heads);
  }

  @Test
  void open_twoLogsInOneStorage_keepApart() {
    TestLog first = log("ada");
    TestLog second = first.beside("other", keys, "ada");

    Entry entry = first.append(new CborInt(1));

    assertThat(second.log().has(entry.hash())).isFalse();
    assertThat(second.reopen().heads()).isEmpty();
    assertThat(first.reopen().heads()).containsExactly(entry);
  }

  @Test
  void open_blockOfHeadMissing_isReported() {
    TestLog log = log("ada");
    Entry head = log.append(new CborInt(1));
    log.storage().write(new StorageBatch().delete(BlockStore.SPACE, head.hash().bytes()));

    assertThatThrownBy(log::reopen)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Log has a head whose block is missing or damaged")
        .hasMessageContaining(head.hash().toString())
        .hasMessageContaining(LOG);
  }

  @Test
  void open_blockOfHeadDamaged_isReported() {
    TestLog log = log("ada");
    Entry head = log.append(new CborInt(1));
    byte[] bytes = head.bytes();
    bytes[20] ^= 1;
    log.storage().write(new StorageBatch().put(BlockStore.SPACE, head.hash().bytes(), bytes));

    assertThatThrownBy(log::reopen)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Log has a head whose block is missing or damaged");
  }

  @Test
  void open_headsListDamaged_isReported() {
    TestLog log = log("ada");
    log.append(new CborInt(1));
    String json = log.log().headsJson();
    byte[] key = headsKey(log);

    for (String damaged : List.of("", "[", json.replace("[]", "[ ]"), json + " ", "[{}]")) {
      byte[] bytes = damaged.getBytes(StandardCharsets.UTF_8);
      log.storage().write(new StorageBatch().put(LogSpace.HEADS, key, bytes));
      assertThatThrownBy(log::reopen)
          .as(damaged)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("Stored list of heads is damaged");
    }
  }

  @Test
  void open_negativeReferences_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestLog.open(LOG, keys, "ada", TestLog.ANYONE, -1))
        .withMessageContaining("Number of references is negative");
  }

  @Test
  void append_toALongLog_readsNoStorage() {
    ReadCounter storage = new ReadCounter(new MemoryStorage());
    TestLog log = TestLog.open(LOG, storage, keys, "ada", TestLog.ANYONE, REFERENCES);
    for (int i = 0; i < 100; i++) {
      log.append(new CborInt(i));
    }
    int before = storage.reads();

    log.append(new CborInt(100));

    assertThat(storage.reads()).isEqualTo(before);
  }

  @Test
  void open_ofALongLog_readsNoMoreThanOfAShortOne() {
    assertThat(readsToOpenAndAppend(400)).isEqualTo(readsToOpenAndAppend(40));
  }

  @Test
  void traverse_whileOthersAppend_showsTheStateItBeganWith() {
    TestLog log = log("ada");
    Entry first = log.append(new CborInt(1));
    Traversal traversal = log.log().traverse();

    log.append(new CborInt(2));

    assertThat(traversal.toList()).containsExactly(first);
    assertThat(log.log().traverse().toList()).hasSize(2);
  }

  @Test
  void get_unknownBlock_isReported() {
    Cid unknown = Cid.ofDagCbor(new byte[] {1});

    assertThatThrownBy(() -> log("ada").log().get(unknown))
        .isInstanceOf(MissingBlockException.class)
        .hasMessageContaining(unknown.toString());
  }

  @Test
  void iterator_boundOfAnotherLog_isRefused() {
    TestLog log = log("ada");
    Entry foreign = log.beside("other", keys, "ada").append(new CborInt(1));

    assertThatThrownBy(() -> log.log().iterator(IteratorOptions.all().withGte(foreign.hash())))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("Bound is not an entry of the log")
        .hasMessageContaining("bound=gte");
  }

  @Test
  void payload_fieldOfAnOperation_isGivenAsItWasEncoded() {
    TestLog log = log("ada");
    CborMap document = CborMap.of(Map.of("_id", new CborText("x"), "n", new CborInt(5)));
    log.append(CborMap.of(Map.of("op", new CborText("PUT"), "value", document)));

    Entry entry = log.reopen().heads().get(0);

    assertThat(entry.encodedPayloadField("value")).isEqualTo(DagCbor.encode(document));
    assertThat(entry.encodedPayloadField("key")).isNull();
    assertThat(log.append(new CborInt(1)).encodedPayloadField("value")).isNull();
  }

  private TestLog log(String writer) {
    return TestLog.open(LOG, keys, writer, TestLog.ANYONE, REFERENCES);
  }

  private int readsToOpenAndAppend(int entries) {
    ReadCounter storage = new ReadCounter(new MemoryStorage());
    TestLog log = TestLog.open(LOG, storage, keys, "ada", TestLog.ANYONE, REFERENCES);
    for (int i = 0; i < entries; i++) {
      log.append(new CborInt(i));
    }
    int before = storage.reads();
    log.reopen().stage().append(new CborInt(entries));
    return storage.reads() - before;
  }

  private static byte[] headsKey(TestLog log) {
    try (StorageCursor cursor =
        log.storage().scan(LogSpace.HEADS, KeyRange.all(), Direction.ASCENDING)) {
      assertThat(cursor.next()).isTrue();
      return cursor.key();
    }
  }

  private static Entry entry(
      TestLog log, Identity identity, String logId, Clock clock, List<Cid> next) {
    return Entry.create(log.identities(), identity, logId, new CborInt(1), clock, next, List.of());
  }
}
