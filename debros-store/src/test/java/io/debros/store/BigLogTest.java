package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.database.DocumentDatabase;
import io.debros.store.storage.Durability;
import io.debros.store.storage.RocksStorage;
import io.debros.store.testing.CountingStorage;
import io.debros.store.testing.HaltingStorage;
import io.debros.store.testing.JavaProcess;
import io.debros.store.testing.Scale;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The length of a log shows neither in the memory that it takes nor in the cost of opening it. */
class BigLogTest {
  private static final int DOCUMENTS = Scale.of("debros.log.entries", 40_000);
  private static final int FEW = 1_000;
  private static final int HEAP_MIB = Scale.of("debros.log.heap", 32);

  @TempDir Path directory;

  @Test
  void log_ofAnyLength_fitsSmallHeapAndOpensAtOneCost() {
    String many = String.valueOf(DOCUMENTS);
    Path big = directory.resolve("big");
    Path small = directory.resolve("small");

    assertThat(write(big, DOCUMENTS))
        .containsExactly(
            "written " + many, "read " + many, "iterated " + many, "traversed " + many);
    write(small, FEW);

    assertThat(readsToOpen(big, DOCUMENTS)).as("after a kill").isEqualTo(readsToOpen(small, FEW));
    assertThat(readsToOpen(big, DOCUMENTS))
        .as("after a clean end")
        .isEqualTo(readsToOpen(small, FEW));
  }

  private List<String> write(Path place, int documents) {
    return JavaProcess.killAt(
        HaltingStorage.HALTED,
        JavaProcess.start(
            directory.resolve("unpacked"),
            List.of("-Xmx" + HEAP_MIB + "m", "-XX:TieredStopAtLevel=4"),
            BigLogWriter.class,
            place,
            documents));
  }

  private static long readsToOpen(Path place, int documents) {
    CountingStorage storage = new CountingStorage(RocksStorage.open(place, Durability.INTERVAL));
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(place), storage)) {
      DocumentDatabase database = BigLogWriter.open(node);
      long reads = storage.reads();

      assertThat(database.count()).isEqualTo(documents);
      assertThat(database.get(BigLogWriter.key(documents - 1))).isNotNull();
      return reads;
    }
  }
}
