package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.CounterDatabase;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.error.StorageException;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.index.IndexDefinition;
import io.debros.store.storage.Durability;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.FaultyDisk;
import io.debros.store.testing.Property;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * On a disk that fails, delays and loses unsynced writes, a node shows after every crash what the
 * disk kept: commits as wholes, in their order, and every durable one.
 */
class CrashPropertyTest {
  private static final int SEEDS = 200;

  @Test
  void node_crashesAgainAndAgain_showsWhatTheDiskKept() {
    Property.check(SEEDS, random -> new Life(random).run());
  }

  /** A state, and how many batches the disk had been given when it was reached. */
  private record Reached(NodeState state, int batches) {}

  /** One disk, and a node that is opened, used and crashed on it again and again. */
  private static final class Life {
    private static final int SESSIONS = 5;
    private static final int DATABASES = 3;
    private static final int KEYS = 6;
    private static final DocumentOptions OPTIONS =
        DocumentOptions.defaults().withWrite(List.of("*"));

    private final RandomGenerator random;
    private final Durability durability;
    private final FaultyDisk disk;
    private final KeyStore keys = new MemoryKeyStore();
    private final List<Reached> history = new ArrayList<>();
    private List<DocumentDatabase> open = List.of();
    private long value;

    Life(RandomGenerator random) {
      this.random = random;
      this.durability = random.nextBoolean() ? Durability.COMMIT : Durability.INTERVAL;
      this.disk = new FaultyDisk(durability, random);
    }

    void run() {
      for (int session = 0; session < SESSIONS; session++) {
        failWhileOpening();
        int written = disk.written(); // opening changes no documents
        DebrosNode node = open();
        history.add(new Reached(shown(node), written));
        boolean failed = work(node);
        crash(failed);
      }
    }

    /** A node that could not be opened leaves the disk such that the next one can. */
    private void failWhileOpening() {
      disk.failOneIn(1 + random.nextInt(20));
      try {
        open();
      } catch (StorageException failure) {
        assertThat(failure).hasMessageContaining("Open it again");
      }
      disk.kill();
      disk.failOneIn(0);
    }

    /** Writes until a write fails or there is nothing to do; true if one failed. */
    private boolean work(DebrosNode node) {
      disk.failOneIn(random.nextInt(3) == 0 ? 0 : 2 + random.nextInt(40));
      try {
        for (int step = random.nextInt(20); step > 0; step--) {
          step(node);
          if (durability == Durability.COMMIT) {
            assertThat(disk.synced()).as("durable when it returned").isEqualTo(disk.written());
          }
          history.add(new Reached(shown(node), disk.written()));
        }
        if (random.nextInt(3) == 0) {
          node.close();
          assertThat(disk.synced()).as("durable when closed").isEqualTo(disk.written());
        }
        return false;
      } catch (StorageException failure) {
        open.stream().filter(database -> !database.isClosed()).forEach(LogFold::assertAgrees);
        return true; // and reads go on
      } finally {
        disk.failOneIn(0);
      }
    }

    private void crash(boolean failed) {
      int durable = disk.synced();
      int kept = random.nextBoolean() ? disk.kill() : disk.cutPower();
      assertThat(kept).isGreaterThanOrEqualTo(durable);

      NodeState found = shown(open());

      int last = lastWithin(kept);
      Set<NodeState> allowed = new HashSet<>();
      allowed.add(history.get(last).state());
      if (last + 1 < history.size()) { // its first batch counts, the others clean up
        allowed.add(history.get(last + 1).state());
      }
      if (!failed || last + 1 < history.size()) {
        assertThat(found).isIn(allowed);
      }
      history.clear();
    }

    private int lastWithin(int kept) {
      return IntStream.range(0, history.size())
          .filter(i -> history.get(i).batches() <= kept)
          .max()
          .orElseThrow();
    }

    private void step(DebrosNode node) {
      open = databases(node);
      DocumentDatabase database = open.get(random.nextInt(DATABASES));
      switch (random.nextInt(12)) {
        case 0 -> database.drop();
        case 1 -> database.ensureIndexes(List.of(byKeyAndVersion(random.nextInt(3))));
        case 2 -> importFromPeer(node, database);
        case 3 -> joinFromPeer(database);
        case 4 -> forgetIndex(database);
        case 5 -> node.putNote("note", new byte[] {(byte) value});
        default -> transact(node, random.nextBoolean() ? all(node) : List.of(database));
      }
    }

    private void transact(DebrosNode node, List<? extends Database> touched) {
      try (DatabaseTransaction transaction = node.begin(touched)) {
        touched.forEach(database -> write(transaction, database));
        transaction.commit();
      }
    }

    private void write(DatabaseTransaction transaction, Database database) {
      String key = "k" + random.nextInt(KEYS);
      boolean delete = transaction.find(database, key) != null && random.nextInt(3) == 0;
      if (database instanceof DocumentDatabase documents) {
        if (delete) {
          transaction.delete(documents, key);
        } else {
          transaction.put(documents, document(key));
        }
      } else if (database instanceof KeyValueDatabase values) {
        if (delete) {
          transaction.delete(values, key);
        } else {
          transaction.put(values, key, document(key));
        }
      } else if (database instanceof EventDatabase events) {
        transaction.add(events, document(key));
      } else if (database instanceof CounterDatabase counter) {
        transaction.increment(counter, 1 + random.nextInt(9));
      }
    }

    /** A peer writes to the same database without having seen ours. */
    private void joinFromPeer(DocumentDatabase ours) {
      Storage storage = new MemoryStorage();
      try (DebrosNode peer = DebrosNode.open(NodeSettings.inMemory(), storage)) {
        ours.join(written(peer, ours.name()).heads(), new BlockStore(storage)::find);
      }
    }

    private void importFromPeer(DebrosNode node, DocumentDatabase ours) {
      if (random.nextBoolean()) {
        ours.close();
      }
      ByteArrayOutputStream car = new ByteArrayOutputStream();
      try (DebrosNode peer = DebrosNode.open(NodeSettings.inMemory())) {
        peer.exportCar(written(peer, ours.name()).address(), car);
      }
      node.importCar(new ByteArrayInputStream(car.toByteArray()));
    }

    private DocumentDatabase written(DebrosNode peer, String name) {
      DocumentDatabase database = peer.openDocuments(name, OPTIONS);
      for (int i = random.nextInt(4); i >= 0; i--) {
        database.put(document("k" + random.nextInt(KEYS)));
      }
      return database;
    }

    /** The index is made again when the database is opened. */
    private void forgetIndex(DocumentDatabase database) {
      byte[] key = database.address().toString().getBytes(StandardCharsets.UTF_8);
      database.close();
      disk.storage().write(new StorageBatch().put(new Space("indexed-heads"), key, new byte[1]));
    }

    private CborMap document(String key) {
      return CborMap.builder().put("_id", key).put("n", value++).build();
    }

    private static IndexDefinition byKeyAndVersion(int version) {
      return IndexDefinition.of(
          "by-key",
          "v" + version,
          (key, document) -> List.of((version + key).getBytes(StandardCharsets.UTF_8)));
    }

    private DebrosNode open() {
      DebrosNode node = DebrosNode.open(NodeSettings.inMemory().withKeyStore(keys), disk.open());
      all(node);
      return node;
    }

    private static List<DocumentDatabase> databases(DebrosNode node) {
      return IntStream.range(0, DATABASES)
          .mapToObj(number -> node.openDocuments("crash-" + number, OPTIONS))
          .toList();
    }

    private static List<Database> all(DebrosNode node) {
      List<Database> all = new ArrayList<>(databases(node));
      all.add(node.openKeyValue("crash-values", DatabaseOptions.defaults()));
      all.add(node.openEvents("crash-events", DatabaseOptions.defaults()));
      all.add(node.openCounter("crash" + NodeState.COUNTER, DatabaseOptions.defaults()));
      return all;
    }

    private static NodeState shown(DebrosNode node) {
      all(node);
      NodeState.assertAgrees(node);
      return NodeState.of(node);
    }
  }
}
