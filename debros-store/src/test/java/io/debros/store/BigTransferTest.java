package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.testing.JavaProcess;
import io.debros.store.testing.Scale;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is carried in and out, copied and compacted is larger than the memory of the process. */
class BigTransferTest {
  private static final int DOCUMENTS = Scale.of("debros.log.entries", 8_000);
  private static final int HEAP_MIB = Scale.of("debros.log.heap", 32);

  @TempDir Path directory;

  @Test
  void transfer_largerThanTheHeap_isWhole() {
    String many = String.valueOf(DOCUMENTS);

    List<String> lines =
        JavaProcess.linesToTheEnd(
            JavaProcess.start(
                directory.resolve("unpacked"),
                List.of("-Xmx" + HEAP_MIB + "m", "-XX:TieredStopAtLevel=4"),
                BigTransferWriter.class,
                directory,
                DOCUMENTS));

    assertThat(lines)
        .containsExactly(
            "exported " + many, "imported " + many, "restored " + many, "removed " + many);
  }
}
