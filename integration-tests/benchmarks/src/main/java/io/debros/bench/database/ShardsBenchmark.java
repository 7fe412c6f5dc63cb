package io.debros.bench.database;

import io.debros.bench.sample.Documents;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.multiformats.Cid;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Do writes to several shards scale with the cores? {@code java -jar benchmarks.jar
 * ShardsBenchmark}. Puts a millisecond, every thread to a database of its own. Baseline: one
 * thread. On two cores two threads can at best do twice as many, four no more than two.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ShardsBenchmark {
  private final AtomicInteger shards = new AtomicInteger();
  private Path directory = Path.of("");

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DebrosNode node;

  /** The database of one thread. */
  @State(Scope.Thread)
  public static class Shard {
    private int next;

    @SuppressWarnings("NullAway.Init") // set up before each run
    private DocumentDatabase database;

    @Setup
    public void open(ShardsBenchmark benchmark) {
      database = benchmark.newShard();
      Documents.fill(database, 100);
      if (database.count() != 100) {
        throw new IllegalStateException("Lost documents");
      }
    }

    Cid put() {
      return database.put(Documents.document(next++ % 10_000));
    }
  }

  @Setup
  public void open() {
    directory = Documents.temporaryDirectory();
    node = DebrosNode.open(NodeSettings.in(directory));
  }

  @TearDown
  public void close() {
    node.close();
    Documents.delete(directory);
  }

  @Benchmark
  @Threads(1)
  public Cid oneThread(Shard shard) {
    return shard.put();
  }

  @Benchmark
  @Threads(2)
  public Cid twoThreads(Shard shard) {
    return shard.put();
  }

  @Benchmark
  @Threads(4)
  public Cid fourThreads(Shard shard) {
    return shard.put();
  }

  private DocumentDatabase newShard() {
    return node.openDocuments("shard-" + shards.getAndIncrement(), DocumentOptions.defaults());
  }
}
