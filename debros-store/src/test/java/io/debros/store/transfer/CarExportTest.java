package io.debros.store.transfer;

import static io.debros.store.testing.CarFiles.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.Block;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryOrder;
import io.debros.store.progress.Progress;
import io.debros.store.testing.CarFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CarExportTest {
  private static final DocumentOptions EVERYBODY =
      DocumentOptions.defaults().withWrite(List.of("*"));

  private final DebrosNode ours = DebrosNode.open(NodeSettings.inMemory());
  private final DebrosNode theirs = DebrosNode.open(NodeSettings.inMemory());
  private final DocumentDatabase database = ours.openDocuments("places", EVERYBODY);

  /** Two writers, who wrote apart and met once. */
  @BeforeEach
  void write() {
    DocumentDatabase copy = theirs.openDocuments("places", EVERYBODY);
    for (int i = 0; i < 20; i++) {
      database.put(document("a" + i, i));
      copy.put(document("b" + i, i));
      if (i == 10) {
        ours.care()
            .importCar(CarFiles.stream(CarFiles.export(theirs, copy.address())), step -> true);
      }
    }
    ours.care().importCar(CarFiles.stream(CarFiles.export(theirs, copy.address())), step -> true);
  }

  @AfterEach
  void close() {
    ours.close();
    theirs.close();
  }

  @Test
  void exportCar_severalWriters_writesOldestFirstAndNothingBeforeWhatItNeeds() {
    byte[] car = CarFiles.export(ours, database.address());

    List<Entry> entries = CarFiles.entries(car);
    assertThat(entries).isSortedAccordingTo(EntryOrder.OLDEST_FIRST).hasSize(40);
    assertThat(entries).isEqualTo(database.log().values());
    Set<Cid> seen = new HashSet<>();
    for (Block block : CarFiles.blocks(car)) {
      if (CarFiles.isEntry(block)) {
        Entry entry = Entry.decode(block.bytes());
        assertThat(seen).contains(entry.identity()).containsAll(entry.next());
        assertThat(seen).containsAll(entry.refs());
      }
      assertThat(seen.add(block.cid())).as("first of its kind").isTrue();
    }
  }

  @Test
  void exportCar_severalHeads_namesManifestAndHeadsAsRoots() {
    List<Cid> roots = new ArrayList<>(List.of(database.address().manifest()));
    database.heads().forEach(head -> roots.add(head.hash()));

    byte[] car = CarFiles.export(ours, database.address());

    assertThat(roots).hasSize(3);
    assertThat(CarFiles.roots(car)).isEqualTo(roots);
  }

  @Test
  void exportCar_whileOthersWriteAndDrop_isTheMomentOfTheCall() {
    List<Entry> before = database.log().values();
    ByteArrayOutputStream car = new ByteArrayOutputStream();
    OutputStream meddling =
        new OutputStream() {
          @Override
          public void write(int octet) {
            car.write(octet);
          }

          @Override
          public void write(byte[] bytes, int from, int count) {
            if (car.size() < 1000) {
              database.put(document("new", car.size()));
            } else if (!database.heads().isEmpty()) {
              database.drop();
            }
            car.write(bytes, from, count);
          }
        };

    ours.care().exportCar(database.address(), meddling, Progress.NONE);

    assertThat(database.heads()).isEmpty();
    assertThat(CarFiles.entries(car.toByteArray())).isEqualTo(before);
  }

  @Test
  void exportCar_progress_tellsEntriesBytesAndTotal() {
    List<Progress.Step> steps = new ArrayList<>();

    ours.care().exportCar(database.address(), new ByteArrayOutputStream(), steps::add);

    long bytes = database.log().values().stream().mapToLong(Entry::size).sum();
    assertThat(steps)
        .contains(new Progress.Step("sort", database.address(), 40, 0, bytes))
        .endsWith(new Progress.Step("export", database.address(), 40, 40, bytes));
  }

  @Test
  void exportCar_cancelled_stops() {
    ByteArrayOutputStream car = new ByteArrayOutputStream();

    assertThatThrownBy(
            () ->
                ours.care()
                    .exportCar(
                        database.address(),
                        car,
                        step -> !step.phase().equals("export") || step.done() < 5))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("Task was cancelled by its progress listener")
        .hasMessageContaining("done=5");
    assertThat(CarFiles.entries(car.toByteArray())).hasSize(5);
  }

  @Test
  void exportCar_streamFails_saysSo() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    assertThatThrownBy(() -> ours.care().exportCar(database.address(), full, Progress.NONE))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("CAR file cannot be written")
        .hasMessageContaining("No space left on device");
  }

  @Test
  void exportCar_logLongerThanTheTapesBuffer_keepsTheOrder() {
    DocumentDatabase longer = ours.openDocuments("longer", EVERYBODY);
    for (int i = 0; i < 2_345; i++) {
      longer.put(document("k" + i % 10, i));
    }

    List<Entry> entries = CarFiles.entries(CarFiles.export(ours, longer.address()));

    assertThat(entries).isEqualTo(longer.log().values());
  }
}
