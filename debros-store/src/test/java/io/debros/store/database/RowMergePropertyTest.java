package io.debros.store.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.index.IndexDefinition;
import io.debros.store.index.IndexStage;
import io.debros.store.index.Indexes;
import io.debros.store.index.KeyCursor;
import io.debros.store.index.RowConflict;
import io.debros.store.index.ValueRange;
import io.debros.store.index.WinningEntry;
import io.debros.store.merge.Ancestry;
import io.debros.store.merge.CounterValue;
import io.debros.store.merge.KeyOperation;
import io.debros.store.merge.MergeConflict;
import io.debros.store.merge.MergeRule;
import io.debros.store.merge.RowFold;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The index of a database that merges is the fold over each key, however its entries came in. */
class RowMergePropertyTest {
  private static final MergeRule RULE = new MergeRule(Set.of("likes"), Set.of(), "v", null);
  private static final IndexDefinition BY_LIKES =
      IndexDefinition.of("likes", "1", (key, document) -> List.of(likes(document)));

  @Test
  void rows_anyOrderAndBatching_areTheFoldOfEachKey() {
    Property.check(
        400,
        random -> {
          List<Operation> log = log(random);
          Replica replica = new Replica(log);
          List<Operation> arriving = new ArrayList<>(log);
          Collections.shuffle(arriving, new Random(random.nextLong()));
          replica.addAll(arriving, random);

          assertThat(replica.rows()).isEqualTo(folded(log));
          assertThat(replica.newest()).isEqualTo(newest(log));
          assertThat(replica.found()).isEqualTo(expected(log));
        });
  }

  @Test
  void rows_madeAnewFromHistories_areTheSame() {
    Property.check(
        200,
        random -> {
          List<Operation> log = log(random);
          Replica replica = new Replica(log);
          replica.recordAll(log);

          assertThat(replica.rows()).isEqualTo(folded(log));
          assertThat(replica.found()).isEqualTo(expected(log));
        });
  }

  @Test
  void conflicts_anyOrderAndBatching_areToldOnceEach() {
    Property.check(
        400,
        random -> {
          List<Operation> log = log(random);
          Replica replica = new Replica(log);
          List<Operation> arriving = new ArrayList<>(log);
          Collections.shuffle(arriving, new Random(random.nextLong()));
          replica.addAll(arriving, random);

          assertThat(replica.told).doesNotHaveDuplicates();
          assertThat(replica.told).containsAll(conflicts(log));
        });
  }

  @Test
  void database_droppedAndFilledAgain_hasNoHistoryOfBefore() {
    List<Operation> log =
        List.of(
            Operation.put("k", 2, "a", document(5, 1)), Operation.put("k", 1, "b", document(9, 0)));
    Replica replica = new Replica(log);
    replica.addAll(log.subList(0, 1), null);
    replica.drop();

    replica.addAll(log.subList(1, 2), null);

    assertThat(replica.rows()).isEqualTo(folded(log.subList(1, 2)));
  }

  private record Operation(String key, WinningEntry entry) {
    static Operation put(String key, long time, String writer, CborMap document) {
      byte[] value = DagCbor.encode(document);
      return new Operation(
          key, WinningEntry.put(hash(key, time, writer), new Clock(writer, time), value));
    }

    static Operation delete(String key, long time, String writer) {
      return new Operation(
          key, WinningEntry.delete(hash(key, time, writer), new Clock(writer, time)));
    }

    private static Cid hash(String key, long time, String writer) {
      return Cid.ofDagCbor(DagCbor.encode(new CborText(key + time + writer)));
    }

    KeyOperation forFold() {
      return new KeyOperation(
          entry.hash(), entry.clock(), entry.deleted() ? null : DagCbor.decode(entry.value()));
    }
  }

  private static final class Replica {
    final MemoryStorage storage = new MemoryStorage();
    final Indexes indexes = Indexes.open(storage);
    final List<Cid> told = new ArrayList<>();
    final RowMerge merge;
    int id = indexes.databaseId("/orbitdb/merged");

    Replica(List<Operation> log) {
      Map<Cid, WinningEntry> entries = new HashMap<>();
      log.forEach(operation -> entries.put(operation.entry.hash(), operation.entry));
      merge =
          new RowMerge(
              RULE,
              hash -> Objects.requireNonNull(entries.get(hash)),
              new Ancestry(hash -> null)); // nothing there says when its row was made
      indexes.fields().ensure(id, BY_LIKES);
    }

    void addAll(List<Operation> arriving, @Nullable RandomGenerator random) {
      IndexStage stage = indexes.stage();
      for (Operation operation : arriving) {
        stage.merge(id, operation.key, operation.entry, merge);
        if (random != null && random.nextInt(3) == 0) {
          assertThat(stage.find(id, operation.key)).isNotNull();
        }
        if (random == null || random.nextInt(3) == 0) {
          write(stage);
          stage = indexes.stage();
        }
      }
      write(stage);
    }

    void recordAll(List<Operation> arriving) {
      StorageBatch batch = new StorageBatch();
      arriving.forEach(each -> Indexes.record(batch, id, each.key, each.entry));
      storage.write(batch);
      indexes.remake(id, merge, last -> {});
    }

    void drop() {
      StorageBatch batch = new StorageBatch();
      int fresh = indexes.drop(batch, "/orbitdb/merged");
      storage.write(batch);
      indexes.dropped(id);
      id = fresh;
    }

    private void write(IndexStage stage) {
      StorageBatch batch = new StorageBatch();
      stage.writeTo(batch);
      for (RowConflict conflict : stage.conflicts()) {
        ((RowMerge.Fold) conflict.fold())
            .conflicts().stream().map(MergeConflict::entry).forEach(told::add);
      }
      storage.write(batch);
      stage.applied();
    }

    Map<String, CborValue> rows() {
      Map<String, CborValue> rows = new TreeMap<>();
      try (KeyCursor cursor = indexes.keys().inKeyOrder(storage, id, Direction.ASCENDING)) {
        while (cursor.next()) {
          rows.put(cursor.key(), DagCbor.decode(cursor.entry().value()));
        }
      }
      assertThat(indexes.keys().count(storage, id)).isEqualTo(rows.size());
      return rows;
    }

    /** Keys of live rows, oldest first. */
    List<String> newest() {
      List<String> keys = new ArrayList<>();
      try (StorageSnapshot snapshot = storage.snapshot();
          KeyCursor rows = indexes.keys().inLogOrder(snapshot, id, Direction.ASCENDING)) {
        while (rows.next()) {
          keys.add(rows.key());
        }
      }
      return keys;
    }

    /** What the field index finds for every value. */
    Map<String, Set<String>> found() {
      Map<String, Set<String>> found = new TreeMap<>();
      try (var rows =
          indexes.fields().scan(storage, id, "likes", ValueRange.all(), Direction.ASCENDING)) {
        while (rows.next()) {
          found
              .computeIfAbsent(Arrays.toString(rows.value()), any -> new HashSet<>())
              .add(rows.key());
        }
      }
      return found;
    }
  }

  private static Map<String, List<Operation>> byKey(List<Operation> log) {
    Map<String, List<Operation>> byKey = new TreeMap<>();
    log.forEach(each -> byKey.computeIfAbsent(each.key, any -> new ArrayList<>()).add(each));
    return byKey;
  }

  private static Map<String, CborValue> folded(List<Operation> log) {
    Map<String, CborValue> rows = new TreeMap<>();
    byKey(log)
        .forEach(
            (key, operations) -> {
              CborValue row =
                  RowFold.rowOf(RULE, operations.stream().map(Operation::forFold).toList());
              if (row != null) {
                rows.put(key, row);
              }
            });
    return rows;
  }

  private static List<String> newest(List<Operation> log) {
    Set<String> live = folded(log).keySet();
    return byKey(log).entrySet().stream()
        .filter(entry -> live.contains(entry.getKey()))
        .map(
            entry ->
                entry.getValue().stream()
                    .max((a, b) -> KeyOperation.OLDEST_FIRST.compare(a.forFold(), b.forFold()))
                    .orElseThrow())
        .sorted((a, b) -> KeyOperation.OLDEST_FIRST.compare(a.forFold(), b.forFold()))
        .map(Operation::key)
        .toList();
  }

  private static Map<String, Set<String>> expected(List<Operation> log) {
    Map<String, Set<String>> expected = new TreeMap<>();
    folded(log)
        .forEach(
            (key, row) -> {
              if (row instanceof CborMap document) {
                expected
                    .computeIfAbsent(Arrays.toString(likes(document)), any -> new HashSet<>())
                    .add(key);
              }
            });
    return expected;
  }

  /** Those of rows that are there; whether one of a removed row is told depends on the batches. */
  private static List<Cid> conflicts(List<Operation> log) {
    List<Cid> conflicts = new ArrayList<>();
    for (List<Operation> operations : byKey(log).values()) {
      RowFold fold = RowFold.empty(RULE);
      List<Cid> ofKey = new ArrayList<>();
      operations.stream()
          .map(Operation::forFold)
          .sorted(KeyOperation.OLDEST_FIRST)
          .forEach(
              operation -> {
                if (fold.add(operation) != null) {
                  ofKey.add(operation.entry());
                }
                if (operation.value() == null) {
                  ofKey.clear();
                }
              });
      conflicts.addAll(ofKey);
    }
    return conflicts;
  }

  private static byte[] likes(CborMap document) {
    return new byte[] {(byte) CounterValue.of(document.find("likes")).sum()};
  }

  private static List<Operation> log(RandomGenerator random) {
    Map<Cid, Operation> log = new HashMap<>();
    for (int count = random.nextInt(1, 25); count > 0; count--) {
      Operation operation = operation(random);
      log.put(operation.entry.hash(), operation);
    }
    return List.copyOf(log.values());
  }

  private static Operation operation(RandomGenerator random) {
    String key = "k" + random.nextInt(3);
    long time = random.nextInt(1, 12);
    String writer = "w" + random.nextInt(3);
    CborMap document = document(random.nextInt(4), random.nextInt(4));
    return switch (random.nextInt(6)) {
      case 0 -> Operation.delete(key, time, writer);
      case 1 -> Operation.put(key, time, writer, document);
      default -> Operation.put(key, time, writer, claiming(document, time, random));
    };
  }

  private static CborMap document(int number, long version) {
    return CborMap.builder()
        .put("a", number)
        .put("b", number + 10)
        .put("v", version)
        .put("likes", CounterValue.ZERO.add("w" + number % 3, number).encode())
        .build();
  }

  private static CborMap claiming(CborMap document, long time, RandomGenerator random) {
    List<CborValue> keys =
        Stream.of("a", "b", "v", "likes")
            .filter(any -> random.nextBoolean())
            .<CborValue>map(CborText::new)
            .toList();
    CborMap claim = CborMap.of(Map.of("at", new CborInt(time), "keys", new CborList(keys)));
    return document.toBuilder().put("_changed", claim).build();
  }
}
