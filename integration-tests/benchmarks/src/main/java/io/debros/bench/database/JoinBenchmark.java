package io.debros.bench.database;

import io.debros.bench.sample.Documents;
import io.debros.bench.sample.Filled;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.identity.Signatures;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * What does it cost to join a log that is not here yet, in microseconds for the whole log? {@code
 * java -jar benchmarks.jar JoinBenchmark}. Every entry is verified and stored, and the index is
 * made, at a node that has another database already. More than fits into one join comes in pieces.
 * Baseline: nothing but the check of as many signatures, one after the other; what divides it by
 * the cores is as fast as a join can be.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g"}) // the sender's blocks are in memory as well
@Warmup(iterations = 6)
@Measurement(iterations = 8)
public class JoinBenchmark {
  @Param({"1000", "10000", "100000"})
  public int documents;

  private final Signatures signatures = Signatures.open(Signatures.Implementation.PREFERRED);
  private final Map<Cid, byte[]> blocks = new HashMap<>();
  private Path directory = Path.of("");

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DebrosNode source;

  @SuppressWarnings("NullAway.Init") // set up before each run
  private DocumentDatabase original;

  @SuppressWarnings("NullAway.Init") // set up before each call
  private DebrosNode target;

  @Setup
  public void open() {
    source = DebrosNode.open(NodeSettings.in(Filled.directory(documents)));
    original = Filled.open(source);
    original.log().traverse().forEachRemaining(entry -> blocks.put(entry.hash(), entry.bytes()));
    blocks.put(source.identity().hash(), source.identity().block().bytes());
  }

  @Setup(Level.Invocation)
  public void empty() {
    directory = Documents.temporaryDirectory();
    target = DebrosNode.open(NodeSettings.in(directory));
    target.openDocuments("other", Filled.options()).put(Documents.document(1));
  }

  @TearDown(Level.Invocation)
  public void drop() {
    target.close();
    Documents.delete(directory);
  }

  @TearDown
  public void close() {
    source.close();
  }

  @Benchmark
  public void join() {
    DocumentDatabase copy = Filled.open(target);
    boolean complete = copy.offer(original.heads(), blocks::get).isComplete();
    if (!complete || copy.count() != documents) {
      throw new IllegalStateException("Joined " + copy.count());
    }
  }

  @Benchmark
  public void signatures() {
    Entry entry = original.heads().get(0);
    byte[] signed = entry.signedBytes();
    for (int number = 0; number < documents; number++) {
      if (!signatures.verify(entry.signature(), entry.key(), signed)) {
        throw new IllegalStateException("Signature does not verify");
      }
    }
  }
}
