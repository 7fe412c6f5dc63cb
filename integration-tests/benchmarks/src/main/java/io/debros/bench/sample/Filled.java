package io.debros.bench.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.index.IndexDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Directories with a database of so many documents and an index on their score, for benchmarks that
 * only read. Each is made once and kept for the next run, in the folder that the system property
 * {@code debros.bench.data} names, else in the folder for temporary files: delete it when you
 * change a format.
 */
public final class Filled {
  /** The field index that every filled database has. */
  public static final String SCORE = "score";

  /** Documents with one score: every thousandth. */
  public static final int SCORES = 1000;

  private static final String NAME = "bench";

  private Filled() {}

  /** The directory; made now, in minutes if it is large, if there is none. */
  public static Path directory(int documents) {
    Path directory = data().resolve("documents-" + documents);
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
        .withIndexes(List.of(IndexDefinition.of(SCORE, "score as text", (key, row) -> score(row))));
  }

  /** How the index encodes the score of a document. */
  public static byte[] score(int number) {
    return Long.toString(number * 7L % SCORES).getBytes(UTF_8);
  }

  private static List<byte[]> score(CborMap row) {
    return row.find(SCORE) instanceof CborInt score
        ? List.of(Long.toString(score.value()).getBytes(UTF_8))
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
