package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.oplog.JoinLimits.UnknownFields;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.TestLog;
import io.debros.store.testing.XorCipher;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries that another log has read by its own rules: what counts is the block. */
class ForeignEntryTest {
  private static final String LOG = "log";

  private final KeyStore keys = new MemoryKeyStore();
  private final TestLog bob = log("bob", OplogOptions.of(4));

  @Test
  void offer_entryThatThisLogCannotDecrypt_isRefusedLikeItsBlock() {
    Encryption encryption = Encryption.ofReplication(new XorCipher(7));
    TestLog ada = log("ada", OplogOptions.of(4).withEncryption(encryption));
    Entry hidden = ada.append(new CborText("hidden"));

    JoinOutcome outcome = bob.offer(List.of(hidden), ada.blocks()::find);

    assertThat(outcome.refused())
        .extracting(Refusal::reason)
        .containsExactly(RefusalReason.UNDECRYPTABLE);
    assertThat(bob.reopen().heads()).isEmpty();
  }

  @Test
  void offer_entryWithAFieldThatThisLogRefuses_isRefusedLikeItsBlock() {
    JoinLimits keep = JoinLimits.defaults().withUnknownFields(UnknownFields.KEEP);
    TestLog ada = log("ada", OplogOptions.of(4).withLimits(keep));
    Entry entry = ada.append(new CborText("x"));
    Entry copy = ada.log().decode(EntryFields.block(entry, "extra", new CborText("unsigned")));

    JoinOutcome outcome = bob.offer(List.of(copy), ada.blocks()::find);

    assertThat(outcome.refused())
        .extracting(Refusal::reason)
        .containsExactly(RefusalReason.MALFORMED);
    assertThat(bob.log().heads()).isEmpty();
  }

  private TestLog log(String writer, OplogOptions options) {
    return TestLog.open(LOG, keys, writer, TestLog.ANYONE, options);
  }
}
