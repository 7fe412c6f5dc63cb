package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.database.DocumentDatabase;
import io.debros.store.storage.Durability;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.testing.Directories;
import io.debros.store.testing.HaltingStorage;
import io.debros.store.testing.HaltingStorage.Step;
import io.debros.store.testing.JavaProcess;
import io.debros.store.testing.Sample;
import io.debros.store.testing.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that ends at any step of the path of a write leaves everything that was acknowledged,
 * and of what was under way all or nothing: for writes, transactions, index builds and rebuilds,
 * drops, imports and migrations.
 */
class StepCrashTest {
  private static final int MOST_PER_STEP = Scale.of("debros.crash.steps", 3);
  private static final int LANES = 2;

  @TempDir Path directory;
  private final List<NodeState> chapters = expectedAfterEachChapter();

  @Test
  void node_killedAtAnyStep_showsWholeChapters() {
    List<Point> points = Stream.of(Durability.values()).flatMap(this::points).toList();

    IntStream.range(0, LANES).parallel().forEach(lane -> crashAll(lane, points));
  }

  @Test
  void node_killedAtAnyStepOfAMigration_showsEverything() throws IOException {
    for (Step step : List.of(Step.BEFORE_WRITE, Step.AFTER_WRITE, Step.AFTER_SYNC)) {
      Point first = new Point(Durability.COMMIT, step, 1);
      Path place = directory.resolve(first.toString());
      Directories.unpackFormat(1, place);

      JavaProcess.killAt(HaltingStorage.HALTED, start(first, 0));

      try (DebrosNode node = DebrosNode.open(NodeSettings.in(place))) {
        assertThat(Sample.describe(node)).isEqualTo(Directories.describeFormat(1));
      }
    }
  }

  private void crashAll(int lane, List<Point> points) {
    for (int i = lane; i < points.size(); i += LANES) {
      crashAt(points.get(i), lane);
    }
  }

  /** Every step, at evenly spread times, the first and the last among them. */
  private Stream<Point> points(Durability durability) {
    Point nowhere = new Point(durability, null, 0);
    List<String> lines = JavaProcess.linesToTheEnd(start(nowhere, 0));
    check(nowhere, lines);
    return lines.stream()
        .filter(line -> line.startsWith("count "))
        .map(line -> line.split(" "))
        .flatMap(
            counted ->
                spread(Integer.parseInt(counted[2]))
                    .mapToObj(time -> new Point(durability, Step.valueOf(counted[1]), time)));
  }

  private static IntStream spread(int count) {
    int times = Math.min(count, MOST_PER_STEP);
    return IntStream.range(0, times)
        .map(i -> times == 1 ? 1 : 1 + (int) ((long) i * (count - 1) / (times - 1)));
  }

  private void crashAt(Point point, int lane) {
    check(point, JavaProcess.killAt(HaltingStorage.HALTED, start(point, lane)));
  }

  private Process start(Point point, int lane) {
    return JavaProcess.start(
        directory.resolve("unpacked-" + lane),
        List.of("-Xmx256m"),
        StepCrashStory.class,
        directory.resolve(point.toString()),
        point.durability,
        point.step == null ? "NONE" : point.step,
        point.time);
  }

  /** What the dead process left shows all chapters that were done, perhaps one more, no part. */
  private void check(Point point, List<String> lines) {
    Path place = directory.resolve(point.toString());
    int done = (int) lines.stream().filter(line -> line.startsWith("done ")).count();
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(place))) {
      NodeState shown = NodeState.of(node);
      assertThat(shown)
          .as("after %d chapters, killed %s", done, point)
          .isIn(chapters.get(done), chapters.get(Math.min(done + 1, chapters.size() - 1)));
      NodeState.assertAgrees(node);
      for (DatabaseInfo info : node.databases()) {
        if (node.open(info.address().toString()) instanceof DocumentDatabase database) {
          assertUsable(database);
        }
      }
    }
  }

  private static void assertUsable(DocumentDatabase database) {
    database.ensureIndexes(List.of(StepCrashStory.byText("2")));
    database.put(StepCrashStory.document("after", "the crash"));
    LogFold.assertAgrees(database);
  }

  private static List<NodeState> expectedAfterEachChapter() {
    Storage storage = new MemoryStorage();
    DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage);
    List<NodeState> expected = new ArrayList<>();
    expected.add(NodeState.of(node));
    for (Runnable chapter : new StepCrashStory(node, storage).chapters()) {
      chapter.run();
      expected.add(node.isClosed() ? expected.get(expected.size() - 1) : NodeState.of(node));
    }
    return expected;
  }

  /** Where a process is killed; a step of null is nowhere. */
  private record Point(Durability durability, Step step, int time) {
    @Override
    public String toString() {
      return durability + "-" + step + "-" + time;
    }
  }
}
