package io.debros.bench.database;

import io.debros.bench.sample.Filled;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.database.DocumentDatabase;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does opening grow with the log? {@code java -jar benchmarks.jar ReopenBenchmark}. The node is the
 * whole directory, RocksDB included; the database alone is the part that could grow with its log.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReopenBenchmark {
  @Param({"1000", "10000", "100000", "1000000"})
  public int documents;

  private Path directory = Path.of("");

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DebrosNode node;

  @Setup
  public void fill() {
    directory = Filled.directory(documents);
    node = DebrosNode.open(NodeSettings.in(directory));
    if (database() != documents) {
      throw new IllegalStateException("Lost documents");
    }
  }

  @TearDown
  public void close() {
    node.close();
  }

  @Benchmark
  public long node() {
    node.close();
    node = DebrosNode.open(NodeSettings.in(directory));
    return database();
  }

  @Benchmark
  public long database() {
    try (DocumentDatabase database = Filled.open(node)) {
      return database.count();
    }
  }
}
