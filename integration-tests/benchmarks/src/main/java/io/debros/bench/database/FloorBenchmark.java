package io.debros.bench.database;

import io.debros.bench.sample.Documents;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.identity.Signatures;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.Durability;
import io.debros.store.storage.RocksStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What can nothing that signs and stores undercut? {@code java -jar benchmarks.jar FloorBenchmark}.
 * One signature and one hash of an entry of a kilobyte, the check of one signature, one batch of
 * four keys; {@link #signAndWrite} is the floor of a put, {@link #verify} that of joining an entry.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FloorBenchmark {
  private static final int ENTRY_BYTES = 1_000;
  private static final Space SPACE = new Space("blocks");

  private final Signatures signatures = Signatures.open(Signatures.Implementation.PREFERRED);
  private final byte[] key = signatures.newPrivateKey(new SecureRandom());
  private final String publicKey = signatures.publicKey(key);
  private final byte[] entry = Arrays.copyOf(DagCbor.encode(Documents.document(1)), ENTRY_BYTES);
  private final String signature = signatures.sign(key, entry);
  private Path directory = Path.of("");
  private int next;

  @SuppressWarnings("NullAway.Init") // set up before each run
  private Storage storage;

  @Setup
  public void open() {
    directory = Documents.temporaryDirectory();
    storage = RocksStorage.open(directory, Durability.INTERVAL);
    if (!verify()) {
      throw new IllegalStateException("Signature does not verify");
    }
  }

  @TearDown
  public void close() {
    storage.close();
    Documents.delete(directory);
  }

  @Benchmark
  public String sign() {
    return signatures.sign(key, entry);
  }

  @Benchmark
  public boolean verify() {
    return signatures.verify(signature, publicKey, entry);
  }

  @Benchmark
  public void write() {
    entry[0] = (byte) next++;
    storage.write(batch(Cid.ofDagCbor(entry)));
  }

  @Benchmark
  public String signAndWrite() {
    entry[0] = (byte) next++;
    String signed = signatures.sign(key, entry);
    storage.write(batch(Cid.ofDagCbor(entry)));
    return signed;
  }

  private StorageBatch batch(Cid cid) {
    byte[] hash = cid.bytes();
    byte[] row = Integer.toString(next).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return new StorageBatch()
        .put(SPACE, hash, entry)
        .put(SPACE, row, hash)
        .put(SPACE, new byte[] {1}, hash)
        .put(SPACE, new byte[] {2}, row);
  }
}
