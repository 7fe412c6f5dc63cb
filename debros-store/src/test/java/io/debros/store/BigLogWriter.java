package io.debros.store;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowCursor;
import io.debros.store.index.IndexDefinition;
import io.debros.store.oplog.Traversal;
import io.debros.store.testing.HaltingStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of {@link BigLogTest}: writes many documents of 300 bytes, reads each, walks over the
 * index and over the log, and waits to be killed. Prints how many it met each time.
 */
final class BigLogWriter {
  static final String NAME = "big";
  private static final int BATCH = 500;
  private static final String FILLING = "x".repeat(220);

  private BigLogWriter() {}

  /** Arguments: directory, number of documents. */
  public static void main(String[] arguments) {
    int documents = Integer.parseInt(arguments[1]);
    DebrosNode node = DebrosNode.open(NodeSettings.in(Path.of(arguments[0])));
    DocumentDatabase database = open(node);
    write(node, database, documents);
    System.out.println("written " + database.count());
    System.out.println("read " + readEach(database, documents));
    System.out.println("iterated " + iterate(database));
    System.out.println("traversed " + traverse(database));
    System.out.println(HaltingStorage.HALTED);
    while (true) {
      LockSupport.park();
    }
  }

  static DocumentDatabase open(DebrosNode node) {
    return node.openDocuments(NAME, DocumentOptions.defaults().withIndexes(List.of(byGroup())));
  }

  static String key(int number) {
    return "document-%08d".formatted(number);
  }

  /** About 300 bytes encoded. */
  static CborMap document(int number) {
    return CborMap.builder()
        .put("_id", key(number))
        .put("group", "g" + number % 100)
        .put("number", number)
        .put("text", FILLING)
        .build();
  }

  private static IndexDefinition byGroup() {
    return IndexDefinition.of(
        "group",
        "1",
        (key, document) ->
            List.of(((CborText) document.find("group")).value().getBytes(StandardCharsets.UTF_8)));
  }

  private static void write(DebrosNode node, DocumentDatabase database, int documents) {
    for (int from = 0; from < documents; from += BATCH) {
      try (DatabaseTransaction transaction = node.begin(List.of(database))) {
        for (int number = from; number < Math.min(documents, from + BATCH); number++) {
          transaction.put(database, document(number));
        }
        transaction.commit();
      }
    }
  }

  private static int readEach(DocumentDatabase database, int documents) {
    int found = 0;
    for (int number = 0; number < documents; number++) {
      DocumentRow row = database.get(key(number));
      if (row != null && row.value().equals(document(number))) {
        found++;
      }
    }
    return found;
  }

  private static int iterate(DocumentDatabase database) {
    int rows = 0;
    try (RowCursor<DocumentRow> cursor = database.iterator(-1)) {
      while (cursor.next()) {
        rows += cursor.row().key().startsWith("document-") ? 1 : 0;
      }
    }
    return rows;
  }

  private static int traverse(DocumentDatabase database) {
    int entries = 0;
    for (Traversal walk = database.log().traverse(); walk.hasNext(); walk.next()) {
      entries++;
    }
    return entries;
  }
}
