package io.debros.store.storage;

import static io.debros.store.storage.StorageContract.OTHER;
import static io.debros.store.storage.StorageContract.key;
import static io.debros.store.storage.StorageReader.Direction.ASCENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operating system refuses to let a file grow, as on a full disk. */
class DiskFullTest {
  private static final Path SHELL = Path.of("/bin/bash");
  private static final String LIMIT_FILES_TO_32_MIB = "ulimit -f 32768 && exec \"$@\"";

  @TempDir Path directory;

  @Test
  void write_diskFull_failsLoudlyAndLosesNothingAcknowledged() throws Exception {
    assumeTrue(Files.exists(SHELL), "needs a shell that can limit the size of files");

    List<String> output = fillDisk();

    int acknowledged = DiskFiller.ACKNOWLEDGED;
    assertThat(output.subList(0, acknowledged))
        .isEqualTo(Collections.nCopies(acknowledged, "written"));
    assertThat(output.get(acknowledged))
        .startsWith("Write failed, nothing of it was written {path=" + directory);
    assertThat(output.get(acknowledged + 1))
        .startsWith("Storage takes no more writes, since one could not be stored")
        .contains(directory.toString());
    assertThat(output.subList(acknowledged + 2, output.size()))
        .containsExactly("nothing refused", "read", "not there");
    try (Storage storage = RocksStorage.open(directory, Durability.INTERVAL)) {
      assertThat(StorageContract.rows(storage, KeyRange.all(), ASCENDING)).hasSize(acknowledged);
      assertThat(storage.get(OTHER, key("k" + acknowledged))).isNull();
      storage.write(new StorageBatch().put(OTHER, key("small"), key("1")));
      assertThat(storage.get(OTHER, key("small"))).as("after opening again").isNotNull();
    }
  }

  private List<String> fillDisk() throws Exception {
    Process process =
        new ProcessBuilder(
                SHELL.toString(),
                "-c",
                LIMIT_FILES_TO_32_MIB,
                "-",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DiskFiller.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }
}
