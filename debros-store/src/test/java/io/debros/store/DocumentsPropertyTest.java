package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.testing.Property;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases are maps that remember the order of writes, across restarts and replicas. */
class DocumentsPropertyTest {
  private static final int KEYS = 8;
  private static final DocumentOptions EVERYBODY =
      DocumentOptions.defaults().withWrite(List.of("*"));

  @Test
  void database_anyWritesAndReopens_equalsMap(@TempDir Path directory) {
    Property.check(
        15, random -> equalsMap(directory.resolve(UUID.randomUUID().toString()), random));
  }

  @Test
  void replicas_anyJoins_convergeOnTheFoldOfTheLog() {
    Property.check(25, DocumentsPropertyTest::converge);
  }

  private static void equalsMap(Path directory, RandomGenerator random) {
    Map<String, CborMap> expected = new LinkedHashMap<>();
    for (int session = 0; session < 4; session++) {
      try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory))) {
        DocumentDatabase database = node.openDocuments("map", EVERYBODY);
        assertShows(database, expected);
        for (int step = random.nextInt(12); step >= 0; step--) {
          transact(node, database, expected, random);
        }
        assertShows(database, expected);
        LogFold.assertAgrees(database);
      }
    }
  }

  /** Several operations, which are committed or not. */
  private static void transact(
      DebrosNode node,
      DocumentDatabase database,
      Map<String, CborMap> expected,
      RandomGenerator random) {
    Map<String, CborMap> staged = new LinkedHashMap<>(expected);
    try (DatabaseTransaction transaction = node.begin(List.of(database))) {
      for (int operation = random.nextInt(4); operation >= 0; operation--) {
        String key = key(random);
        boolean there = staged.remove(key) != null;
        if (there && random.nextInt(3) == 0) {
          transaction.delete(database, key);
        } else {
          CborMap document = document(key, random.nextLong());
          transaction.put(database, document);
          staged.put(key, document);
        }
      }
      if (random.nextInt(4) > 0) {
        transaction.commit();
        expected.clear();
        expected.putAll(staged);
      }
    }
  }

  private static void assertShows(DocumentDatabase database, Map<String, CborMap> expected) {
    assertThat(database.all())
        .extracting(DocumentRow::value)
        .containsExactlyElementsOf(expected.values());
    for (int number = 0; number < KEYS; number++) {
      DocumentRow row = database.get("k" + number);
      assertThat(row == null ? null : row.value()).isEqualTo(expected.get("k" + number));
    }
  }

  private static void converge(RandomGenerator random) {
    List<Replica> replicas = Stream.generate(Replica::open).limit(3).toList();
    for (int step = 0; step < 30; step++) {
      Replica replica = replicas.get(random.nextInt(replicas.size()));
      if (random.nextInt(3) == 0) {
        replica.join(replicas.get(random.nextInt(replicas.size())));
      } else {
        replica.write(random, step);
      }
    }
    replicas.forEach(from -> replicas.get(0).join(from));
    replicas.forEach(to -> to.join(replicas.get(0)));

    for (Replica replica : replicas) {
      assertThat(replica.database.heads()).isEqualTo(replicas.get(0).database.heads());
      assertThat(replica.database.all()).isEqualTo(replicas.get(0).database.all());
      LogFold.assertAgrees(replica.database);
    }
    replicas.forEach(replica -> replica.node.close());
  }

  private static String key(RandomGenerator random) {
    return "k" + random.nextInt(KEYS);
  }

  private static CborMap document(String key, long value) {
    return CborMap.builder().put("_id", key).put("n", value).build();
  }

  private record Replica(DebrosNode node, BlockStore blocks, DocumentDatabase database) {
    static Replica open() {
      Storage storage = new MemoryStorage();
      DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage);
      return new Replica(node, new BlockStore(storage), node.openDocuments("shared", EVERYBODY));
    }

    void write(RandomGenerator random, int value) {
      String key = key(random);
      if (database.get(key) != null && random.nextInt(3) == 0) {
        database.delete(key);
      } else {
        database.put(document(key, value));
      }
    }

    void join(Replica other) {
      database.join(other.database.heads(), other.blocks::find);
    }
  }
}
