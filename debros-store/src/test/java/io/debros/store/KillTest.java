package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.debros.store.database.Database;
import io.debros.store.storage.Durability;
import io.debros.store.testing.JavaProcess;
import io.debros.store.testing.Scale;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * An acknowledged write survives {@code kill -9} at any moment, a transaction over several
 * databases is there as a whole or not at all, and log, heads and index agree without repair.
 */
class KillTest {
  private static final Durability[] DURABILITIES = Durability.values();
  private static final int LANES = DURABILITIES.length;
  private static final int KILLS_PER_LANE = Scale.of("debros.kill.rounds", 50) / LANES;
  private static final int LONGEST_RUN_MILLIS = 250;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void watchLog() {
    log.start();
    storeLogger().addAppender(log);
  }

  @AfterEach
  void forgetLog() {
    storeLogger().detachAppender(log);
  }

  @Test
  void node_killedUnderLoadAgainAndAgain_losesNothingAcknowledged(@TempDir Path directory) {
    long seed = Long.getLong("debros.seed", System.nanoTime());
    System.out.println("KillTest: replay the schedule with -Ddebros.seed=" + seed);

    long acknowledged =
        IntStream.range(0, LANES)
            .parallel()
            .mapToLong(
                lane ->
                    new Lane(directory.resolve("lane-" + lane), DURABILITIES[lane], seed + lane)
                        .run())
            .sum();

    System.out.println("KillTest: acknowledged writes that survived: " + acknowledged);
    assertThat(acknowledged).isGreaterThan(LANES * KILLS_PER_LANE);
    assertThat(log.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .filteredOn(event -> !event.getMessage().contains("cut off while it wrote"))
        .isEmpty();
  }

  private static Logger storeLogger() {
    return (Logger) LoggerFactory.getLogger("io.debros.store");
  }

  /** One directory that is written, killed and checked in turns. */
  private static final class Lane {
    private final Path directory;
    private final Durability durability;
    private final RandomGenerator random;
    private final Map<Place, Long> expected = new TreeMap<>();
    private final Map<Integer, List<Write>> inFlight = new HashMap<>();
    private long acknowledged;

    Lane(Path directory, Durability durability, long seed) {
      this.directory = directory;
      this.durability = durability;
      this.random = new SplittableRandom(seed);
    }

    long run() {
      for (int kill = 0; kill < KILLS_PER_LANE; kill++) {
        writeAndKill(1 + kill * 1_000_000L);
        check();
      }
      return acknowledged;
    }

    private void writeAndKill(long firstValue) {
      try {
        Process process = start(firstValue);
        CountDownLatch underLoad = new CountDownLatch(1);
        CompletableFuture<List<String>> heard =
            CompletableFuture.supplyAsync(
                () -> lines(process, underLoad), task -> new Thread(task, "kill-test").start());
        assertThat(underLoad.await(60, TimeUnit.SECONDS)).as("writer started").isTrue();
        boolean ended = process.waitFor(random.nextInt(LONGEST_RUN_MILLIS), TimeUnit.MILLISECONDS);
        process.toHandle().destroyForcibly(); // that of the process itself would close its pipe
        heard.join().forEach(this::hear);
        assertThat(ended).as("writer ended by itself").isFalse();
        JavaProcess.requireExitCode(process, JavaProcess.KILLED);
      } catch (InterruptedException e) {
        throw new AssertionError("Writer could not be run", e);
      }
    }

    private Process start(long firstValue) {
      return JavaProcess.start(
          directory.resolve("unpacked"),
          List.of("-Xmx256m"),
          KillTestWriter.class,
          directory,
          durability,
          random.nextLong(),
          firstValue);
    }

    private static List<String> lines(Process process, CountDownLatch underLoad) {
      List<String> lines = new ArrayList<>();
      process
          .inputReader()
          .lines()
          .filter(line -> line.startsWith("try ") || line.startsWith("ack "))
          .forEach(
              line -> {
                lines.add(line);
                underLoad.countDown();
              });
      underLoad.countDown();
      return lines;
    }

    private void hear(String line) {
      String[] words = line.split(" ");
      int thread = Integer.parseInt(words[1]);
      if (words[0].equals("try")) {
        inFlight.put(thread, Stream.of(words).skip(2).map(Write::parse).toList());
      } else {
        inFlight.remove(thread).forEach(write -> write.applyTo(expected));
        acknowledged++;
      }
    }

    /** Opens the directory that the killed process left and looks at everything. */
    private void check() {
      try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
        List<Database> databases = KillTestWriter.openDatabases(node);
        for (int thread = 0; thread < KillTestWriter.THREADS; thread++) {
          checkThread(thread, databases);
        }
        databases.forEach(LogFold::assertAgrees);
      }
      inFlight.clear();
    }

    /** What a thread wrote last without hearing of it may be there, but then as a whole. */
    private void checkThread(int thread, List<Database> databases) {
      Map<Place, Long> found = found(thread, databases);
      Map<Place, Long> before = expectedOf(thread);
      Map<Place, Long> after = new TreeMap<>(before);
      inFlight.getOrDefault(thread, List.of()).forEach(write -> write.applyTo(after));
      assertThat(found).as("documents of thread %d", thread).isIn(before, after);
      expected.keySet().removeAll(before.keySet());
      expected.putAll(found);
    }

    private Map<Place, Long> expectedOf(int thread) {
      Map<Place, Long> mine = new TreeMap<>(expected);
      mine.keySet().removeIf(place -> !place.key.startsWith("t" + thread + "-"));
      return mine;
    }

    private static Map<Place, Long> found(int thread, List<Database> databases) {
      Map<Place, Long> found = new TreeMap<>();
      for (int database = 0; database < databases.size(); database++) {
        for (int number = 0; number < KillTestWriter.KEYS; number++) {
          String key = KillTestWriter.key(thread, number);
          Long value = KillTestWriter.find(databases.get(database), key);
          if (value != null) {
            found.put(new Place(database, key), value);
          }
        }
      }
      return found;
    }
  }

  private record Place(int database, String key) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byDatabase = Integer.compare(database, other.database);
      return byDatabase != 0 ? byDatabase : key.compareTo(other.key);
    }
  }

  /** A value of 0 is a deletion. */
  private record Write(Place place, long value) {
    static Write parse(String text) {
      String[] parts = text.split("[:=]");
      return new Write(new Place(Integer.parseInt(parts[0]), parts[1]), Long.parseLong(parts[2]));
    }

    void applyTo(Map<Place, Long> documents) {
      if (value == 0) {
        documents.remove(place);
      } else {
        documents.put(place, value);
      }
    }
  }
}
