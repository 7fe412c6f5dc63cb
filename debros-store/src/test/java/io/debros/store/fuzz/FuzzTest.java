package io.debros.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every target holds its law for the inputs that are kept. With {@code -Pnightly}, which sets
 * {@code debros.fuzz.seconds} and brings the fuzzer, also for those that it makes up meanwhile, in
 * a JVM of {@value #MEMORY} per target.
 */
class FuzzTest {
  private static final String MEMORY = "-Xmx512m";
  private static final String SECONDS = "debros.fuzz.seconds";
  private static final String FUZZER = "com.code_intelligence.jazzer.Jazzer";

  private static final List<Target> TARGETS =
      List.of(
          new Target(DagCborFuzz.class, DagCborFuzz::fuzzerTestOneInput),
          new Target(EntryFuzz.class, EntryFuzz::fuzzerTestOneInput),
          new Target(ManifestFuzz.class, ManifestFuzz::fuzzerTestOneInput),
          new Target(CarFuzz.class, CarFuzz::fuzzerTestOneInput),
          new Target(MultiformatsFuzz.class, MultiformatsFuzz::fuzzerTestOneInput),
          new Target(PeerMessagesFuzz.class, PeerMessagesFuzz::fuzzerTestOneInput),
          new Target(ConnectionFuzz.class, ConnectionFuzz::fuzzerTestOneInput),
          new Target(GossipFuzz.class, GossipFuzz::fuzzerTestOneInput),
          new Target(BitswapFuzz.class, BitswapFuzz::fuzzerTestOneInput));

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> target_keptInput_holdsItsLaw() {
    return TARGETS.stream().flatMap(Target::keptInputs);
  }

  @TestFactory
  @EnabledIfSystemProperty(named = SECONDS, matches = "[1-9][0-9]*")
  Stream<DynamicTest> target_inputsMadeUp_holdsItsLaw() {
    return TARGETS.stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> fuzz(target)));
  }

  private void fuzz(Target target) throws IOException, InterruptedException {
    Path seeds = Files.createDirectories(folder.resolve(target.name()));
    Path found = Files.createDirectories(folder.resolve(target.name() + "-found"));
    Path log = folder.resolve(target.name() + ".log");
    Corpus.of(target.type()).writeTo(seeds);
    long seconds = Long.getLong(SECONDS);

    Process fuzzer = start(target, seconds, found, seeds, log);
    boolean ended = fuzzer.waitFor(seconds + 120, TimeUnit.SECONDS);
    fuzzer.destroyForcibly();

    assertThat(ended).as("the fuzzer ended in time").isTrue();
    assertThat(fuzzer.waitFor()).as(() -> "exit code of the fuzzer: " + end(log)).isZero();
    assertThat(end(log)).contains(" runs in ");
  }

  private static Process start(Target target, long seconds, Path found, Path seeds, Path log)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            MEMORY,
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            FUZZER,
            "--target_class=" + target.type().getName(),
            "--instrumentation_includes=io.debros.store.**",
            "-max_total_time=" + seconds,
            "-max_len=8192",
            "-rss_limit_mb=2048",
            "-timeout=60",
            found.toString(),
            seeds.toString())
        .directory(found.getParent().toFile())
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(log.toFile()))
        .start();
  }

  /** The last lines: what was found, with the input that shows it. */
  private static String end(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return "no output: " + e;
    }
  }

  private record Target(Class<?> type, Consumer<byte[]> law) {
    String name() {
      return type.getSimpleName();
    }

    Stream<DynamicTest> keptInputs() {
      return Corpus.of(type).inputs().entrySet().stream()
          .map(
              input ->
                  DynamicTest.dynamicTest(
                      name() + ": " + input.getKey(), () -> law.accept(input.getValue())));
    }
  }
}
