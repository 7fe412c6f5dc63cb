package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DatabaseInfo;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.BlockStore;
import io.debros.store.care.RepairOptions.Hopeless;
import io.debros.store.care.RowDamage.Kind;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.error.StorageException;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.Property;
import io.debros.store.testing.Sample;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RepairTest {
  private static final MemoryStorage WHOLE = new MemoryStorage();
  private static final NodeSettings SETTINGS =
      NodeSettings.inMemory().withKeyStore(new MemoryKeyStore());
  private static final RepairOptions WITH_BACKUP =
      RepairOptions.defaults()
          .withSource(cid -> WHOLE.get(BlockStore.SPACE, cid.bytes()))
          .withVerify(VerifyOptions.defaults().withThreads(1));
  private static String description;

  @BeforeAll
  static void write() {
    DebrosNode node = DebrosNode.open(SETTINGS, WHOLE);
    Sample.first(node);
    Sample.second(node);
    Sample.last(node);
    description = Sample.describe(node); // the storage in memory stays readable while it is open
  }

  @Test
  void repair_nothingWrong_doesNothing() {
    try (DebrosNode node = DebrosNode.open(SETTINGS, copy())) {
      var open = Sample.open(node);

      RepairReport report = node.care().repair(RepairOptions.defaults(), Progress.NONE);

      assertThat(report.isClean()).isTrue();
      assertThat(report.actions()).isEmpty();
      assertThat(open.values()).noneMatch(database -> database.isClosed());
    }
  }

  @Test
  void repair_anyRowDamagedWhileOpen_restoresEverythingButNotes() {
    Property.check(Integer.getInteger("debros.damages", 2), RepairTest::restoredWhileOpen);
  }

  @Test
  void repair_anyRowDamagedWhileClosed_restoresEverythingButNotes() {
    Property.check(Integer.getInteger("debros.damages", 2), RepairTest::restoredAfterOpen);
  }

  @Test
  void repair_nothingToFetchFrom_isCleanWithoutWhatWasCutOff() {
    Property.check(Integer.getInteger("debros.damages", 2), RepairTest::cleanAfterCut);
  }

  /** Nobody but a source has the identity of another writer; our own is in the key store. */
  @Test
  void repair_identityOfAnotherLost_cutsItsEntriesOffWhenAsked() {
    Storage storage = copy();
    try (DebrosNode node = DebrosNode.open(SETTINGS, storage)) {
      DocumentDatabase shared = Sample.open(node).get("shared");
      Entry theirs =
          shared.log().values().stream()
              .filter(entry -> !entry.identity().equals(node.identity().hash()))
              .findFirst()
              .orElseThrow();
      flip(storage, theirs.identity());

      RepairReport left = node.care().repair(RepairOptions.defaults(), Progress.NONE);
      RepairReport cut =
          node.care()
              .repair(RepairOptions.defaults().withHopeless(Hopeless.QUARANTINE), Progress.NONE);

      assertThat(left.after().all()).extracting(Finding::kind).contains(FindingKind.BLOCK_DAMAGED);
      assertThat(cut.after().all()).as("%s", cut.actions()).isEmpty();
      assertThat(cut.after().find(shared.address()).entries()).isPositive().isLessThan(24);
    }
  }

  @Test
  void repair_manifestOfAnEmptyDatabaseLost_forgetsItsIndexToo() {
    Storage storage = copy();
    try (DebrosNode node = DebrosNode.open(SETTINGS, storage)) {
      DocumentDatabase empty = node.openDocuments("empty", DocumentOptions.defaults());
      flip(storage, empty.address().manifest());

      RepairReport report =
          node.care()
              .repair(RepairOptions.defaults().withHopeless(Hopeless.QUARANTINE), Progress.NONE);

      assertThat(report.after().all()).as("%s", report.actions()).isEmpty();
      assertThat(node.databases()).extracting(DatabaseInfo::name).doesNotContain("empty");
    }
  }

  @Test
  void repair_ownIdentityLost_isWrittenAgain() {
    Storage storage = copy();
    try (DebrosNode node = DebrosNode.open(SETTINGS, storage)) {
      Sample.open(node);
      flip(storage, node.identity().hash());

      RepairReport report = node.care().repair(RepairOptions.defaults(), Progress.NONE);

      assertThat(report.after().all()).isEmpty();
      assertThat(Sample.describe(node)).isEqualTo(description);
    }
  }

  private static void flip(Storage storage, Cid block) {
    byte[] bytes = storage.get(BlockStore.SPACE, block.bytes());
    bytes[bytes.length / 2] ^= 1;
    storage.write(new StorageBatch().put(BlockStore.SPACE, block.bytes(), bytes));
  }

  private static void restoredWhileOpen(RandomGenerator random) {
    for (Space space : RowDamage.SPACES) {
      Storage storage = copy();
      try (DebrosNode node = DebrosNode.open(SETTINGS, storage)) {
        Sample.open(node);
        RowDamage damage = RowDamage.of(storage, space, random);
        damage.damage(storage);

        assertRestored(node, damage, node.care().repair(WITH_BACKUP, Progress.NONE));
      }
    }
  }

  private static void restoredAfterOpen(RandomGenerator random) {
    for (Space space : RowDamage.SPACES) {
      Storage storage = copy();
      RowDamage damage = RowDamage.of(storage, space, random);
      damage.damage(storage);

      try (DebrosNode node = DebrosNode.open(SETTINGS, storage)) {
        openIfPossible(node);
        assertRestored(node, damage, node.care().repair(WITH_BACKUP, Progress.NONE));
      } catch (StorageException refused) {
        assertThat(refused) // nothing was read
            .hasMessageMatching("(?s).*(damaged|written by a newer version).*");
      }
    }
  }

  /** Who has definitions of field indexes opens the databases; damaged ones refuse. */
  private static void openIfPossible(DebrosNode node) {
    try {
      Sample.open(node);
    } catch (StorageException | BadBlockException | MissingBlockException damaged) {
      assertThat(damaged.problem()).isNotNull();
    }
  }

  private static void assertRestored(DebrosNode node, RowDamage damage, RepairReport report) {
    List<FindingKind> left = report.after().all().stream().map(Finding::kind).toList();
    if (damage.space().name().equals("notes")
        || (damage.isOfKey("notes") && damage.kind() != Kind.ADDED)) {
      assertThat(left)
          .as(damage + " " + report.after().all())
          .containsOnly(FindingKind.NOTES_WRONG);
      return;
    }
    if (damage.space().name().equals("databases") && !left.isEmpty()) {
      assertThat(damage.kind()).isIn(Kind.ADDED, Kind.KEY_CHANGED);
      assertThat(left)
          .as("%s %s", damage, report.after().all())
          .containsAnyOf(FindingKind.RECORD_UNKNOWN, FindingKind.BLOCK_MISSING);
      return;
    }
    assertThat(report.after().all()).as(damage + " " + report.actions()).isEmpty();
    assertThat(Sample.describe(node)).as(damage.toString()).isEqualTo(description);
  }

  private static void cleanAfterCut(RandomGenerator random) {
    for (Space space : RowDamage.SPACES) {
      Storage storage = copy();
      try (DebrosNode node = DebrosNode.open(SETTINGS, storage)) {
        Sample.open(node);
        RowDamage damage = RowDamage.of(storage, space, random);
        damage.damage(storage);

        RepairReport report =
            node.care()
                .repair(RepairOptions.defaults().withHopeless(Hopeless.QUARANTINE), Progress.NONE);

        assertThat(report.after().all())
            .as(damage + " " + report.actions())
            .allMatch(RepairTest::isOfADescription);
        if (report.after().isClean()
            && report.actions().stream()
                .noneMatch(action -> action.kind() == RepairAction.Kind.QUARANTINED)) {
          assertThat(Sample.describe(node)).as(damage.toString()).isEqualTo(description);
        }
      }
    }
  }

  /**
   * Nobody can cut off what a database is that has entries, or who may write: without a source it
   * stays lost, and is told of.
   */
  private static boolean isOfADescription(Finding finding) {
    String text = finding.toString();
    return finding.kind() == FindingKind.DESCRIPTION_MISSING
        || (finding.kind() == FindingKind.BLOCK_MISSING
            && (text.contains("of=access list") || text.contains("of=manifest")));
  }

  private static Storage copy() {
    MemoryStorage copy = new MemoryStorage();
    for (Space space : RowDamage.SPACES) {
      StorageBatch batch = new StorageBatch();
      RowDamage.rows(WHOLE, space).forEach(row -> batch.put(space, row.key(), row.value()));
      copy.write(batch);
    }
    return copy;
  }
}
