package io.debros.bench.database;

import io.debros.bench.sample.Documents;
import io.debros.bench.sample.Filled;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborSlice;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowCursor;
import io.debros.store.index.ValueRange;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Traversal;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * Do {@code get} by key and a look-up in a field index grow with the number of documents? {@code
 * java -jar benchmarks.jar GetBenchmark}. Baseline of the get: a walk of the log until the key is
 * found, as the original does it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GetBenchmark {
  @Param({"1000", "10000", "100000", "1000000"})
  public int documents;

  private final SplittableRandom random = new SplittableRandom(42);

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DebrosNode node;

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DocumentDatabase database;

  @Setup
  public void open() {
    node = DebrosNode.open(NodeSettings.in(Filled.directory(documents)));
    database = Filled.open(node);
    DocumentRow row = database.get(Documents.key(documents / 2));
    if (row == null || !row.value().equals(Documents.document(documents / 2))) {
      throw new IllegalStateException("Wrong row " + row);
    }
  }

  @TearDown
  public void close() {
    node.close();
  }

  @Benchmark
  public @Nullable DocumentRow get() {
    return database.get(Documents.key(random.nextInt(documents)));
  }

  /**
   * The {@value Filled#GROUP} documents with one value of a field, however many others there are.
   */
  @Benchmark
  public int lookup() {
    int found = 0;
    ValueRange range = ValueRange.of(Filled.group(random.nextInt(documents)));
    try (StorageSnapshot snapshot = node.snapshot();
        RowCursor<DocumentRow> rows =
            database.view(snapshot).scan(Filled.GROUPS, range, Direction.ASCENDING)) {
      while (rows.next()) {
        found += rows.row().value().size() > 0 ? 1 : 0;
      }
    }
    if (found != Filled.GROUP) {
      throw new IllegalStateException("Found " + found);
    }
    return found;
  }

  /** Walks the log, newest first, until an operation names the key. */
  @Benchmark
  public Cid walk() {
    byte[] key = DagCbor.encode(new CborText(Documents.key(random.nextInt(documents))));
    Traversal entries = database.log().traverse();
    while (entries.hasNext()) {
      Entry entry = entries.next();
      CborSlice slice = DagCbor.find(entry.bytes(), "payload", "key");
      if (slice != null && Arrays.equals(slice.of(entry.bytes()), key)) {
        return entry.hash();
      }
    }
    throw new IllegalStateException("No operation on the key");
  }
}
