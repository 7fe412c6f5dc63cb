package io.debros.store.storage;

import static io.debros.store.storage.StorageReader.Direction.ASCENDING;
import static io.debros.store.testing.Directories.copy;
import static io.debros.store.testing.Directories.writeAheadLog;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.DirectoryLockedException;
import io.debros.store.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStorageTest extends StorageContract {
  @TempDir Path directory;

  @Override
  Storage open() {
    return RocksStorage.open(directory.resolve("node"), Durability.INTERVAL);
  }

  @Test
  void reopen_everyDurability_showsWhatWasWritten() {
    for (Durability durability : Durability.values()) {
      Path place = directory.resolve(durability.name());
      try (Storage first = RocksStorage.open(place, durability)) {
        first.write(new StorageBatch().put(SPACE, key("a"), key("1")));
        first.write(new StorageBatch().put(OTHER, key("b"), key("2")));
      }

      try (Storage second = RocksStorage.open(place, durability)) {
        assertThat(rows(second, KeyRange.all(), ASCENDING)).containsExactly("a=1");
        assertThat(text(second.get(OTHER, key("b")))).isEqualTo("2");
      }
    }
  }

  @Test
  void reopen_afterDeath_showsEveryAcknowledgedWrite() throws IOException {
    for (Durability durability : Durability.values()) {
      Path dead = directory.resolve("dead-" + durability);
      try (Storage first = RocksStorage.open(directory.resolve(durability.name()), durability)) {
        for (int i = 0; i < 100; i++) {
          first.write(new StorageBatch().put(SPACE, key("k" + i), key("v")));
        }
        copy(directory.resolve(durability.name()), dead); // what a killed process leaves
      }

      try (Storage second = RocksStorage.open(dead, durability)) {
        assertThat(rows(second, KeyRange.all(), ASCENDING)).hasSize(100);
      }
    }
  }

  @Test
  void open_syncedLogDamagedInTheMiddle_refusedNotSilentlyCut() throws IOException {
    for (Durability durability : Durability.values()) {
      Path damaged = directory.resolve("damaged-" + durability);
      try (Storage first = RocksStorage.open(directory.resolve(durability.name()), durability)) {
        for (int i = 0; i < 100; i++) {
          first.write(new StorageBatch().put(SPACE, key("k" + i), key("v")));
        }
        first.sync();
        copy(directory.resolve(durability.name()), damaged);
      }
      damageLog(damaged);

      assertThatThrownBy(() -> RocksStorage.open(damaged, durability))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(damaged.toString());
    }
  }

  @Test
  void open_acknowledgedWriteCutOff_refused() throws IOException {
    Path torn = directory.resolve("torn");
    Path place = directory.resolve("whole");
    try (Storage first = RocksStorage.open(place, Durability.COMMIT)) {
      for (int i = 0; i < 10; i++) {
        first.write(new StorageBatch().put(SPACE, key("k" + i), key("v")));
      }
      copy(place, torn);
    }
    Path log = writeAheadLog(torn);
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length - 3));

    assertThatThrownBy(() -> RocksStorage.open(torn, Durability.COMMIT))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("lost writes that were synced")
        .hasMessageContaining("synced=10");
  }

  @Test
  void submit_severalBeforeTheFirstWait_oneSync() {
    try (RocksStorage commits = RocksStorage.open(directory.resolve("c"), Durability.COMMIT)) {
      Receipt first = commits.submit(new StorageBatch().put(SPACE, key("a"), key("1")));
      Receipt second = commits.submit(new StorageBatch().put(SPACE, key("b"), key("2")));
      assertThat(rows(commits, KeyRange.all(), ASCENDING)).containsExactly("a=1", "b=2");
      assertThat(commits.syncCount()).isZero();

      second.awaitDurable();
      first.awaitDurable();

      assertThat(commits.syncCount()).isEqualTo(1);
    }
  }

  @Test
  void submit_storageClosedBeforeTheWait_isDurable() {
    Path place = directory.resolve("c");
    RocksStorage commits = RocksStorage.open(place, Durability.COMMIT);
    Receipt receipt = commits.submit(new StorageBatch().put(SPACE, key("a"), key("1")));

    commits.close();

    assertThatCode(receipt::awaitDurable).doesNotThrowAnyException();
    try (Storage second = RocksStorage.open(place, Durability.COMMIT)) {
      assertThat(rows(second, KeyRange.all(), ASCENDING)).containsExactly("a=1");
    }
  }

  @Test
  void write_durabilityCommit_returnsSynced() {
    try (RocksStorage commits = RocksStorage.open(directory.resolve("c"), Durability.COMMIT)) {
      for (int i = 1; i <= 5; i++) {
        commits.write(new StorageBatch().put(SPACE, key("a"), key("" + i)));

        assertThat(commits.syncCount()).isEqualTo(i);
      }
      commits.write(new StorageBatch());
      assertThat(commits.syncCount()).as("after an empty batch").isEqualTo(5);
    }
  }

  @Test
  void write_threadsAtOnce_shareSyncs() throws Exception {
    try (RocksStorage commits = RocksStorage.open(directory.resolve("c"), Durability.COMMIT)) {
      StorageRaces.writersLoseNothing(commits);

      assertThat(commits.syncCount()).isPositive().isLessThan(2_000);
    }
  }

  @Test
  void open_directoryInUse_namesPathAndProcess() {
    assertThatThrownBy(this::open)
        .isInstanceOf(DirectoryLockedException.class)
        .hasMessageContaining(directory.resolve("node").toString())
        .hasMessageContaining("pid=" + ProcessHandle.current().pid());

    storage.close();
    storage = open();
    put("a", "1");
    assertThat(text(storage.get(SPACE, key("a")))).isEqualTo("1");
  }

  @Test
  void open_pathIsAFile_saysSo() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");

    assertThatThrownBy(() -> RocksStorage.open(file, Durability.COMMIT))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void open_afterFailure_directoryIsFree() throws IOException {
    Path place = directory.resolve("again");
    Path blocker = Files.writeString(Files.createDirectories(place).resolve("store"), "in the way");
    assertThatThrownBy(() -> RocksStorage.open(place, Durability.INTERVAL))
        .isInstanceOf(StorageException.class);

    Files.delete(blocker);

    try (Storage second = RocksStorage.open(place, Durability.INTERVAL)) {
      assertThat(second.get(SPACE, key("a"))).isNull();
    }
  }

  private static void damageLog(Path place) throws IOException {
    Path log = writeAheadLog(place);
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 1;
    Files.write(log, bytes);
  }
}
