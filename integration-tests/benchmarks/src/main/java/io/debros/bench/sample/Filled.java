package io.debros.bench.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.index.IndexDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Directories with a database of so many documents and an index of groups of {@value #GROUP}
 * documents, whatever the number of documents, for benchmarks that only read. Each is made once and
 * kept for the next run, in the folder that the system property {@code debros.bench.data} names,
 * else in the folder for temporary files: delete it when you change a format.
 */
public final class Filled {
  /** The field index that every filled database has. */
  public static final String GROUPS = "group";

  /** Documents with one value in it. */
  public static final int GROUP = 20;

  private static final String NAME = "bench";

  private Filled() {}

  /** The directory; made now, in minutes if it is large, if there is none. */
  public static Path directory(int documents) {
    Path directory = data().resolve("grouped-" + documents);
    Path done = directory.resolveSibling(directory.getFileName() + ".done");
    try {
      if (!Files.exists(done)) {
        if (Files.exists(directory)) {
          Documents.delete(directory);
        }
        fill(directory, documents);
        Files.createFile(done);
      }
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    return directory;
  }

  /** The database of a node, which is created if need be. */
  public static DocumentDatabase open(DebrosNode node) {
    return node.openDocuments(NAME, options());
  }

  /** With the index, and open to everybody, so that another node can join it. */
  public static DocumentOptions options() {
    return DocumentOptions.defaults()
        .withWrite(List.of("*"))
        .withIndexes(List.of(IndexDefinition.of(GROUPS, "email / 20", (key, row) -> group(row))));
  }

  /** How the index encodes the group of a document. */
  public static byte[] group(int number) {
    return Integer.toString(number / GROUP).getBytes(UTF_8);
  }

  /** From the number that every email address holds. */
  private static List<byte[]> group(CborMap row) {
    return row.find("email") instanceof CborText email
        ? List.of(group(Integer.parseInt(email.value(), 4, email.value().indexOf('@'), 10)))
        : List.of();
  }

  private static Path data() {
    String folder = System.getProperty("debros.bench.data");
    return folder == null
        ? Path.of(System.getProperty("java.io.tmpdir"), "debros-bench-data")
        : Path.of(folder);
  }

  private static void fill(Path directory, int documents) throws IOException {
    Files.createDirectories(directory);
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      DocumentDatabase database = open(node);
      Documents.fill(database, documents);
      if (database.count() != documents) {
        throw new IllegalStateException("Lost documents");
      }
    }
  }
}
