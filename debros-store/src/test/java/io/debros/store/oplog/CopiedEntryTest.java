package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.debros.store.block.Block;
import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.identity.Identity;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.oplog.JoinLimits.UnknownFields;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.TestLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The field {@code identity} is not signed: nobody may use it to mint copies of an entry. */
class CopiedEntryTest {
  private static final String LOG = "log";

  private final KeyStore keys = new MemoryKeyStore();
  private final TestLog ada = log("ada", UnknownFields.REFUSE);
  private final Entry entry = ada.append(new CborText("once"));

  @Test
  void offer_copyUnderAnIdentityWithAnUnsignedField_isRefused() {
    for (Block identity : List.of(withField(), withSignature())) {
      Entry copy = EntryFields.with(entry, "identity", CborText.of(identity.cid()));
      TestLog bob = log("bob", UnknownFields.REFUSE);

      JoinOutcome outcome = bob.offer(List.of(entry, copy), source(identity));

      assertThat(outcome.entries()).containsExactly(entry);
      assertThat(outcome.refused())
          .extracting(Refusal::entry, Refusal::reason)
          .containsExactly(tuple(copy.hash(), RefusalReason.BAD_IDENTITY));
    }
  }

  @Test
  void offer_identityWithAnUnsignedField_isTakenIfTheSettingKeepsUnknownFields() {
    Block identity = withField();
    Entry copy = EntryFields.with(entry, "identity", CborText.of(identity.cid()));
    TestLog bob = log("bob", UnknownFields.KEEP);

    assertThat(bob.offer(List.of(copy), source(identity)).entries()).containsExactly(copy);
  }

  private Block withField() {
    return changed(fields(), "extra");
  }

  private Block withSignature() {
    CborMap signatures = (CborMap) fields().find("signatures");
    Map<String, CborValue> changed = new HashMap<>(fields().entries());
    changed.put("signatures", DagCbor.decode(changed(signatures, "extra").bytes()));
    return Block.of(CborMap.of(changed));
  }

  private static Block changed(CborMap fields, String name) {
    Map<String, CborValue> changed = new HashMap<>(fields.entries());
    changed.put(name, new CborText("unsigned"));
    return Block.of(CborMap.of(changed));
  }

  private CborMap fields() {
    Identity identity = ada.identity();
    return (CborMap) DagCbor.decode(identity.block().bytes());
  }

  private BlockSource source(Block identity) {
    return cid -> cid.equals(identity.cid()) ? identity.bytes() : ada.blocks().find(cid);
  }

  private TestLog log(String writer, UnknownFields unknownFields) {
    JoinLimits limits = JoinLimits.defaults().withUnknownFields(unknownFields);
    return TestLog.open(LOG, keys, writer, TestLog.ANYONE, OplogOptions.of(4).withLimits(limits));
  }
}
