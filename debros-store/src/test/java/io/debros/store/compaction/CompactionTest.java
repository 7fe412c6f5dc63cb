package io.debros.store.compaction;

import static io.debros.store.testing.CarFiles.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.care.VerifyOptions;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.error.StorageException;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.testing.CarFiles;
import io.debros.store.testing.Directories;
import io.debros.store.testing.FaultyStorage;
import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final DocumentOptions OURS = DocumentOptions.defaults();
  private static final DocumentOptions EVERYBODY = OURS.withWrite(List.of("*"));

  @Test
  void compact_afterDrop_givesTheSpaceBackAndKeepsTheRest(@TempDir Path directory)
      throws IOException {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      DocumentDatabase kept = node.openDocuments("kept", OURS);
      kept.put(document("a", 1));
      node.care().compact(Progress.NONE);
      long before = Directories.size(directory);
      DocumentDatabase dropped = node.openDocuments("dropped", OURS);
      byte[] noise = new byte[50_000];
      for (int i = 0; i < 60; i++) {
        new Random(i).nextBytes(noise);
        dropped.put(
            CborMap.builder()
                .put("_id", "k" + i)
                .put("noise", CborBytes.of(noise.clone()))
                .build());
      }
      node.care().compact(Progress.NONE);
      long full = Directories.size(directory);
      assertThat(full - before).isGreaterThan(60 * 50_000);

      dropped.drop();
      CompactionReport report = node.care().compact(Progress.NONE);

      assertThat(report.removed()).isEqualTo(60);
      assertThat(report.removedBytes()).isGreaterThan(60 * 50_000);
      assertThat(Directories.size(directory) - before).isLessThan(300_000);
      assertThat(kept.get("a")).isNotNull();
      assertThat(kept.log().values()).hasSize(1);
      dropped.put(document("again", 1));
      assertThat(dropped.log().values()).hasSize(1);
      assertClean(node);
    }
  }

  @Test
  void compact_nothingDropped_removesNothing() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase database = node.openDocuments("places", EVERYBODY);
      database.put(document("a", 1));
      database.put(document("a", 2));

      CompactionReport report = node.care().compact(Progress.NONE);

      assertThat(report).isEqualTo(new CompactionReport(5, 0, 0));
      assertThat(database.log().values()).hasSize(2);
    }
  }

  /** Databases share writers, and so identities; names and access lists are shared as well. */
  @Test
  void compact_databasesThatShareBlocks_keepsWhatAnyOfThemNeeds() {
    Property.check(
        20,
        random -> {
          try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory());
              DebrosNode other = DebrosNode.open(NodeSettings.inMemory())) {
            List<DocumentDatabase> databases = filled(node, other, random);
            Set<DocumentDatabase> dropped = new HashSet<>();
            for (DocumentDatabase database : databases) {
              if (random.nextInt(2) == 0) {
                database.drop();
                dropped.add(database);
              }
            }
            List<List<DocumentRow>> rows = databases.stream().map(DocumentDatabase::all).toList();

            CompactionReport report = node.care().compact(Progress.NONE);

            assertThat(databases.stream().map(DocumentDatabase::all).toList()).isEqualTo(rows);
            assertClean(node);
            assertThat(report.removed() > 0).isEqualTo(!dropped.isEmpty());
            assertThat(node.care().compact(Progress.NONE).removed()).isZero();
            for (DocumentDatabase database : databases) {
              database.put(document("more", 1));
              assertSurvivesTransfer(node, database);
            }
          }
        });
  }

  private static List<DocumentDatabase> filled(
      DebrosNode node, DebrosNode other, RandomGenerator random) {
    List<DocumentDatabase> databases = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      DocumentDatabase ours = node.openDocuments("places-" + i, EVERYBODY);
      DocumentDatabase theirs = other.openDocuments("places-" + i, EVERYBODY);
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        ours.put(document("k" + n, n));
        theirs.put(document("m" + n, n));
      }
      if (random.nextBoolean()) {
        node.importCar(CarFiles.stream(CarFiles.export(other, theirs.address())));
      }
      databases.add(ours);
    }
    return databases;
  }

  private static void assertSurvivesTransfer(DebrosNode node, DocumentDatabase database) {
    try (DebrosNode fresh = DebrosNode.open(NodeSettings.inMemory())) {
      fresh.importCar(CarFiles.stream(CarFiles.export(node, database.address())));
      assertThat(fresh.openDocuments(database.address().toString(), EVERYBODY).all())
          .isEqualTo(database.all());
    }
  }

  /** What was dropped comes back while it is being removed, again and again. */
  @Test
  void compact_whileWritersDropAndImport_losesNothingCommitted() throws Exception {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory());
        DebrosNode source = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase original = source.openDocuments("shared", EVERYBODY);
      for (int i = 0; i < 30; i++) {
        original.put(document("k" + i, i));
      }
      byte[] car = CarFiles.export(source, original.address());
      AtomicBoolean enough = new AtomicBoolean();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread importer = new Thread(() -> importAgainAndAgain(node, car, original, enough, failure));
      Thread writer = new Thread(() -> writeAgainAndAgain(node, enough, failure));
      importer.start();
      writer.start();
      for (int i = 0; i < 40 && failure.get() == null; i++) {
        node.care().compact(Progress.NONE);
      }
      enough.set(true);
      importer.join();
      writer.join();

      assertThat(failure.get()).isNull();
      assertClean(node);
    }
  }

  private static void importAgainAndAgain(
      DebrosNode node,
      byte[] car,
      DocumentDatabase original,
      AtomicBoolean enough,
      AtomicReference<Throwable> failure) {
    try {
      while (!enough.get()) {
        node.importCar(CarFiles.stream(car));
        DocumentDatabase copy = node.openDocuments(original.address().toString(), EVERYBODY);
        assertThat(copy.log().values()).hasSize(30);
        assertThat(CarFiles.entries(CarFiles.export(node, copy.address()))).hasSize(30);
        copy.drop();
      }
    } catch (RuntimeException | Error e) {
      failure.set(e);
    }
  }

  private static void writeAgainAndAgain(
      DebrosNode node, AtomicBoolean enough, AtomicReference<Throwable> failure) {
    try {
      DocumentDatabase mine = node.openDocuments("mine", OURS);
      for (int i = 0; !enough.get(); i++) {
        mine.put(document("k", i));
        if (i % 20 == 19) {
          assertThat(mine.log().values()).hasSize(20);
          mine.drop();
          i = -1;
        }
      }
    } catch (RuntimeException | Error e) {
      failure.set(e);
    }
  }

  @Test
  void compact_exportOfDroppedDatabase_goesOn() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase database = node.openDocuments("places", OURS);
      for (int i = 0; i < 30; i++) {
        database.put(document("k" + i, i));
      }
      List<Object> entries = new ArrayList<>(database.log().values());
      ByteArrayOutputStream car = new ByteArrayOutputStream();

      node.care()
          .exportCar(
              database.address(),
              car,
              step -> {
                if (step.phase().equals("export") && step.done() == 3) {
                  database.drop();
                  assertThat(node.care().compact(Progress.NONE).removed()).isEqualTo(30);
                }
                return true;
              });

      assertThat(CarFiles.entries(car.toByteArray())).isEqualTo(entries);
    }
  }

  @Test
  void compact_diesAtAnyStep_keepsWhatIsNeededAndIsRepeated() {
    MemoryStorage memory = new MemoryStorage();
    FaultyStorage disk = new FaultyStorage(memory);
    NodeSettings settings = NodeSettings.inMemory().withKeyStore(new MemoryKeyStore());
    DebrosNode node = DebrosNode.open(settings, disk);
    DocumentDatabase kept = node.openDocuments("kept", OURS);
    kept.put(document("a", 1));
    int steps = 0;
    for (boolean died = true; died; steps++) {
      DocumentDatabase dropped = node.openDocuments("dropped", OURS);
      dropped.put(document("b", steps));
      dropped.drop();
      disk.fillDiskAfter(steps);
      died = dies(node);
      disk.freeDisk();
      node = DebrosNode.open(settings, disk);
      assertThat(node.care().compact(Progress.NONE).kept()).as("after step %d", steps).isEqualTo(5);
      assertThat(node.openDocuments("kept", OURS).log().values()).hasSize(1);
      assertThat(CarFiles.dump(memory, List.of("marks"))).isEmpty();
    }
    assertThat(steps).isGreaterThan(3);
    node.close();
  }

  private static boolean dies(DebrosNode node) {
    try {
      node.care().compact(Progress.NONE);
      return false;
    } catch (StorageException e) {
      return true;
    }
  }

  @Test
  void compact_cancelledOrTwiceAtOnce_saysSo() {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      node.openDocuments("places", OURS).put(document("a", 1));
      List<Throwable> refused = new ArrayList<>();

      assertThatThrownBy(() -> node.care().compact(step -> !step.phase().equals("sweep")))
          .isInstanceOf(CancellationException.class);
      node.care()
          .compact(
              step -> {
                try {
                  node.care().compact(Progress.NONE);
                } catch (IllegalStateException e) {
                  refused.add(e);
                }
                return true;
              });

      assertThat(refused)
          .isNotEmpty()
          .allSatisfy(e -> assertThat(e).hasMessageContaining("Another compaction is running"));
      try (StorageSnapshot moment = node.snapshot()) {
        assertThat(CarFiles.dump(moment, List.of("marks"))).isEmpty();
      }
    }
  }

  private static void assertClean(DebrosNode node) {
    assertThat(node.care().verify(VerifyOptions.defaults(), Progress.NONE).all()).isEmpty();
  }
}
