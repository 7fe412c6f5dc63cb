package io.debros.bench.network;

import com.sun.management.OperatingSystemMXBean;
import io.debros.store.DebrosNode;
import io.debros.store.NetworkSettings;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Change;
import io.debros.store.database.ChangeOrigin;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.manifest.AccessOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** What two JavaScript peers are asked to do, done by two nodes on loopback. */
final class TwoNodes implements AutoCloseable {
  private static final DocumentOptions OPEN =
      DocumentOptions.defaults().withAccess(AccessOptions.ipfs(List.of("*")));
  private static final String TEXT = "x".repeat(200);
  private static final int PACED = 200;
  private static final long PACE_NANOS = 25_000_000;
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int AGAIN = 4;
  private static final int MORE_AGAIN = 3;
  private static final long REST_NANOS = 1_000_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final DebrosNode first;
  private final DebrosNode second;
  private double leastCpuMicros = Double.MAX_VALUE;

  TwoNodes(Path directory) {
    first = start(directory.resolve("first"));
    second = start(directory.resolve("second"));
    second.network().connect(first.network().addresses().get(0), PATIENCE);
  }

  /**
   * The figures that the JavaScript peers give, by the same names.
   *
   * @param live documents that are written while both are connected
   * @param late documents that are there before the second opens their database: once, and again
   *     when both have done that for half a minute, writing included
   * @param more the same with another number, after that; 0 for not
   */
  Map<String, Double> measure(int live, int late, int more) {
    DocumentDatabase here = first.openDocuments("live", OPEN);
    DocumentDatabase there = second.openDocuments("live", OPEN);
    write(here, "warm-up here ", live);
    awaitSame(here, there, live);
    write(there, "warm-up there ", live);
    awaitSame(here, there, 2L * live);
    double[] visible = visibleMillis(here, there);
    long before = here.count();
    double oneWay = seconds(() -> write(here, "one way ", live), here, there, before + live);
    int each = live / 2;
    double bothWays =
        seconds(() -> both(here, there, each), here, there, before + live + 2L * each);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("oneWayPerSecond", live / oneWay);
    figures.put("bothWaysPerSecond", 2 * each / bothWays);
    figures.put("visibleMedianMillis", visible[PACED / 2]);
    figures.put("visible99thMillis", visible[PACED * 99 / 100]);
    figures.put("lateJoinSeconds", lateJoin("late", late));
    warmUp(late);
    figures.put("lateJoinWarmSeconds", medianLateJoin("late warm", late, AGAIN));
    if (more > 0) {
      figures.put("lateJoinMoreWarmSeconds", medianLateJoin("late more", more, MORE_AGAIN));
    }
    figures.put("peerKilobytes", Memory.ofPeers(first));
    figures.put("idleDatabaseKilobytes", Memory.ofDatabases(first, OPEN));
    return figures;
  }

  /** CPU time of this process for each document of the late join that took least of it. */
  double leastCpuMicros() {
    return leastCpuMicros;
  }

  private void warmUp(int late) {
    long began = System.nanoTime();
    for (int round = 0; System.nanoTime() - began < WARM_UP_NANOS; round++) {
      lateJoin("warm-up " + round, late, 0);
    }
  }

  private double medianLateJoin(String name, int late, int rounds) {
    double[] seconds =
        IntStream.range(0, rounds)
            .mapToDouble(round -> lateJoin(name + " " + round, late))
            .sorted()
            .toArray();
    return (seconds[(rounds - 1) / 2] + seconds[rounds / 2]) / 2;
  }

  private double lateJoin(String name, int late) {
    return lateJoin(name, late, REST_NANOS);
  }

  private double lateJoin(String name, int late, long restNanos) {
    DocumentDatabase old = first.openDocuments(name, OPEN);
    write(old, "late ", late);
    LockSupport.parkNanos(restNanos);
    long cpuBefore = PROCESS.getProcessCpuTime();
    long began = System.nanoTime();
    DocumentDatabase copy = second.openDocuments(name, OPEN);
    awaitSame(old, copy, late);
    long took = System.nanoTime() - began;
    leastCpuMicros =
        Math.min(leastCpuMicros, (PROCESS.getProcessCpuTime() - cpuBefore) / 1e3 / late);
    return took / 1e9;
  }

  /** From the begin of a put here until a listener there is told of the row, sorted. */
  private static double[] visibleMillis(DocumentDatabase here, DocumentDatabase there) {
    Map<String, Long> seen = new ConcurrentHashMap<>();
    CountDownLatch missing = new CountDownLatch(PACED);
    DatabaseListener listener =
        new DatabaseListener() {
          @Override
          public void changed(Database database, List<Change> changes, ChangeOrigin origin) {
            long now = System.nanoTime();
            for (Change change : changes) {
              seen.put(change.key(), now);
              missing.countDown();
            }
          }
        };
    there.addListener(listener);
    long[] began = new long[PACED];
    for (int number = 0; number < PACED; number++) {
      began[number] = System.nanoTime();
      here.put(document("paced " + number));
      LockSupport.parkNanos(PACE_NANOS);
    }
    await(missing);
    there.removeListener(listener);
    double[] millis = new double[PACED];
    for (int number = 0; number < PACED; number++) {
      Long at = Objects.requireNonNull(seen.get("paced " + number), "a row that was seen");
      millis[number] = (at - began[number]) / 1e6;
    }
    Arrays.sort(millis);
    return millis;
  }

  private static void both(DocumentDatabase here, DocumentDatabase there, int each) {
    Thread other = new Thread(() -> write(there, "both there ", each));
    other.start();
    write(here, "both here ", each);
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double seconds(
      Runnable work, DocumentDatabase here, DocumentDatabase there, long count) {
    long began = System.nanoTime();
    work.run();
    awaitSame(here, there, count);
    return (System.nanoTime() - began) / 1e9;
  }

  private static void write(DocumentDatabase database, String name, int count) {
    for (int number = 0; number < count; number++) {
      database.put(document(name + number));
    }
  }

  private static CborMap document(String id) {
    return CborMap.builder().put("_id", id).put("text", new CborText(TEXT)).build();
  }

  private static void awaitSame(DocumentDatabase here, DocumentDatabase there, long count) {
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (here.count() != count || !here.heads().equals(there.heads())) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException(
            "Not the same: " + here.count() + " and " + there.count() + " of " + count);
      }
      LockSupport.parkNanos(1_000_000);
    }
    if (there.count() != count) {
      throw new IllegalStateException("Lost documents: " + there.count() + " of " + count);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("Updates did not arrive");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DebrosNode start(Path directory) {
    return DebrosNode.open(NodeSettings.in(directory).withNetwork(NetworkSettings.loopback()));
  }

  @Override
  public void close() {
    second.close();
    first.close();
  }
}
