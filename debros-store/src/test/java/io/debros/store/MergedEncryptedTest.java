package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.care.VerifyOptions;
import io.debros.store.care.VerifyReport;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentRow;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.MemoryEncryptionKeyStore;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import io.debros.store.merge.CounterValue;
import io.debros.store.merge.SetValue;
import io.debros.store.progress.Progress;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents that merge and whose values are encrypted. */
class MergedEncryptedTest {
  private final EncryptionKeys ring = EncryptionKeys.open(new MemoryEncryptionKeyStore());

  @BeforeEach
  void createKeys() {
    ring.create("rest");
    ring.create("ada");
    ring.forData("rest"); // makes the secret of tags, which all share
  }

  @Test
  void row_changedApart_keepsBothChanges_andIsCiphertextInTheLog() {
    try (MergedReplica a = new MergedReplica(ring);
        MergedReplica b = new MergedReplica(ring)) {
      a.put("1", Map.of("title", "t", "text", "x"));
      b.join(a);
      a.update("1", "title", new CborText("A"));
      b.update("1", "text", new CborText("B"));
      a.join(b);
      b.join(a);

      assertThat(a.row("1").find("title")).isEqualTo(new CborText("A"));
      assertThat(a.row("1").find("text")).isEqualTo(new CborText("B"));
      assertThat(b.row("1")).isEqualTo(a.row("1"));
      assertThat(a.database.log().values()).allMatch(entry -> entry.encryptedPayload() != null);
    }
  }

  @Test
  void counterAndSet_changedApart_holdWhatBothDid() {
    try (MergedReplica a = new MergedReplica(ring);
        MergedReplica b = new MergedReplica(ring)) {
      a.put("1", Map.of("title", "t"));
      b.join(a);
      for (MergedReplica each : List.of(a, a, b)) {
        each.like("1");
      }
      a.tag("1", "red");
      b.tag("1", "blue");
      a.join(b);
      b.join(a);

      for (MergedReplica each : List.of(a, b)) {
        assertThat(CounterValue.of(each.row("1").find("likes")).sum()).isEqualTo(3);
        assertThat(SetValue.of(each.row("1").find("tags")).elements())
            .containsExactlyInAnyOrder(new CborText("red"), new CborText("blue"));
      }
    }
  }

  @Test
  void conflict_versionsMovedApart_isToldOnceAtEveryNode() {
    try (MergedReplica a = new MergedReplica(ring);
        MergedReplica b = new MergedReplica(ring)) {
      a.put("1", Map.of("title", "t", "v", 0));
      b.join(a);
      a.move("1", "title", "A");
      b.move("1", "title", "B");
      for (int round = 0; round < 2; round++) {
        a.join(b);
        b.join(a);
      }

      for (MergedReplica each : List.of(a, b)) {
        assertThat(each.row("1").find("v")).isEqualTo(new CborInt(2));
        assertThat(each.told)
            .singleElement()
            .satisfies(
                conflict ->
                    assertThat(conflict.between().ancestor().find("title"))
                        .isEqualTo(new CborText("t")));
      }
    }
  }

  @Test
  void forgetAll_rowsOfOneName_areUnreadableAndOthersStay() {
    try (MergedReplica a = new MergedReplica(ring)) {
      a.writeAs("ada");
      a.put("1", Map.of("title", "hers"));
      a.update("1", "title", new CborText("still hers"));
      a.put("2", Map.of("title", "deleted"));
      a.database.delete("2");
      a.writeAs("rest");
      a.put("3", Map.of("title", "his"));
      String key = a.keys.newest("ada").id();
      assertThat(a.titled("still hers")).containsExactly("1");

      a.keys.forgetAll("ada");

      assertShredded(() -> a.database.get("1").value(), key);
      assertThat(a.database.get("2")).isNull();
      assertThat(a.database.get("nobody")).isNull();
      assertThat(a.row("3").find("title")).isEqualTo(new CborText("his"));
      assertThat(a.database.all()).extracting(DocumentRow::isReadable).containsExactly(false, true);
      assertThat(a.database.count()).isEqualTo(2);
      assertThat(a.titled("still hers")).isEmpty();
      assertThat(a.titled("his")).containsExactly("3");
      assertClean(a, 4);
    }
  }

  @Test
  void forgetOldKey_rowWrittenSinceRotation_showsWhatItsNewerWritesSay() {
    try (MergedReplica a = new MergedReplica(ring)) {
      a.writeAs("ada");
      a.put("1", Map.of("title", "old", "text", "kept"));
      a.put("2", Map.of("title", "old"));
      String old = a.keys.newest("ada").id();
      a.keys.rotate("ada");
      a.update("1", "title", new CborText("new"));

      a.keys.forget(old);

      assertThat(a.row("1").find("title")).isEqualTo(new CborText("new"));
      assertThat(a.row("1").find("text")).isEqualTo(new CborText("kept"));
      assertShredded(() -> a.database.get("2").value(), old);
    }
  }

  @Test
  void forgetNewerKey_olderAttributes_doNotComeBack() {
    try (MergedReplica a = new MergedReplica(ring)) {
      a.put("1", Map.of("title", "old", "text", "old"));
      a.writeAs("ada");
      a.update("1", "title", new CborText("secret"));
      String newer = a.keys.newest("ada").id();

      a.keys.forgetAll("ada");

      assertShredded(() -> a.database.get("1").value(), newer);
      a.writeAs("rest");
      a.put("1", Map.of("text", "written again"));
      assertThat(a.row("1").find("title")).isNull();
      assertThat(a.row("1").find("text")).isEqualTo(new CborText("written again"));
      assertThat(a.database.all()).hasSize(1).allMatch(DocumentRow::isReadable);
    }
  }

  @Test
  void delete_unreadableRow_removesIt() {
    try (MergedReplica a = new MergedReplica(ring)) {
      a.writeAs("ada");
      a.put("1", Map.of("title", "hers"));
      a.keys.forgetAll("ada");
      a.writeAs("rest");

      a.database.delete("1");

      assertThat(a.database.get("1")).isNull();
      assertThat(a.database.count()).isZero();
    }
  }

  @Test
  void replica_withoutAKey_mergesWhatItReads_andAllWhenTheKeyArrives() {
    try (MergedReplica a = new MergedReplica(ring);
        MergedReplica b = new MergedReplica(ring, "rest")) {
      a.writeAs("ada");
      a.put("1", Map.of("title", "t", "text", "x"));
      a.writeAs("rest");
      a.update("1", "title", new CborText("A"));
      b.join(a);
      assertThat(b.row("1").find("title")).isEqualTo(new CborText("A"));
      assertThat(b.row("1").find("text")).isEqualTo(new CborText("x"));
      b.update("1", "text", new CborText("B"));
      a.writeAs("ada");
      a.update("1", "title", new CborText("not the last"));
      a.update("1", "title", new CborText("hidden"));
      b.join(a);
      assertThatThrownBy(() -> b.database.get("1").value())
          .isInstanceOfSatisfying(
              UnreadableException.class,
              error -> assertThat(error.reason()).isEqualTo(Reason.NO_KEY));

      b.keys.add(ring.newest("ada"));
      a.join(b);

      assertThat(b.row("1").find("title")).isEqualTo(new CborText("hidden"));
      assertThat(b.row("1").find("text")).isEqualTo(new CborText("B"));
      assertThat(a.rows()).isEqualTo(b.rows());
    }
  }

  @Test
  void verify_openedWithoutAnyKey_isClean() {
    try (MergedReplica a = new MergedReplica(ring)) {
      a.put("1", Map.of("title", "t"));
      a.update("1", "title", new CborText("A"));
      a.put("2", Map.of("title", "t"));
      a.database.delete("2");
      a.database.close();

      a.openPlain();

      assertThat(a.database.all()).hasSize(1).noneMatch(DocumentRow::isReadable);
      assertClean(a, 0); // the node has the keys, only the database was not given them
    }
  }

  @Test
  void plainEntries_amongEncrypted_mergeWithThem() {
    try (MergedReplica a = new MergedReplica(ring)) {
      a.database.close();
      a.openPlain();
      a.put("1", Map.of("title", "plain", "text", "x"));
      a.database.close();
      a.open();

      a.update("1", "title", new CborText("encrypted"));

      assertThat(a.row("1").find("title")).isEqualTo(new CborText("encrypted"));
      assertThat(a.row("1").find("text")).isEqualTo(new CborText("x"));
    }
  }

  private static void assertClean(MergedReplica replica, long unreadable) {
    VerifyReport report = replica.node.care().verify(VerifyOptions.defaults(), Progress.NONE);
    assertThat(report.isClean()).as("%s", report).isTrue();
    assertThat(report.find(replica.database.address()).unreadable()).isEqualTo(unreadable);
  }

  private static void assertShredded(ThrowingCallable read, String key) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            UnreadableException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(Reason.FORGOTTEN);
              assertThat(error.keyId()).isEqualTo(key);
            });
  }
}
