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
  private int written;

  private TransferKillStory(Path directory, Path car, Storage storage) {
    this.node = DebrosNode.open(NodeSettings.in(directory), storage);
    this.car = car;
  }

  /** Arguments: directory, file, step, occurrence; {@code NONE} for no step, {@code LOOP}. */
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    Storage rocks = RocksStorage.open(directory, Durability.COMMIT);
    if (arguments[2].equals("LOOP")) {
      new TransferKillStory(directory, Path.of(arguments[1]), rocks).goOn();
      return;
    }
    Step step = arguments[2].equals("NONE") ? null : Step.valueOf(arguments[2]);
    HaltingStorage storage = new HaltingStorage(rocks, step, Integer.parseInt(arguments[3]));
    new TransferKillStory(directory, Path.of(arguments[1]), storage).tell();
    for (Step counted : Step.values()) {
      System.out.println("count " + counted + " " + storage.count(counted));
    }
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
          .run(input, Progress.NONE);
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
    node.care().compact(Progress.NONE);
    System.out.println("compacted");
  }

  private DocumentDatabase own() {
    return node.openDocuments(OWN, DocumentOptions.defaults());
  }
}
