package io.debros.bench.database;

import io.debros.bench.sample.Filled;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.care.VerifyOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowCursor;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Traversal;
import io.debros.store.progress.Progress;
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
 * What do the things cost that touch everything, in microseconds for the whole database? {@code
 * java -jar benchmarks.jar WholeLogBenchmark}. All documents, newest first; all entries of the log;
 * the check of every block, signature, link and index row. Baseline of the check: {@link
 * FloorBenchmark#verify} for each entry, divided by the cores.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4)
@Measurement(iterations = 5)
public class WholeLogBenchmark {
  @Param({"1000", "10000", "100000", "1000000"})
  public int documents;

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DebrosNode node;

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DocumentDatabase database;

  @Setup
  public void open() {
    node = DebrosNode.open(NodeSettings.in(Filled.directory(documents)));
    database = Filled.open(node);
  }

  @TearDown
  public void close() {
    node.close();
  }

  @Benchmark
  public void iterate() {
    int count = 0;
    try (RowCursor<DocumentRow> rows = database.iterator(-1)) {
      while (rows.next()) {
        count += rows.row().value().size() > 0 ? 1 : 0;
      }
    }
    requireAll(count);
  }

  @Benchmark
  public void traverse() {
    int count = 0;
    Traversal entries = database.log().traverse();
    while (entries.hasNext()) {
      Entry entry = entries.next();
      count += entry.next().size();
    }
    requireAll(count + 1);
  }

  @Benchmark
  public void verify() {
    if (!node.care().verify(VerifyOptions.defaults(), Progress.NONE).isClean()) {
      throw new IllegalStateException("Damage found");
    }
  }

  private void requireAll(int count) {
    if (count != documents) {
      throw new IllegalStateException("Found " + count);
    }
  }
}
