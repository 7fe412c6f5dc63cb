package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.testing.EntryFields;
import io.debros.store.testing.History;
import io.debros.store.testing.TestLog;
import io.debros.store.testing.XorCipher;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was proven ahead of a join is remembered until then, and nothing else is. */
class ProofsTest {
  private static final String LOG = "log";

  private final KeyStore keys = new MemoryKeyStore();
  private final VerifierPool pool = VerifierPool.open(2);
  private final OplogOptions options = OplogOptions.of(4).withVerifiers(pool);
  private final TestLog log = TestLog.open(LOG, keys, "reader", TestLog.ANYONE, options);

  @Test
  void prove_rightSignatures_areRememberedUntilItIsClosed() {
    List<Entry> entries = write(TestLog.open(LOG, keys, "writer", TestLog.ANYONE, 4), 40);
    Proofs proofs = log.log().proofs();
    Proofs others = log.log().proofs();

    proofs.prove(entries);

    assertThat(pool.signatures().size()).isEqualTo(40);
    proofs.close();
    proofs.close();
    assertThat(pool.signatures().size()).isEqualTo(40);
    others.close();
    assertThat(pool.signatures().size()).isZero();
  }

  @Test
  void join_afterWrongSignature_refusesIt() {
    TestLog writer = TestLog.open(LOG, keys, "writer", TestLog.ANYONE, 4);
    List<Entry> entries = write(writer, 2);
    Entry forged =
        EntryFields.with(entries.get(0), "sig", new CborText(entries.get(1).signature()));
    try (Proofs proofs = log.log().proofs()) {
      proofs.prove(List.of(forged));

      JoinOutcome outcome = log.offer(List.of(forged), writer.blocks()::find);

      assertThat(pool.signatures().size()).isZero();
      assertThat(outcome.refused())
          .extracting(Refusal::reason)
          .containsExactly(RefusalReason.BAD_SIGNATURE);
    }
  }

  @Test
  void join_afterProofOfAnEntryOfAStranger_refusesIt() {
    TestLog stranger = TestLog.open(LOG, keys, "stranger", TestLog.ANYONE, 4);
    List<Entry> entries = write(stranger, 1);
    TestLog strict =
        TestLog.open(LOG, keys, "owner", TestLog.access("nobody", who -> false), options);
    try (Proofs proofs = strict.log().proofs()) {
      proofs.prove(entries);

      JoinOutcome outcome = strict.offer(entries, stranger.blocks()::find);

      assertThat(pool.signatures().size()).isEqualTo(1);
      assertThat(outcome.entries()).isEmpty();
      assertThat(strict.log().heads()).isEmpty();
    }
  }

  @Test
  void prove_encryptedAsAWhole_isLeftToTheJoin() {
    OplogOptions sealed = options.withEncryption(Encryption.ofReplication(new XorCipher(7)));
    TestLog writer = TestLog.open(LOG, keys, "writer", TestLog.ANYONE, sealed);
    List<Entry> entries = write(writer, 3);
    TestLog reader = TestLog.open(LOG, keys, "reader", TestLog.ANYONE, sealed);
    try (Proofs proofs = reader.log().proofs()) {
      proofs.prove(entries);

      JoinOutcome outcome = reader.offer(entries, writer.blocks()::find);

      assertThat(pool.signatures().size()).isZero();
      assertThat(outcome.isComplete()).isTrue();
    }
  }

  @Test
  void prove_nothing_isFine() {
    try (Proofs proofs = log.log().proofs()) {
      proofs.prove(List.of());

      assertThat(log.offer(List.of(), BlockSource.NONE).isComplete()).isTrue();
    }
  }

  private static List<Entry> write(TestLog writer, int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> writer.append(History.put("k" + number, number)))
        .toList();
  }
}
