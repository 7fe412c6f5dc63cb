package io.debros.bench.database;

import io.debros.bench.sample.Documents;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.Durability;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one signed, stored put cost, and does it grow with the database? {@code java -jar
 * benchmarks.jar PutBenchmark}. The puts go round over the documents that are there. Baseline: the
 * floor in {@link FloorBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PutBenchmark {
  /** In one batch of {@link #putAll}. */
  static final int BATCH = 500;

  @Param({"1000", "10000", "100000", "1000000"})
  public int documents;

  @Param("INTERVAL")
  public Durability durability = Durability.INTERVAL;

  private Path directory = Path.of("");

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DebrosNode node;

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DocumentDatabase database;

  private int next;

  @Setup
  public void open() {
    directory = Documents.temporaryDirectory();
    node = DebrosNode.open(NodeSettings.in(directory).withDurability(durability));
    database = node.openDocuments("bench", DocumentOptions.defaults());
    Documents.fill(database, documents);
    if (database.count() != documents) {
      throw new IllegalStateException("Lost documents, found " + database.count());
    }
  }

  @TearDown
  public void close() {
    node.close();
    Documents.delete(directory);
  }

  @Benchmark
  public Cid put() {
    return database.put(Documents.document(next++ % documents));
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Cid> putAll() {
    return database.putAll(
        IntStream.range(0, BATCH).mapToObj(i -> Documents.document(next++ % documents)).toList());
  }
}
