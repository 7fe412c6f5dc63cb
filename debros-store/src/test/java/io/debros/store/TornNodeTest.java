package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.storage.Durability;
import io.debros.store.storage.RocksStorage;
import io.debros.store.testing.Directories;
import io.debros.store.testing.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A power cut leaves a write-ahead log torn at any byte: the node shows transactions over several
 * databases as wholes, without a gap, and all that were synced.
 */
class TornNodeTest {
  private static final int STEP = 100 * Scale.of("debros.wal.step", 3);
  private static final int SYNCED = 4;
  private static final int ALL = 9;
  private static final List<String> NAMES = List.of("torn-a", "torn-b", "torn-c");

  private final List<Map<String, Long>> states = new ArrayList<>();
  @TempDir Path directory;
  private Path dead;
  private int syncedBytes;

  @BeforeEach
  void cutPower() throws IOException {
    storageLogger().setLevel(Level.ERROR); // each torn end is told of; here there are hundreds
    Path alive = directory.resolve("alive");
    dead = directory.resolve("dead");
    RocksStorage storage = RocksStorage.open(alive, Durability.INTERVAL);
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(alive), storage)) {
      states.add(shown(node));
      for (int number = 1; number <= SYNCED; number++) {
        transact(node, number);
      }
      storage.sync();
      byte[] mark = Files.readAllBytes(alive.resolve("debros.synced"));
      syncedBytes = (int) Files.size(Directories.writeAheadLog(alive));
      for (int number = SYNCED + 1; number <= ALL; number++) {
        transact(node, number);
      }
      Directories.copy(alive, dead);
      Files.write(dead.resolve("debros.synced"), mark); // the background sync may have come by
    }
  }

  @AfterEach
  void unmute() {
    storageLogger().setLevel(null);
  }

  @Test
  void node_unsyncedLogTornAtAnyByte_showsWholeTransactionsWithoutGap() throws IOException {
    byte[] whole = Files.readAllBytes(Directories.writeAheadLog(dead));
    int shownBefore = ALL;

    for (int length = whole.length; length >= syncedBytes; length -= STEP) {
      int shown = open(Arrays.copyOf(whole, length));

      assertThat(shown).as("transactions in %d bytes", length).isBetween(SYNCED, shownBefore);
      shownBefore = shown;
    }
    assertThat(open(Arrays.copyOf(whole, syncedBytes))).isEqualTo(SYNCED);
  }

  /** How many transactions a node shows that has such a write-ahead log. */
  private int open(byte[] log) throws IOException {
    Path place = Files.createTempDirectory(directory, "torn").resolve("node");
    Directories.copy(dead, place);
    Files.write(Directories.writeAheadLog(place), log);
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(place))) {
      Map<String, Long> shown = shown(node);
      assertThat(shown).isIn(states);
      databases(node).forEach(LogFold::assertAgrees);
      return states.indexOf(shown);
    }
  }

  /** Writes a document into each database, and deletes the one before it. */
  private void transact(DebrosNode node, int number) {
    List<DocumentDatabase> databases = databases(node);
    try (DatabaseTransaction transaction = node.begin(databases)) {
      for (DocumentDatabase database : databases) {
        transaction.put(database, CborMap.builder().put("_id", "k" + number).build());
        if (number > 1) {
          transaction.delete(database, "k" + (number - 1));
        }
      }
      transaction.commit();
    }
    states.add(shown(node));
  }

  private static List<DocumentDatabase> databases(DebrosNode node) {
    return NAMES.stream()
        .map(name -> node.openDocuments(name, DocumentOptions.defaults()))
        .toList();
  }

  private static Map<String, Long> shown(DebrosNode node) {
    Map<String, Long> shown = new TreeMap<>();
    for (DocumentDatabase database : databases(node)) {
      database.all().forEach(row -> shown.merge(row.key(), 1L, Long::sum));
    }
    return shown;
  }

  private static Logger storageLogger() {
    return (Logger) LoggerFactory.getLogger("io.debros.store.storage");
  }
}
