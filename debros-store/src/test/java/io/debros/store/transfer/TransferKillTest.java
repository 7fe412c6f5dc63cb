package io.debros.store.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DatabaseInfo;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.care.CareInside;
import io.debros.store.care.VerifyOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.progress.Progress;
import io.debros.store.testing.CarFiles;
import io.debros.store.testing.HaltingStorage;
import io.debros.store.testing.HaltingStorage.Step;
import io.debros.store.testing.JavaProcess;
import io.debros.store.testing.Scale;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} during an import or a compaction: the database that comes in is there as a whole
 * or not at all, an import can go on, and neither takes away what anybody needs.
 */
class TransferKillTest {
  private static final int MOST_PER_STEP = Scale.of("debros.crash.steps", 3);
  private static final int KILLS = Scale.of("debros.kill.rounds", 50) / 10;
  private static final int LONGEST_RUN_MILLIS = 400;
  private static final List<String> ON_THE_WAY = List.of("imports", "import-jobs", "marks");

  @TempDir private static Path directory;
  private static DebrosNode source;
  private static DocumentDatabase original;
  private static Path file;
  private static byte[] car;

  @BeforeAll
  static void write() throws IOException {
    source = DebrosNode.open(NodeSettings.inMemory());
    original = source.openDocuments("places", TransferKillStory.EVERYBODY);
    for (int i = 0; i < 120; i++) {
      original.put(CarFiles.document("k" + i % 40, i));
    }
    car = CarFiles.export(source, original.address());
    file = Files.write(directory.resolve("places.car"), car);
  }

  @AfterAll
  static void close() {
    source.close();
  }

  @Test
  void node_killedAtAnyStep_hasAllOfADatabaseOrNothing() {
    List<String> lines = JavaProcess.linesToTheEnd(start("whole", "NONE", 0));
    assertThat(lines).contains("imported", "compacted");
    check("whole", lines, false);
    List<Point> points =
        lines.stream()
            .filter(line -> line.startsWith("count "))
            .map(line -> line.split(" "))
            .flatMap(counted -> points(Step.valueOf(counted[1]), Integer.parseInt(counted[2])))
            .toList();

    for (Point point : points) {
      Process process = start(point.toString(), point.step.name(), point.time);
      List<String> before = JavaProcess.killAt(HaltingStorage.HALTED, process);
      check(point.toString(), before, point.time % 2 == 0);
    }
  }

  /** Evenly spread, the first and the last time among them. */
  private static Stream<Point> points(Step step, int count) {
    int times = Math.min(count, MOST_PER_STEP);
    return IntStream.range(0, times)
        .map(i -> times == 1 ? 1 : 1 + (int) ((long) i * (count - 1) / (times - 1)))
        .mapToObj(time -> new Point(step, time));
  }

  @Test
  void node_killedAtAnyTimeAgainAndAgain_hasAllOfADatabaseOrNothing() throws Exception {
    long seed = Long.getLong("debros.seed", System.nanoTime());
    System.out.println("TransferKillTest: replay the schedule with -Ddebros.seed=" + seed);
    RandomGenerator random = new SplittableRandom(seed);

    for (int kill = 0; kill < KILLS; kill++) {
      List<String> lines = killAfter(random.nextInt(LONGEST_RUN_MILLIS));
      check("again", lines, random.nextBoolean());
    }
  }

  private static List<String> killAfter(int millis) throws InterruptedException {
    Process process = start("again", "LOOP", 0);
    CountDownLatch underWay = new CountDownLatch(1);
    CompletableFuture<List<String>> heard =
        CompletableFuture.supplyAsync(
            () -> lines(process, underWay), task -> new Thread(task, "kill-test").start());
    assertThat(underWay.await(60, TimeUnit.SECONDS)).as("process started").isTrue();
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    process.toHandle().destroyForcibly();
    List<String> lines = heard.join();
    assertThat(ended).as("process ended by itself").isFalse();
    JavaProcess.requireExitCode(process, JavaProcess.KILLED);
    return lines;
  }

  private static List<String> lines(Process process, CountDownLatch underWay) {
    List<String> lines = new ArrayList<>();
    process
        .inputReader()
        .lines()
        .forEach(
            line -> {
              lines.add(line);
              underWay.countDown();
            });
    underWay.countDown();
    return lines;
  }

  private static Process start(String place, String step, int time) {
    return JavaProcess.start(
        directory.resolve("unpacked"),
        List.of("-Xmx256m"),
        TransferKillStory.class,
        directory.resolve(place),
        file,
        step,
        time);
  }

  /**
   * Looks at what the dead process left, lets the import go on, and looks again.
   *
   * @param resumes whether only the rest of the file is sent
   */
  private static void check(String place, List<String> lines, boolean resumes) {
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory.resolve(place)))) {
      assertSound(node, place);
      assertOwn(node, lines, place);
      if (lines.contains("imported") && !place.equals("again")) {
        assertThat(places(node)).as(place).isNotEmpty();
      }
      places(node).forEach(known -> assertAllOrNothing(node, known, place));

      importAgain(node, resumes);

      assertThat(places(node)).as(place).hasSize(1);
      assertWhole(node, place);
      node.care().compact(Progress.NONE);
      assertThat(node.care().compact(Progress.NONE).removed()).as(place).isZero();
      assertWhole(node, place);
      assertSound(node, place);
      assertThat(CarFiles.dump(CareInside.context(node).storage(), ON_THE_WAY)).isEmpty();
      assertThat(node.care().pendingImports()).isEmpty();
    }
  }

  /** Nothing that is needed is gone, and nothing is there in part. */
  private static void assertSound(DebrosNode node, String place) {
    assertThat(node.care().verify(VerifyOptions.defaults(), Progress.NONE).all())
        .as(place)
        .isEmpty();
  }

  /** Everything that the process said it wrote is there, and what it was about to write at most. */
  private static void assertOwn(DebrosNode node, List<String> lines, String place) {
    int acknowledged =
        lines.stream()
            .filter(line -> line.startsWith("wrote "))
            .mapToInt(line -> Integer.parseInt(line.substring(6)))
            .max()
            .orElse(0);
    DocumentDatabase own = node.openDocuments(TransferKillStory.OWN, DocumentOptions.defaults());
    assertThat(own.count()).as(place).isGreaterThanOrEqualTo(acknowledged);
    IntStream.range(0, acknowledged)
        .forEach(i -> assertThat(own.get("k" + i)).as(place + " k" + i).isNotNull());
  }

  private static void importAgain(DebrosNode node, boolean resumes) {
    List<PendingImport> pending = node.care().pendingImports();
    if (resumes && !pending.isEmpty()) {
      PendingImport left = pending.get(0);
      byte[] rest = Arrays.copyOfRange(car, (int) left.offset(), car.length);
      node.care().resumeImport(left, new ByteArrayInputStream(rest), Progress.NONE);
    } else {
      node.importCar(CarFiles.stream(car));
    }
  }

  private static List<DatabaseInfo> places(DebrosNode node) {
    return node.databases().stream().filter(known -> known.name().equals("places")).toList();
  }

  private static void assertAllOrNothing(DebrosNode node, DatabaseInfo known, String place) {
    DocumentDatabase copy = open(node);
    assertThat(known.address()).isEqualTo(original.address());
    if (!copy.heads().isEmpty()) {
      assertWhole(node, place);
    }
  }

  private static void assertWhole(DebrosNode node, String place) {
    DocumentDatabase copy = open(node);
    assertThat(copy.heads()).as(place).isEqualTo(original.heads());
    assertThat(copy.log().values()).as(place).isEqualTo(original.log().values());
    assertThat(copy.all()).as(place).isEqualTo(original.all());
  }

  private static DocumentDatabase open(DebrosNode node) {
    return node.openDocuments(original.address().toString(), TransferKillStory.EVERYBODY);
  }

  private record Point(Step step, int time) {
    @Override
    public String toString() {
      return step + "-" + time;
    }
  }
}
