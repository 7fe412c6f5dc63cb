package io.debros.store.backup;

import static io.debros.store.testing.CarFiles.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.care.NodeCare;
import io.debros.store.care.VerifyOptions;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.StorageException;
import io.debros.store.identity.Identity;
import io.debros.store.progress.Progress;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.testing.CarFiles;
import io.debros.store.testing.Property;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final DocumentOptions OURS = DocumentOptions.defaults();

  @TempDir private Path folder;
  private DebrosNode node;
  private DocumentDatabase places;

  @BeforeEach
  void write() {
    node = DebrosNode.open(NodeSettings.in(folder.resolve("node")));
    places = node.openDocuments("places", OURS);
    for (int i = 0; i < 40; i++) {
      places.put(document("k" + i % 10, i));
    }
    node.putNote("answer", "42".getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void restore_withKeys_isTheSameNode() {
    Identity identity = node.identity();
    Path file = folder.resolve("node.backup");

    BackupReport written = node.care().backup(file, BackupOptions.withKeys(), Progress.NONE);
    BackupReport read = NodeCare.restore(file, folder.resolve("copy"), Progress.NONE);

    assertThat(read).isEqualTo(written);
    assertThat(written.keyFiles()).isEqualTo(2);
    assertThat(file).hasSize(written.bytes());
    try (DebrosNode copy = DebrosNode.open(NodeSettings.in(folder.resolve("copy")))) {
      assertThat(copy.identity()).isEqualTo(identity);
      assertThat(copy.databases())
          .usingRecursiveComparison()
          .ignoringFields("open")
          .isEqualTo(node.databases());
      DocumentDatabase same = copy.openDocuments("places", OURS);
      assertThat(same.address()).isEqualTo(places.address());
      assertThat(same.all()).isEqualTo(places.all());
      assertThat(same.heads()).isEqualTo(places.heads());
      assertThat(copy.findNote("answer")).isEqualTo("42".getBytes(StandardCharsets.UTF_8));
      same.put(document("more", 1));
      assertThat(copy.care().verify(VerifyOptions.defaults(), Progress.NONE).isClean()).isTrue();
    }
  }

  @Test
  void restore_withoutKeys_readsEverythingAndIsAnotherWriter() {
    byte[] backup = backup(BackupOptions.withoutKeys());

    restore(backup, "copy");

    assertThat(folder.resolve("copy/keystore")).doesNotExist();
    try (DebrosNode copy = DebrosNode.open(NodeSettings.in(folder.resolve("copy")))) {
      assertThat(copy.identity()).isNotEqualTo(node.identity());
      assertThat(copy.openDocuments(places.address().toString(), OURS).all())
          .isEqualTo(places.all());
    }
  }

  @Test
  void restore_keyFiles_belongToTheirOwnerOnly() throws IOException {
    restore(backup(BackupOptions.withKeys()), "copy");

    try (Stream<Path> keys = Files.list(folder.resolve("copy/keystore"))) {
      assertThat(keys)
          .hasSize(2)
          .allSatisfy(
              key ->
                  assertThat(Files.getPosixFilePermissions(key).toString())
                      .doesNotContain("GROUP"));
    }
  }

  @Test
  void backup_ofNodeInMemory_canBeRestored() {
    try (DebrosNode memory = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase notes = memory.openDocuments("notes", OURS);
      notes.put(document("a", 1));
      ByteArrayOutputStream backup = new ByteArrayOutputStream();

      memory.care().backup(backup, BackupOptions.withoutKeys(), Progress.NONE);
      restore(backup.toByteArray(), "copy");

      try (DebrosNode copy = DebrosNode.open(NodeSettings.in(folder.resolve("copy")))) {
        assertThat(copy.openDocuments(notes.address().toString(), OURS).all())
            .isEqualTo(notes.all());
      }
      assertThatThrownBy(
              () ->
                  memory
                      .care()
                      .backup(new ByteArrayOutputStream(), BackupOptions.withKeys(), Progress.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Keys of this node are not in its directory");
    }
  }

  /**
   * Transactions write one number into two databases: no backup may have it in one of them only.
   */
  @Test
  void backup_whileTransactionsCommit_isAStateThatWas() throws Exception {
    DocumentDatabase left = node.openDocuments("left", OURS);
    DocumentDatabase right = node.openDocuments("right", OURS);
    commit(left, right, 0);
    AtomicBoolean enough = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int n = 1; !enough.get(); n++) {
                commit(left, right, n);
              }
            });
    writer.start();
    List<Long> numbers = new ArrayList<>();
    try {
      for (int round = 0; round < 5; round++) {
        restore(backup(BackupOptions.withKeys()), "copy-" + round);
        numbers.add(numberInBoth(folder.resolve("copy-" + round)));
      }
    } finally {
      enough.set(true);
      writer.join();
    }
    assertThat(numbers).isSorted();
    assertThat(numbers.get(4)).isGreaterThan(numbers.get(0));
  }

  private void commit(DocumentDatabase left, DocumentDatabase right, int n) {
    try (DatabaseTransaction transaction = node.begin(List.of(left, right))) {
      transaction.put(left, document("n", n));
      transaction.put(right, document("n", n));
      transaction.commit();
    }
  }

  private static long numberInBoth(Path directory) {
    try (DebrosNode copy = DebrosNode.open(NodeSettings.in(directory))) {
      DocumentDatabase left = copy.openDocuments("left", OURS);
      DocumentDatabase right = copy.openDocuments("right", OURS);
      assertThat(left.get("n").value()).isEqualTo(right.get("n").value());
      assertThat(left.log().values()).hasSameSizeAs(right.log().values());
      return ((CborInt) left.get("n").value().find("n")).value();
    }
  }

  @Test
  void restore_anyBitFlipped_isRefusedAndLeavesNothing() {
    byte[] backup = backup(BackupOptions.withKeys());
    Property.check(
        8,
        random -> {
          byte[] damaged = backup.clone();
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));

          assertThatThrownBy(() -> restore(damaged, "copy"))
              .isInstanceOf(StorageException.class)
              .hasMessageContaining("Backup is damaged or not whole");
          assertThat(folder.resolve("copy")).isEmptyDirectory();
        });
  }

  @Test
  void restore_cutOffAnywhere_isRefusedAndLeavesNothing() {
    byte[] backup = backup(BackupOptions.withKeys());
    Property.check(
        4,
        random -> {
          byte[] beginning = Arrays.copyOf(backup, random.nextInt(backup.length));

          assertThatThrownBy(() -> restore(beginning, "copy"))
              .isInstanceOf(StorageException.class)
              .hasMessageContaining("Backup is damaged or not whole");
          assertThat(folder.resolve("copy")).isEmptyDirectory();
        });
  }

  @Test
  void restore_intoDirectoryInUse_isRefused() {
    byte[] backup = backup(BackupOptions.withKeys());

    assertThatThrownBy(() -> restore(backup, "node"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Directory to restore into is not empty");
    assertThat(places.count()).isEqualTo(10);
  }

  @Test
  void open_restoreThatDied_isRefused() throws IOException {
    Files.createDirectories(folder.resolve("copy/.restoring/store"));

    assertThatThrownBy(() -> DebrosNode.open(NodeSettings.in(folder.resolve("copy"))))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Directory was not restored to the end");
  }

  @Test
  void backup_cancelled_leavesTheEarlierOne() throws IOException {
    Path file = folder.resolve("node.backup");
    node.care().backup(file, BackupOptions.withKeys(), Progress.NONE);
    byte[] earlier = Files.readAllBytes(file);
    places.put(document("more", 1));

    assertThatThrownBy(
            () -> node.care().backup(file, BackupOptions.withKeys(), step -> step.done() < 10))
        .isInstanceOf(CancellationException.class);

    assertThat(Files.readAllBytes(file)).isEqualTo(earlier);
    assertThat(folder.resolve("node.backup.part")).doesNotExist();
  }

  @Test
  void backup_andRestore_tellHowFarTheyAre() {
    List<Progress.Step> steps = new ArrayList<>();
    ByteArrayOutputStream backup = new ByteArrayOutputStream();

    BackupReport report = node.care().backup(backup, BackupOptions.withKeys(), steps::add);
    NodeCare.restore(stream(backup.toByteArray()), folder.resolve("copy"), steps::add);

    assertThat(steps)
        .filteredOn(step -> step.done() == report.rows())
        .extracting(Progress.Step::phase)
        .contains("backup", "restore");
  }

  @Test
  void restore_unfinishedImport_isNotInIt() {
    byte[] car = CarFiles.export(node, places.address());
    try (DebrosNode other = DebrosNode.open(NodeSettings.inMemory())) {
      assertThatThrownBy(
              () ->
                  other.care().importCar(stream(Arrays.copyOf(car, car.length - 1)), Progress.NONE))
          .hasMessageContaining("cut off");
      ByteArrayOutputStream backup = new ByteArrayOutputStream();

      other.care().backup(backup, BackupOptions.withoutKeys(), Progress.NONE);
      restore(backup.toByteArray(), "copy");

      assertThat(other.care().pendingImports()).hasSize(1);
      try (DebrosNode copy = DebrosNode.open(NodeSettings.in(folder.resolve("copy")));
          StorageSnapshot moment = copy.snapshot()) {
        assertThat(copy.care().pendingImports()).isEmpty();
        assertThat(CarFiles.dump(moment, List.of("imports", "import-jobs"))).isEmpty();
      }
    }
  }

  private byte[] backup(BackupOptions options) {
    ByteArrayOutputStream backup = new ByteArrayOutputStream();
    node.care().backup(backup, options, Progress.NONE);
    return backup.toByteArray();
  }

  private void restore(byte[] backup, String name) {
    NodeCare.restore(stream(backup), folder.resolve(name), Progress.NONE);
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
