package io.debros.bench;

import io.debros.bench.database.FloorBenchmark;
import io.debros.bench.query.Members;
import io.debros.bench.sample.Documents;
import io.debros.bench.sample.Filled;
import io.debros.jpa.query.model.QueryRunner;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentRow;
import io.debros.store.multiformats.Cid;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The same puts, gets, finds, reading of everything, reopening and joining in the JavaScript
 * original and here, one after the other on one machine; prints microseconds a call (reading and
 * joining: a document or entry) and ratios, and the floor of a put below them. Arguments: the
 * folder of the JavaScript peers, the number of documents. Both sides check what they read, and
 * both are measured warm, as in an application that has run for a minute.
 */
public final class SideBySide {
  private static final Pattern FIGURE = Pattern.compile("\"(\\w+)Micros\":([0-9.]+)");
  private static final int WARM_UP = 20_000;
  private static final int WARM_UP_ROUNDS = 3;

  private SideBySide() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path scripts = Path.of(arguments[0]).toAbsolutePath();
    int documents = Integer.parseInt(arguments[1]);
    Path directory = Documents.temporaryDirectory();
    try {
      Map<String, Double> original = javaScript(scripts, directory.resolve("js"), documents);
      Map<String, Double> ours = debros(directory, documents);
      print(documents, original, ours);
      System.out.printf("%-8s %29.1f%n", "floor", floor());
    } finally {
      Documents.delete(directory);
    }
  }

  private static Map<String, Double> javaScript(Path scripts, Path directory, int documents)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                scripts.resolve("node_modules/.bin/node").toString(),
                "bench.mjs",
                directory.toString(),
                Integer.toString(documents))
            .directory(scripts.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("bench.mjs failed: " + printed);
    }
    Map<String, Double> figures = new TreeMap<>();
    for (Matcher figure = FIGURE.matcher(printed); figure.find(); ) {
      figures.put(figure.group(1), Double.valueOf(figure.group(2)));
    }
    return figures;
  }

  /** What nothing that signs and stores can undercut, in microseconds a put. */
  private static double floor() {
    FloorBenchmark floor = new FloorBenchmark();
    floor.open();
    try {
      timed(WARM_UP, ignored -> floor.signAndWrite());
      return timed(WARM_UP, ignored -> floor.signAndWrite());
    } finally {
      floor.close();
    }
  }

  private static Map<String, Double> debros(Path directory, int documents) {
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      Path warmUp = directory.resolve("warm-up-" + round);
      try (DebrosNode node = DebrosNode.open(NodeSettings.in(warmUp))) {
        store(node, WARM_UP);
      }
    }
    Map<String, Double> figures = new TreeMap<>();
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory.resolve("java")))) {
      figures.putAll(store(node, documents));
    }
    try (EntityManagerFactory factory = Members.open(directory.resolve("entities"))) {
      Members.fill(factory, documents);
      timed(2_000, ignored -> find(factory, documents));
      figures.put("find", timed(100, ignored -> find(factory, documents)));
    }
    return figures;
  }

  private static Map<String, Double> store(DebrosNode node, int documents) {
    SplittableRandom random = new SplittableRandom(42);
    DocumentDatabase database = Filled.open(node);
    double put = timed(documents, number -> database.put(Documents.document(number)));
    double get = timed(20_000, ignored -> get(database, random.nextInt(documents)));
    double iterate = timed(5, ignored -> iterate(database, documents)) / documents;
    double join = join(node, database, documents) / documents;
    database.close();
    double reopen = timed(50, ignored -> reopen(node));
    return Map.of("put", put, "get", get, "iterate", iterate, "join", join, "reopen", reopen);
  }

  private static void iterate(DocumentDatabase database, int documents) {
    if (database.all().size() != documents) {
      throw new IllegalStateException("Lost documents");
    }
  }

  /**
   * A node that has another database joins everything; the blocks that it gets are in memory, as on
   * the other side.
   */
  private static double join(DebrosNode source, DocumentDatabase original, int documents) {
    Map<Cid, byte[]> blocks = new HashMap<>();
    original.log().traverse().forEachRemaining(one -> blocks.put(one.hash(), one.bytes()));
    blocks.put(source.identity().hash(), source.identity().block().bytes());
    Path directory = Documents.temporaryDirectory();
    try (DebrosNode target = DebrosNode.open(NodeSettings.in(directory))) {
      target.openDocuments("other", Filled.options()).put(Documents.document(1));
      DocumentDatabase copy = Filled.open(target);
      double micros = timed(1, ignored -> copy.offer(original.heads(), blocks::get));
      iterate(copy, documents);
      return micros;
    } finally {
      Documents.delete(directory);
    }
  }

  private static void get(DocumentDatabase database, int number) {
    DocumentRow row = database.get(Documents.key(number));
    if (row == null || !row.value().equals(Documents.document(number))) {
      throw new IllegalStateException("Wrong row for " + number);
    }
  }

  private static void find(EntityManagerFactory factory, int documents) {
    try (EntityManager entities = factory.createEntityManager()) {
      int found = entities.unwrap(QueryRunner.class).list(Members.active()).size();
      if (found != (documents + Documents.ACTIVE_EVERY - 1) / Documents.ACTIVE_EVERY) {
        throw new IllegalStateException("Found " + found);
      }
    }
  }

  private static void reopen(DebrosNode node) {
    try (DocumentDatabase again = Filled.open(node)) {
      if (again.heads().size() != 1) {
        throw new IllegalStateException("Expected one head, found " + again.heads().size());
      }
    }
  }

  /** Microseconds a call. */
  private static double timed(int times, IntConsumer work) {
    long start = System.nanoTime();
    for (int number = 0; number < times; number++) {
      work.accept(number);
    }
    return (System.nanoTime() - start) / 1000.0 / times;
  }

  private static void print(int documents, Map<String, Double> original, Map<String, Double> ours) {
    System.out.printf("%d documents, microseconds a call%n", documents);
    System.out.printf("%-8s %14s %14s %10s%n", "", "@orbitdb/core", "debros", "ratio");
    original.forEach(
        (what, micros) -> {
          double here = Objects.requireNonNull(ours.get(what), what);
          System.out.printf("%-8s %14.1f %14.1f %9.0fx%n", what, micros, here, micros / here);
        });
  }
}
