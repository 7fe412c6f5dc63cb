package io.debros.store;

import io.debros.store.backup.BackupOptions;
import io.debros.store.care.NodeCare;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.manifest.Address;
import io.debros.store.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process of {@link BigTransferTest}: writes documents of 50 MB in all, or of 300 bytes if they
 * are very many, carries them to another node by a CAR file, backs that up and restores it, drops
 * them and compacts. Prints how many it met each time.
 */
final class BigTransferWriter {
  private static final int BATCH = 500;
  private static final int ALL_BYTES = 50_000_000;
  private static final int LEAST_BYTES = 220;

  private final Path directory;
  private final int documents;
  private final String filling;

  private BigTransferWriter(Path directory, int documents) {
    this.directory = directory;
    this.documents = documents;
    this.filling = "x".repeat(Math.max(LEAST_BYTES, ALL_BYTES / documents));
  }

  /** Arguments: directory, number of documents. */
  public static void main(String[] arguments) throws IOException {
    new BigTransferWriter(Path.of(arguments[0]), Integer.parseInt(arguments[1])).run();
  }

  private void run() throws IOException {
    Path car = directory.resolve("big.car");
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory.resolve("here")));
        OutputStream output = Files.newOutputStream(car)) {
      AtomicLong exported = new AtomicLong();
      node.care()
          .exportCar(
              filled(node),
              output,
              step -> {
                exported.set(step.done());
                return true;
              });
      System.out.println("exported " + exported);
    }
    Path backup = directory.resolve("node.backup");
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory.resolve("there")));
        InputStream input = Files.newInputStream(car)) {
      System.out.println("imported " + open(node, node.importCar(input)).count());
      node.care().backup(backup, BackupOptions.withKeys(), Progress.NONE);
    }
    NodeCare.restore(backup, directory.resolve("copy"), Progress.NONE);
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory.resolve("copy")))) {
      DocumentDatabase copy = open(node, node.databases().get(0).address());
      System.out.println("restored " + copy.count());
      copy.drop();
      System.out.println("removed " + (node.care().compact(Progress.NONE).removed() - 1));
    }
  }

  /** The one database; when a copy is dropped its entries go, and the identity of their writer. */
  private Address filled(DebrosNode node) {
    DocumentDatabase database = node.openDocuments("big", DocumentOptions.defaults());
    for (int from = 0; from < documents; from += BATCH) {
      try (DatabaseTransaction transaction = node.begin(List.of(database))) {
        for (int number = from; number < Math.min(documents, from + BATCH); number++) {
          transaction.put(
              database, CborMap.builder().put("_id", "k" + number).put("text", filling).build());
        }
        transaction.commit();
      }
    }
    return database.address();
  }

  private static DocumentDatabase open(DebrosNode node, Address address) {
    return node.openDocuments(address.toString(), DocumentOptions.defaults());
  }
}
