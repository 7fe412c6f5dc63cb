package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.backup.BackupOptions;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DatabaseType;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.index.IndexDefinition;
import io.debros.store.merge.MergeRule;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.CarFiles;
import io.debros.store.testing.Property;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Care of a database whose rows are made of several entries each. */
class MergedVerifyTest {
  private static final DatabaseType<DocumentDatabase, DocumentOptions> TYPE =
      DatabaseTypes.mergedDocuments(new MergeRule(Set.of("likes"), Set.of(), "v", null));
  private static final DocumentOptions OPTIONS =
      DocumentOptions.defaults()
          .withWrite(List.of("*"))
          .withIndexes(
              List.of(
                  IndexDefinition.of(
                      "title", "1", (key, row) -> List.of(DagCbor.encode(row.find("title"))))));

  /** What is derived from the log of a database that merges. */
  private static final List<Space> DERIVED =
      List.of(new Space("history"), new Space("keys"), new Space("order"), new Space("fields"));

  private static final NodeSettings SETTINGS =
      NodeSettings.inMemory().withKeyStore(new MemoryKeyStore());
  private static final MemoryStorage WHOLE = new MemoryStorage();
  private static DebrosNode original;
  private static List<DocumentRow> rows;

  /** Two writers who change the same documents apart, again and again. */
  @BeforeAll
  static void write() {
    original = DebrosNode.open(SETTINGS, WHOLE);
    MemoryStorage theirs = new MemoryStorage();
    try (DebrosNode other = DebrosNode.open(NodeSettings.inMemory(), theirs)) {
      DocumentDatabase here = open(original);
      DocumentDatabase there = open(other);
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 6; i++) {
          change(original, here, "k" + i, "title", round);
          change(other, there, "k" + i, "text", round);
        }
        here.delete("k" + round);
        here.join(there.heads(), new BlockStore(theirs)::find);
        there.join(here.heads(), new BlockStore(WHOLE)::find);
      }
      rows = here.all();
    }
    assertThat(rows).anyMatch(row -> row.value().find("title") != null && hasText(row));
  }

  @AfterAll
  static void close() {
    original.close();
  }

  @Test
  void verify_openOrClosed_findsNothing() {
    assertThat(verify(original).all()).isEmpty();
    assertThat(verify(original).databases())
        .extracting(DatabaseReport::rows)
        .containsExactly((long) rows.size());
    try (DebrosNode closed = DebrosNode.open(SETTINGS, copy())) {
      assertThat(verify(closed).all()).isEmpty();
    }
  }

  @Test
  void repair_anyDerivedRowDamaged_isReportedAndMadeAnew() {
    Property.check(Integer.getInteger("debros.damages", 2), MergedVerifyTest::repaired);
  }

  private static void repaired(RandomGenerator random) {
    for (Space space : DERIVED) {
      Storage storage = copy();
      try (DebrosNode node = DebrosNode.open(SETTINGS, storage)) {
        open(node);
        RowDamage damage = RowDamage.of(storage, space, random);
        damage.damage(storage);

        RepairReport report = node.care().repair(RepairOptions.defaults(), Progress.NONE);

        if (!isMark(damage)) {
          assertThat(report.before().isClean()).as(damage.toString()).isFalse();
        }
        assertThat(report.after().all()).as(damage.toString()).isEmpty();
        assertThat(open(node).all()).as(damage.toString()).isEqualTo(rows);
        assertThat(verify(node).all()).as(damage.toString()).isEmpty();
      }
    }
  }

  /** That somebody was told of a conflict is noted nowhere else; rows do not depend on it. */
  private static boolean isMark(RowDamage damage) {
    return damage.kind() == RowDamage.Kind.VALUE_CHANGED && damage.space().name().equals("history");
  }

  @Test
  void verify_valueOfMergedRowChanged_isReported() {
    Storage storage = copy();
    try (DebrosNode node = DebrosNode.open(SETTINGS, storage)) {
      open(node);
      RowDamage.Row row = RowDamage.rows(storage, new Space("keys")).get(4);
      byte[] changed = row.value().clone();
      changed[changed.length - 1] ^= 1;
      storage.write(new StorageBatch().put(new Space("keys"), row.key(), changed));

      assertThat(verify(node).all())
          .extracting(Finding::kind)
          .contains(FindingKind.KEY_INDEX_WRONG);
    }
  }

  @Test
  void compact_keepsWhatTheRowsAreMadeOf() {
    try (DebrosNode node = DebrosNode.open(SETTINGS, copy())) {
      open(node);

      assertThat(node.care().compact(Progress.NONE).removed()).isZero();
      remake(node);

      assertThat(open(node).all()).isEqualTo(rows);
      assertThat(verify(node).all()).isEmpty();
    }
  }

  @Test
  void restore_ofBackup_showsTheSameRows(@TempDir Path directory) {
    ByteArrayOutputStream backup = new ByteArrayOutputStream();
    original.care().backup(backup, BackupOptions.withoutKeys(), Progress.NONE);
    Path restored = directory.resolve("restored");

    NodeCare.restore(new ByteArrayInputStream(backup.toByteArray()), restored, Progress.NONE);

    try (DebrosNode node = DebrosNode.open(NodeSettings.in(restored))) {
      assertThat(open(node).all()).isEqualTo(rows);
      assertThat(verify(node).all()).isEmpty();
    }
  }

  @Test
  void importCar_intoAnotherNode_showsTheSameRows() {
    byte[] car = CarFiles.export(original, open(original).address());
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      node.importCar(CarFiles.stream(car));
      assertThat(verify(node).all()).isEmpty();

      assertThat(open(node).all()).isEqualTo(rows);
      assertThat(verify(node).all()).isEmpty();
    }
  }

  @Test
  void importCar_intoOpenDatabase_mergesWhatIsNew() {
    byte[] car = CarFiles.export(original, open(original).address());
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase database = open(node);
      assertThat(database.address()).isEqualTo(open(original).address());

      node.importCar(CarFiles.stream(car));

      assertThat(database.all()).isEqualTo(rows);
      assertThat(verify(node).all()).isEmpty();
    }
  }

  /** By other rules first, so that every row is made of its history again. */
  private static void remake(DebrosNode node) {
    open(node).close();
    node.openDocuments("merged", OPTIONS).close();
  }

  private static DocumentDatabase open(DebrosNode node) {
    return node.open("merged", TYPE, OPTIONS);
  }

  private static void change(
      DebrosNode node, DocumentDatabase database, String key, String attribute, int value) {
    DocumentRow row = database.get(key);
    CborMap present =
        row == null ? CborMap.builder().put("_id", key).put("title", "new").build() : row.value();
    long version = present.find("v") instanceof CborInt number ? number.value() : 0;
    try (DatabaseTransaction transaction = node.begin(List.of(database))) {
      CborMap claim =
          CborMap.builder()
              .put("at", transaction.nextTime(database))
              .put("keys", CborList.of(new CborText(attribute), new CborText("v")))
              .build();
      transaction.put(
          database,
          present.toBuilder()
              .put(attribute, new CborInt(value))
              .put("v", version + 1)
              .put("_changed", claim)
              .build());
      transaction.commit();
    }
  }

  private static boolean hasText(DocumentRow row) {
    return row.value().find("text") != null;
  }

  private static VerifyReport verify(DebrosNode node) {
    return node.care().verify(VerifyOptions.defaults(), Progress.NONE);
  }

  private static Storage copy() {
    MemoryStorage copy = new MemoryStorage();
    List<Space> spaces = new ArrayList<>(RowDamage.SPACES);
    spaces.add(new Space("history"));
    for (Space space : spaces) {
      StorageBatch batch = new StorageBatch();
      RowDamage.rows(WHOLE, space).forEach(row -> batch.put(space, row.key(), row.value()));
      copy.write(batch);
    }
    return copy;
  }
}
