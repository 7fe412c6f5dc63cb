package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DocumentRow;
import io.debros.store.encryption.DataCipher;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.MemoryEncryptionKeyStore;
import io.debros.store.merge.KeyOperation;
import io.debros.store.merge.RowFold;
import io.debros.store.oplog.Entry;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rows that merge are a function of the entries and of the keys that are here: in whatever order
 * entries and keys came in or were forgotten, and whether the index grew or was made anew.
 */
class MergedEncryptedPropertyTest {
  private static final List<String> NAMES = List.of("ada", "bob");
  private static final String UNREADABLE = "unreadable";

  @Test
  void replicas_anyWritesJoinsAndKeys_showTheFoldOfWhatTheyCanRead() {
    Property.check(25, MergedEncryptedPropertyTest::converge);
  }

  private static void converge(RandomGenerator random) {
    EncryptionKeys ring = EncryptionKeys.open(new MemoryEncryptionKeyStore());
    Stream.of("rest", "ada", "bob").forEach(ring::create);
    DataCipher all = ring.forData("rest");
    List<MergedReplica> replicas =
        List.of(
            new MergedReplica(ring),
            new MergedReplica(ring, "rest", NAMES.get(random.nextInt(NAMES.size()))),
            new MergedReplica(ring, "rest"));
    for (int step = 0; step < 50; step++) {
      MergedReplica replica = replicas.get(random.nextInt(replicas.size()));
      switch (random.nextInt(8)) {
        case 0, 1 -> replica.join(replicas.get(random.nextInt(replicas.size())));
        case 2 -> changeKeys(replica, ring, random);
        default -> write(replica, random, step);
      }
      assertShows(replica, all);
    }
    replicas.forEach(from -> replicas.get(0).join(from));
    replicas.forEach(to -> to.join(replicas.get(0)));

    for (MergedReplica replica : replicas) {
      assertShows(replica, all);
      List<DocumentRow> grown = replica.database.all();
      replica.remake();
      assertThat(replica.database.all()).isEqualTo(grown);
      assertShows(replica, all);
      if (!replica.keysChanged) { // else rows were made anew, and with them conflicts
        assertThat(replica.told)
            .extracting(conflict -> conflict.between().entry())
            .doesNotHaveDuplicates();
      }
    }
    replicas.forEach(MergedReplica::close);
  }

  private static void changeKeys(
      MergedReplica replica, EncryptionKeys ring, RandomGenerator random) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    String key = ring.newest(name).id();
    if (replica.keys.has(key) && random.nextInt(3) == 0) {
      replica.keys.forget(key);
      replica.keysChanged = true;
    } else if (!replica.keys.forgotten().contains(key)) {
      replica.keysChanged |= !replica.keys.has(key);
      replica.keys.add(ring.newest(name));
    }
  }

  private static void write(MergedReplica replica, RandomGenerator random, int step) {
    List<String> names =
        Stream.of("rest", "ada", "bob").filter(name -> !replica.keys.of(name).isEmpty()).toList();
    replica.writeAs(names.get(random.nextInt(names.size())));
    String key = "k" + random.nextInt(4);
    if (!replica.isReadable(key)) {
      replica.put(key, Map.of("title", "t" + step, "text", "x" + step, "v", 0));
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> replica.database.delete(key);
      case 1 -> replica.update(key, "title", new CborText("new" + step));
      case 2 -> replica.update(key, "text", new CborInt(step));
      case 3 -> replica.move(key, "text", "moved" + step);
      case 4 -> replica.tag(key, "tag" + random.nextInt(3));
      default -> replica.like(key);
    }
  }

  private static void assertShows(MergedReplica replica, DataCipher all) {
    Map<String, Object> expected = expected(replica, all);
    assertThat(shown(replica)).isEqualTo(expected);
    assertThat(replica.database.count()).isEqualTo(expected.size());
    assertThat(replica.database.all()).hasSize(expected.size());
    expected.forEach(
        (key, row) -> {
          if (row instanceof CborMap map && map.find("title") instanceof CborText title) {
            assertThat(replica.titled(title.value())).contains(key);
          }
        });
  }

  private static Map<String, Object> shown(MergedReplica replica) {
    Map<String, Object> shown = new TreeMap<>();
    for (int i = 0; i < 4; i++) {
      DocumentRow row = replica.database.get("k" + i);
      if (row != null) {
        shown.put("k" + i, row.isReadable() ? row.value() : UNREADABLE);
      }
    }
    return shown;
  }

  /** By somebody who has all keys, and knows which of them are here. */
  private static Map<String, Object> expected(MergedReplica replica, DataCipher all) {
    Map<String, List<Operation>> byKey = new TreeMap<>();
    for (Entry entry : replica.database.log().values()) { // oldest first
      byte[] encrypted = entry.encryptedPayload();
      boolean here = replica.keys.has(DataCipher.find(encrypted).keyId());
      CborMap payload = (CborMap) DagCbor.decode(all.decrypt(encrypted));
      boolean deletes = new CborText("DEL").equals(payload.find("op"));
      KeyOperation operation =
          new KeyOperation(entry.hash(), entry.clock(), deletes ? null : payload.find("value"));
      byKey
          .computeIfAbsent(((CborText) payload.find("key")).value(), any -> new ArrayList<>())
          .add(new Operation(operation, here));
    }
    Map<String, Object> rows = new TreeMap<>();
    byKey.forEach(
        (key, operations) -> {
          Object row = row(operations);
          if (row != null) {
            rows.put(key, row);
          }
        });
    return rows;
  }

  private static Object row(List<Operation> operations) {
    Operation newest = operations.get(operations.size() - 1);
    if (!newest.here()) {
      return newest.operation().value() == null ? null : UNREADABLE;
    }
    List<KeyOperation> since = new ArrayList<>();
    for (Operation each : operations) {
      if (each.here()) {
        since.add(each.operation());
      } else {
        since.clear();
      }
    }
    CborValue row = RowFold.rowOf(MergedReplica.RULE, since);
    return row;
  }

  /**
   * An operation of a key.
   *
   * @param here whether the replica has its key
   */
  private record Operation(KeyOperation operation, boolean here) {}
}
