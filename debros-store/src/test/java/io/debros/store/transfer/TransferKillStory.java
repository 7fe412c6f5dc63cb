package io.debros.store.transfer;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.care.CareInside;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.progress.Progress;
import io.debros.store.storage.Durability;
import io.debros.store.storage.RocksStorage;
import io.debros.store.storage.Storage;
import io.debros.store.testing.CarFiles;
import io.debros.store.testing.HaltingStorage;
import io.debros.store.testing.HaltingStorage.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The process that {@link TransferKillTest} kills: it imports a file in many batches, drops a
 * database and compacts, while it writes to another one, and says what it has done.
 */
final class TransferKillStory {
  static final String OWN = "own";
  static final String DROPPED = "dropped";
  static final DocumentOptions EVERYBODY = DocumentOptions.defaults().withWrite(List.of("*"));

  private static final BatchSize SMALL = new BatchSize(16, 8_000);

  private final DebrosNode node;
  private final Path car;
  private final Progress progress;
  private int written;

  private TransferKillStory(Path directory, Path car, Storage storage, Progress progress) {
    this.node = DebrosNode.open(NodeSettings.in(directory), storage);
    this.car = car;
    this.progress = progress;
  }

  /**
   * Arguments: directory, file, step, occurrence. Instead of a step of {@link HaltingStorage} there
   * may be a phase, as progress listeners are told of it, {@code NONE}, or {@code LOOP}.
   */
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    Storage rocks = RocksStorage.open(directory, Durability.COMMIT);
    Path car = Path.of(arguments[1]);
    String place = arguments[2];
    int occurrence = Integer.parseInt(arguments[3]);
    if (place.equals("LOOP")) {
      new TransferKillStory(directory, car, rocks, Progress.NONE).goOn();
      return;
    }
    boolean isStep = Stream.of(Step.values()).anyMatch(step -> step.name().equals(place));
    HaltingStorage storage =
        new HaltingStorage(rocks, isStep ? Step.valueOf(place) : null, occurrence);
    new TransferKillStory(directory, car, storage, haltingAt(place, occurrence)).tell();
    for (Step counted : Step.values()) {
      System.out.println("count " + counted + " " + storage.count(counted));
    }
  }

  private static Progress haltingAt(String phase, int occurrence) {
    AtomicInteger left = new AtomicInteger(occurrence);
    return step -> {
      if (step.phase().equals(phase) && left.decrementAndGet() == 0) {
        System.out.println(HaltingStorage.HALTED);
        while (true) {
          LockSupport.park();
        }
      }
      return true;
    };
  }

  /** Once, and closes the node. */
  private void tell() {
    writeOwn();
    importFile();
    dropAnother();
    compact();
    writeOwn();
    node.close();
  }

  /** Again and again. */
  private void goOn() {
    written = (int) own().count();
    while (true) {
      writeOwn();
      importFile();
      dropAnother();
      node.databases().stream()
          .filter(known -> known.name().equals("places"))
          .forEach(known -> node.openDocuments(known.address().toString(), EVERYBODY).drop());
      compact();
    }
  }

  private void writeOwn() {
    for (int i = 0; i < 5; i++) {
      own().put(CarFiles.document("k" + written, written));
      written++;
    }
    System.out.println("wrote " + written);
  }

  private void importFile() {
    try (InputStream input = Files.newInputStream(car)) {
      new CarImports(CareInside.context(node), CareInside.transfer(node), SMALL)
          .run(input, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println("imported");
  }

  private void dropAnother() {
    DocumentDatabase another = node.openDocuments(DROPPED, EVERYBODY);
    for (int i = 0; i < 10; i++) {
      another.put(CarFiles.document("k" + i, written));
    }
    another.drop();
  }

  private void compact() {
    node.care().compact(progress);
    System.out.println("compacted");
  }

  private DocumentDatabase own() {
    return node.openDocuments(OWN, DocumentOptions.defaults());
  }
}
