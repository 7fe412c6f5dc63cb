package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.TestLog;
import io.debros.store.testing.XorCipher;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What was found right is not checked again while somebody asks for that; what was not, is. */
class SignatureMemoryTest {
  private static final String LOG = "log";

  private final KeyStore keys = new MemoryKeyStore();
  private final VerifierPool pool = VerifierPool.open(1);
  private final OplogOptions options = OplogOptions.of(4).withVerifiers(pool);
  private final SignatureMemory memory = new SignatureMemory();
  private final AtomicInteger checks = new AtomicInteger();

  @Test
  void isRight_again_isNotChecked() {
    memory.begin();

    boolean first = check(cid(1), true);
    boolean second = check(cid(1), false);

    assertThat(first).isTrue();
    assertThat(second).isTrue();
    assertThat(checks).hasValue(1);
  }

  @Test
  void isRight_wrongBefore_isCheckedAgain() {
    memory.begin();

    assertThat(check(cid(1), false)).isFalse();
    assertThat(check(cid(1), false)).isFalse();

    assertThat(checks).hasValue(2);
    assertThat(memory.size()).isZero();
  }

  @Test
  void isRight_nobodyUsesIt_isCheckedAgain() {
    check(cid(1), true);
    memory.begin();
    memory.begin();
    check(cid(1), true);
    memory.end();
    check(cid(1), true);
    memory.end();
    check(cid(1), true);

    assertThat(checks).hasValue(3);
    assertThat(memory.size()).isZero();
  }

  @Test
  void isRight_manyEntries_remembersEachAndNoOther() {
    memory.begin();
    for (int number = 0; number < 5_000; number++) {
      check(cid(number), true);
    }

    for (int number = 0; number < 5_000; number++) {
      assertThat(check(cid(number), false)).isTrue();
      assertThat(check(cid(-1 - number), false)).isFalse();
    }
    assertThat(memory.size()).isEqualTo(5_000);
  }

  @Test
  void isRight_moreThanItHolds_checksTheOthersEachTime() {
    memory.begin();
    for (int number = 0; number <= SignatureMemory.MOST; number++) {
      check(cid(number), true);
    }

    assertThat(check(cid(0), false)).isTrue();
    assertThat(check(cid(SignatureMemory.MOST), false)).isFalse();
    assertThat(memory.size()).isEqualTo(SignatureMemory.MOST);
  }

  @Test
  void offer_remembering_remembersSoundEntriesOnly() {
    TestLog ada = log("ada", options);
    Entry first = ada.append(new CborInt(1));
    Entry second = ada.append(new CborInt(2));
    Entry forged = EntryFields.with(second, "sig", new CborText(first.signature()));

    int remembered =
        pool.remembering(
            () -> {
              for (String name : List.of("bob", "eve")) {
                JoinOutcome outcome =
                    log(name, options).offer(List.of(forged, second, first), ada.blocks()::find);
                assertThat(outcome.entries()).containsExactly(first, second);
                assertThat(outcome.refused())
                    .extracting(Refusal::entry, Refusal::reason)
                    .containsExactly(tuple(forged.hash(), RefusalReason.BAD_SIGNATURE));
              }
              return pool.signatures().size();
            });

    assertThat(remembered).isEqualTo(2);
    assertThat(pool.signatures().size()).isZero();
  }

  @Test
  void offer_ofEncryptedBlocks_remembersNothing() {
    OplogOptions sealed = options.withEncryption(Encryption.ofReplication(new XorCipher(7)));
    TestLog ada = log("ada", sealed);
    ada.append(new CborInt(1));

    int remembered =
        pool.remembering(
            () -> {
              assertThat(log("bob", sealed).join(ada).entries()).hasSize(1);
              return pool.signatures().size();
            });

    assertThat(remembered).isZero();
  }

  private boolean check(Cid entry, boolean right) {
    return memory.isRight(
        entry,
        () -> {
          checks.incrementAndGet();
          return right;
        });
  }

  private static Cid cid(int number) {
    return Cid.ofDagCbor(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private TestLog log(String writer, OplogOptions with) {
    return TestLog.open(LOG, keys, writer, TestLog.ANYONE, with);
  }
}
