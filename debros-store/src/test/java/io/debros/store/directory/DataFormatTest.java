package io.debros.store.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.error.StorageException;
import io.debros.store.storage.Durability;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.RocksStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.testing.Directories;
import io.debros.store.testing.FaultyStorage;
import io.debros.store.testing.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFormatTest {
  private static final Space WORDS = new Space("words");
  private static final List<FormatStep> STEPS =
      List.of(DataFormatTest::renameKeys, DataFormatTest::doubleValues);

  @TempDir Path directory;

  @Test
  void open_directoryOfFirstFormat_showsEverythingInIt() throws IOException {
    Directories.unpackFormat(1, directory);

    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertThat(Sample.describe(node)).isEqualTo(Directories.describeFormat(1));
    }
    assertThat(FormatMark.in(directory).read()).isEqualTo(DataFormat.CURRENT);
  }

  @Test
  void open_directoryOfFirstFormat_canBeWrittenByTheSameIdentity() throws IOException {
    Directories.unpackFormat(1, directory);
    String written;
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      Sample.first(node);
      written = Sample.describe(node);
    }

    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
      assertThat(Sample.describe(node)).isEqualTo(written);
      for (DocumentDatabase database : Sample.open(node).values()) {
        assertThat(database.log().identity()).isEqualTo(node.identity());
      }
    }
  }

  /** A copy of a live directory is what a process leaves that is killed at that moment. */
  @Test
  void open_migrationKilledAfterAnyWrite_showsEverything() throws IOException {
    Directories.unpackFormat(1, directory.resolve("first"));
    List<Path> killed = new ArrayList<>();
    Path live = directory.resolve("first");
    try (Storage storage = RocksStorage.open(live, Durability.INTERVAL);
        Storage watched =
            new Watched(storage, () -> killed.add(copy(live, "killed-" + killed.size())))) {
      killed.add(copy(live, "killed-at-first"));
      DataFormat.bringUpToDate(watched, live);
      killed.add(copy(live, "killed-at-last"));
    }

    assertThat(killed).hasSize(3);
    for (Path copy : killed) {
      try (DebrosNode node = DebrosNode.open(NodeSettings.in(copy))) {
        assertThat(Sample.describe(node)).isEqualTo(Directories.describeFormat(1));
      }
    }
  }

  @Test
  void open_newDirectory_isMarked() throws IOException {
    DebrosNode.open(NodeSettings.in(directory)).close();

    assertThat(directory.resolve("debros.format")).hasContent("debros-format 2 ddde2402\n");
    try (Storage storage = RocksStorage.open(directory, Durability.COMMIT)) {
      assertThat(DataFormat.versionOf(storage)).isEqualTo(2);
    }
  }

  @Test
  void open_newerDirectory_isRefusedAndUntouched() throws IOException {
    DebrosNode.open(NodeSettings.in(directory)).close();
    FormatMark.in(directory).write(3);
    var before = Directories.contents(directory);

    assertThatThrownBy(() -> DebrosNode.open(NodeSettings.in(directory)))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "Data was written by a newer version of debros {path=%s, format=3, newest known=2}."
                + " Open it with the version that wrote it, or a later one; nothing was changed.",
            directory);
    assertThat(Directories.contents(directory)).isEqualTo(before);
  }

  @Test
  void open_newerStorage_isRefusedAndKeepsItsRows() {
    MemoryStorage storage = new MemoryStorage();
    put(storage, DataFormat.SPACE, "version", "7");

    assertThatThrownBy(() -> DataFormat.bringUpToDate(storage, null))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("format=7, newest known=2");
    assertThat(DataFormat.versionOf(storage)).isEqualTo(7);
  }

  @Test
  void open_anyDamageOfTheMark_isRefusedAndUntouched() throws IOException {
    DebrosNode.open(NodeSettings.in(directory)).close();
    Path mark = directory.resolve("debros.format");
    byte[] right = Files.readAllBytes(mark);
    for (int bit = 0; bit < right.length * 8; bit++) {
      byte[] damaged = right.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(mark, damaged);

      assertThatThrownBy(() -> DataFormat.requireReadable(directory))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("Mark of the format is damaged");
    }
    for (int length = 0; length < right.length; length++) {
      Files.write(mark, Arrays.copyOf(right, length));

      assertThatThrownBy(() -> DebrosNode.open(NodeSettings.in(directory)))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("delete the file and open it again");
      assertThat(mark).hasSize(length);
    }
  }

  @Test
  void open_withoutItsMark_isMarkedAgain() throws IOException {
    DebrosNode.open(NodeSettings.in(directory)).close();
    Files.delete(directory.resolve("debros.format"));

    DebrosNode.open(NodeSettings.in(directory)).close();

    assertThat(FormatMark.in(directory).read()).isEqualTo(2);
  }

  @Test
  void versionOf_damagedRow_isTheFirst() {
    MemoryStorage storage = new MemoryStorage();
    put(storage, DataFormat.SPACE, "version", "2x");

    assertThat(DataFormat.versionOf(storage)).isEqualTo(1);
  }

  @Test
  void bringUpToDate_fails_goesOnWhereItStopped() {
    for (int writes = 0; writes < 8; writes++) {
      MemoryStorage storage = words();
      FaultyStorage faulty = new FaultyStorage(storage);
      faulty.fillDiskAfter(writes);

      if (writes < 5) {
        assertThatThrownBy(() -> DataFormat.bringUpToDate(faulty, null, STEPS))
            .isInstanceOf(StorageException.class);
      }
      faulty.freeDisk();
      DataFormat.bringUpToDate(faulty, null, STEPS);

      assertThat(rows(storage)).containsExactly("new-a=11", "new-b=22", "new-c=33");
      assertThat(DataFormat.versionOf(storage)).isEqualTo(3);
    }
  }

  @Test
  void bringUpToDate_again_changesNothing() {
    MemoryStorage storage = words();
    DataFormat.bringUpToDate(storage, null, STEPS);
    FaultyStorage full = new FaultyStorage(storage);
    full.fillDisk();

    DataFormat.bringUpToDate(full, null, STEPS);

    assertThat(rows(storage)).containsExactly("new-a=11", "new-b=22", "new-c=33");
  }

  private Path copy(Path live, String name) {
    return Directories.copy(live, directory.resolve(name));
  }

  private static MemoryStorage words() {
    MemoryStorage storage = new MemoryStorage();
    put(storage, WORDS, "a", "1");
    put(storage, WORDS, "b", "2");
    put(storage, WORDS, "c", "3");
    return storage;
  }

  /** A step of several batches: each row by itself. */
  private static void renameKeys(Storage storage, StorageBatch last) {
    for (String key : List.of("a", "b", "c")) {
      byte[] value = storage.get(WORDS, key.getBytes(US_ASCII));
      if (value != null) {
        storage.write(
            new StorageBatch()
                .delete(WORDS, key.getBytes(US_ASCII))
                .put(WORDS, ("new-" + key).getBytes(US_ASCII), value));
      }
    }
  }

  /** A step that may run once only, so it does all in the last batch. */
  private static void doubleValues(Storage storage, StorageBatch last) {
    try (StorageCursor rows = storage.scan(WORDS, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        String value = new String(rows.value(), US_ASCII);
        last.put(WORDS, rows.key(), (value + value).getBytes(US_ASCII));
      }
    }
  }

  private static List<String> rows(Storage storage) {
    List<String> found = new ArrayList<>();
    try (StorageCursor rows = storage.scan(WORDS, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        found.add(new String(rows.key(), US_ASCII) + "=" + new String(rows.value(), US_ASCII));
      }
    }
    return found;
  }

  private static void put(Storage storage, Space space, String key, String value) {
    storage.write(new StorageBatch().put(space, key.getBytes(US_ASCII), value.getBytes(US_ASCII)));
  }

  /** Calls back after each write. */
  private record Watched(Storage storage, Runnable written) implements Storage {
    @Override
    public void write(StorageBatch batch) {
      storage.write(batch);
      written.run();
    }

    @Override
    public void compact() {
      storage.compact();
    }

    @Override
    public void sync() {
      storage.sync();
    }

    @Override
    public StorageSnapshot snapshot() {
      return storage.snapshot();
    }

    @Override
    public byte[] get(Space space, byte[] key) {
      return storage.get(space, key);
    }

    @Override
    public StorageCursor scan(Space space, KeyRange range, Direction direction) {
      return storage.scan(space, range, direction);
    }

    @Override
    public void close() {
      storage.close();
    }
  }
}
