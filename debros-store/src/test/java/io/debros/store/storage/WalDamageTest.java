package io.debros.store.storage;

import static io.debros.store.storage.StorageContract.OTHER;
import static io.debros.store.storage.StorageContract.SPACE;
import static io.debros.store.storage.StorageContract.key;
import static io.debros.store.storage.StorageContract.rows;
import static io.debros.store.storage.StorageReader.Direction.ASCENDING;
import static io.debros.store.testing.Directories.copy;
import static io.debros.store.testing.Directories.writeAheadLog;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.debros.store.error.StorageException;
import io.debros.store.testing.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a write-ahead log that was cut or changed: its last writes may be gone, as whole
 * batches and without gaps, if they were not synced; anything else is refused, and the directory
 * stays as it was.
 */
class WalDamageTest {
  private static final int SYNCED = 12;
  private static final int UNSYNCED = 4;
  private static final int ALL = SYNCED + UNSYNCED;
  private static final int STEP = Scale.of("debros.wal.step", 3);

  @TempDir Path directory;
  private Path dead;
  private Path log;
  private byte[] whole;
  private int syncedBytes;

  /** Every torn end is told of; here there are hundreds. */
  @BeforeAll
  static void muteWarnings() {
    logger().setLevel(Level.ERROR);
  }

  @AfterAll
  static void unmuteWarnings() {
    logger().setLevel(null);
  }

  /** A directory as a killed process leaves it: some writes synced, some not. */
  @BeforeEach
  void killStorage() throws IOException {
    Path alive = directory.resolve("alive");
    dead = directory.resolve("dead");
    try (Storage storage = RocksStorage.open(alive, Durability.INTERVAL)) {
      write(storage, 0, SYNCED);
      storage.sync();
      Path mark = alive.resolve(SyncedMark.FILE);
      byte[] synced = Files.readAllBytes(mark);
      syncedBytes = (int) Files.size(writeAheadLog(alive));
      write(storage, SYNCED, ALL);
      copy(alive, dead);
      Files.write(dead.resolve(SyncedMark.FILE), synced); // the background sync may have come by
    }
    log = writeAheadLog(dead);
    whole = Files.readAllBytes(log);
  }

  @Test
  void open_logCutAnywhere_unsyncedEndMayBeGoneSyncedWritesNot() throws IOException {
    for (int length = whole.length; length >= 0; length -= length > syncedBytes ? 1 : STEP * 7) {
      Path damaged = damaged(Arrays.copyOf(whole, length));

      Integer kept = openAndCount(damaged);

      if (length < syncedBytes) {
        assertThat(kept).as("writes kept of a log cut to %d bytes", length).isNull();
      } else {
        assertThat(kept).as("writes kept of a log cut to %d bytes", length).isBetween(SYNCED, ALL);
      }
    }
  }

  @Test
  void open_aByteOfTheLogFlipped_synced_refused_unsynced_cutThere() throws IOException {
    for (int at = 0; at < whole.length; at += STEP) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << (at % 8));
      Path damaged = damaged(bytes);

      Integer kept = openAndCount(damaged);

      if (at < syncedBytes) {
        assertThat(kept).as("writes kept after damage at byte %d", at).isNull();
      } else {
        assertThat(kept).as("writes kept after damage at byte %d", at).isBetween(SYNCED, ALL - 1);
      }
    }
  }

  /** RocksDB takes such a record for one of an earlier use of the file, and reads it for ever. */
  @Test
  @Timeout(120)
  void open_typeOfARecordSaysThatTheFileIsReused_synced_refused_unsynced_cutThere()
      throws IOException {
    for (int start = 0; start < whole.length; start += 7 + length(start)) {
      for (int type : new int[] {5, 6, 7, 8, 11, 131}) {
        byte[] bytes = whole.clone();
        bytes[start + 6] = (byte) type;
        Path damaged = damaged(bytes);

        Integer kept = openAndCount(damaged);

        if (start < syncedBytes) {
          assertThat(kept).as("writes kept, type %d at byte %d", type, start).isNull();
          assertThat(Files.readAllBytes(writeAheadLog(damaged))).isEqualTo(bytes);
        } else {
          assertThat(kept).as("type %d at byte %d", type, start).isBetween(SYNCED, ALL - 1);
        }
      }
    }
  }

  @Test
  @Timeout(120)
  void open_manifestSaysThatItIsReused_refused() throws IOException {
    Path place = damaged(whole);
    Path folder = place.resolve("store");
    Path manifest = folder.resolve(Files.readString(folder.resolve("CURRENT")).strip());
    byte[] bytes = Files.readAllBytes(manifest);
    int second = 7 + Byte.toUnsignedInt(bytes[4]) + (Byte.toUnsignedInt(bytes[5]) << 8);
    bytes[second + 6] = 5;
    Files.write(manifest, bytes);

    assertThat(openAndCount(place)).isNull();
    assertThat(Files.readAllBytes(manifest)).isEqualTo(bytes);
  }

  /** Of the content of the record that begins there. */
  private int length(int start) {
    return Byte.toUnsignedInt(whole[start + 4]) + (Byte.toUnsignedInt(whole[start + 5]) << 8);
  }

  @Test
  void open_unsyncedWritesLostAsByAPowerCut_earlierWritesThere() throws IOException {
    for (int at = syncedBytes; at < whole.length; at += STEP) {
      byte[] bytes = whole.clone();
      Arrays.fill(bytes, at, Math.min(bytes.length, at + 64), (byte) 0); // a page never stored

      int most = Arrays.equals(bytes, whole) ? ALL : ALL - 1; // a zero of our own is no hole
      assertThat(openAndCount(damaged(bytes))).as("hole at byte %d", at).isBetween(SYNCED, most);
    }
  }

  @Test
  void open_tornEnd_isTold() throws IOException {
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    logger().setLevel(Level.WARN);
    logger().addAppender(told);
    try {
      openAndCount(damaged(whole));
      assertThat(told.list).as("of a whole log").isEmpty();

      openAndCount(damaged(Arrays.copyOf(whole, whole.length - 1)));
      assertThat(told.list).singleElement().asString().contains("not synced are dropped");
    } finally {
      logger().detachAppender(told);
      logger().setLevel(Level.ERROR);
    }
  }

  @Test
  void open_refused_directoryAsBefore() throws IOException {
    byte[] bytes = whole.clone();
    bytes[syncedBytes / 2] ^= 1;
    Path damaged = damaged(bytes);

    for (int i = 0; i < 3; i++) {
      assertThat(openAndCount(damaged)).isNull();
      assertThat(Files.readAllBytes(writeAheadLog(damaged))).isEqualTo(bytes);
    }
    Files.write(writeAheadLog(damaged), whole);
    assertThat(openAndCount(damaged)).as("after the damage was mended").isEqualTo(ALL);
  }

  @Test
  void open_afterATornEnd_goesOnAndStaysWhole() throws IOException {
    Path torn = damaged(Arrays.copyOf(whole, whole.length - 1));
    assertThat(openAndCount(torn)).isEqualTo(ALL - 1);
    try (Storage storage = RocksStorage.open(torn, Durability.COMMIT)) {
      write(storage, ALL - 1, ALL + 5);
    }

    assertThat(openAndCount(torn)).isEqualTo(ALL + 5);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(RocksFiles.class);
  }

  /** How many writes are there, without a gap; null if it was refused. */
  private static Integer openAndCount(Path place) {
    try (Storage storage = RocksStorage.open(place, Durability.INTERVAL)) {
      List<String> found = rows(storage, KeyRange.all(), ASCENDING);
      assertThat(found)
          .isEqualTo(IntStream.range(0, found.size()).mapToObj(WalDamageTest::row).toList());
      for (int i = 0; i < found.size() + 1; i++) {
        assertThat(storage.get(OTHER, name(i)) != null).isEqualTo(i < found.size());
      }
      return found.size();
    } catch (StorageException refused) {
      assertThat(refused).hasMessageContaining(place.toString());
      return null;
    }
  }

  private static void write(Storage storage, int from, int to) {
    for (int i = from; i < to; i++) {
      storage.write(
          new StorageBatch().put(SPACE, name(i), key("v" + i)).put(OTHER, name(i), key("")));
    }
  }

  private static byte[] name(int number) {
    return key("%03d".formatted(number));
  }

  private static String row(int number) {
    return "%03d=v%d".formatted(number, number);
  }

  private Path damaged(byte[] bytes) throws IOException {
    Path place = Files.createTempDirectory(directory, "damaged").resolve("node");
    copy(dead, place);
    Files.write(writeAheadLog(place), bytes);
    return place;
  }
}
