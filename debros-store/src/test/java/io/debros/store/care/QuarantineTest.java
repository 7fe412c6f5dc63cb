package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.BlockStore;
import io.debros.store.care.RepairAction.Kind;
import io.debros.store.care.RepairOptions.Hopeless;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.StorageException;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten entries in a row, of which one is lost for good. */
class QuarantineTest {
  private static final RepairOptions QUARANTINE =
      RepairOptions.defaults().withHopeless(Hopeless.QUARANTINE);

  private final MemoryStorage storage = new MemoryStorage();
  private DebrosNode node;
  private List<Entry> entries;

  @BeforeEach
  void write() {
    node = DebrosNode.open(NodeSettings.inMemory(), storage);
    DocumentDatabase users = users();
    IntStream.range(0, 10)
        .mapToObj(i -> CborMap.builder().put("_id", "k" + i).put("n", i).build())
        .forEach(users::put);
    entries = users.log().values();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void repair_lostEntry_isLeftAndReportedUnlessAsked() {
    lose(6);

    RepairReport report = node.care().repair(RepairOptions.defaults(), Progress.NONE);

    assertThat(report.isClean()).isFalse();
    assertThat(report.after().all())
        .extracting(Finding::kind)
        .containsExactly(FindingKind.BLOCK_MISSING);
    assertThat(report.actions()).extracting(RepairAction::kind).doesNotContain(Kind.QUARANTINED);
    assertThat(users().count()).isEqualTo(10);
  }

  @Test
  void repair_lostEntryPutAside_keepsWhatWasBeforeIt() {
    lose(6);

    RepairReport report = node.care().repair(QUARANTINE, Progress.NONE);

    assertThat(report.isClean()).isTrue();
    assertThat(users().log().values()).containsExactlyElementsOf(entries.subList(0, 6));
    assertThat(users().heads()).containsExactly(entries.get(5));
    assertThat(users().count()).isEqualTo(6);
    assertThat(users().get("k6")).isNull();
  }

  @Test
  void repair_putAside_keepsTheBytes() {
    byte[] damaged = entries.get(6).bytes();
    damaged[50] ^= 1;
    storage.write(new StorageBatch().put(BlockStore.SPACE, entries.get(6).hash().bytes(), damaged));

    node.care().repair(QUARANTINE, Progress.NONE);

    assertThat(RowDamage.rows(storage, Quarantine.SPACE))
        .extracting(RowDamage.Row::value)
        .containsExactlyInAnyOrder(
            damaged, entries.get(7).bytes(), entries.get(8).bytes(), entries.get(9).bytes());
    assertThat(RowDamage.rows(storage, LogCut.SCRATCH)).isEmpty();
  }

  @Test
  void join_afterEntriesWerePutAside_bringsThemBack() {
    lose(6);
    node.care().repair(QUARANTINE, Progress.NONE);

    users()
        .join(
            List.of(entries.get(9)),
            cid -> cid.equals(entries.get(6).hash()) ? entries.get(6).bytes() : null);

    assertThat(users().log().values()).isEqualTo(entries);
    assertThat(node.care().verify(VerifyOptions.defaults(), Progress.NONE).isClean()).isTrue();
  }

  @Test
  void repair_lostHead_databaseOpensAgain() {
    lose(9);
    users().close();
    assertThatThrownBy(this::users).isInstanceOf(StorageException.class);

    assertThat(node.care().repair(RepairOptions.defaults(), Progress.NONE).isClean()).isFalse();
    assertThatThrownBy(this::users).isInstanceOf(StorageException.class);
    assertThat(node.care().repair(QUARANTINE, Progress.NONE).isClean()).isTrue();

    assertThat(users().count()).isEqualTo(9);
  }

  @Test
  void repair_sourceThatLies_isNotBelieved() {
    lose(6);

    RepairReport report =
        node.care()
            .repair(
                RepairOptions.defaults().withSource(cid -> entries.get(5).bytes()), Progress.NONE);

    assertThat(report.isClean()).isFalse();
    assertThat(report.actions()).extracting(RepairAction::kind).doesNotContain(Kind.FETCHED);
  }

  @Test
  void repair_cancelled_isFinishedByTheNext() {
    lose(6);
    for (int steps = 8; steps < 40; steps += 3) {
      int last = steps;
      int[] seen = {0};
      try {
        node.care().repair(QUARANTINE, step -> ++seen[0] < last);
      } catch (CancellationException cancelled) {
        assertThat(seen[0]).isEqualTo(last);
      }
    }

    assertThat(node.care().repair(QUARANTINE, Progress.NONE).isClean()).isTrue();
    assertThat(users().log().values()).containsExactlyElementsOf(entries.subList(0, 6));
  }

  private void lose(int entry) {
    storage.write(new StorageBatch().delete(BlockStore.SPACE, entries.get(entry).hash().bytes()));
  }

  private DocumentDatabase users() {
    return node.openDocuments("users", DocumentOptions.defaults());
  }
}
