package io.debros.store.index;

import static io.debros.store.index.IndexFixture.byField;
import static io.debros.store.index.IndexFixture.byFieldOfGroup;
import static io.debros.store.index.IndexFixture.delete;
import static io.debros.store.index.IndexFixture.document;
import static io.debros.store.index.IndexFixture.keyOrder;
import static io.debros.store.index.IndexFixture.logOrder;
import static io.debros.store.index.IndexFixture.put;
import static io.debros.store.index.IndexFixture.scan;
import static io.debros.store.index.IndexFixture.scanGroup;
import static io.debros.store.index.IndexFixture.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.index.IndexFixture.Operation;
import io.debros.store.oplog.EntryOrder;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Arrival order, batching and repetition never show, and the index is a fold over the entries. */
class IndexPropertyTest {
  private static final Comparator<Operation> OLDEST_FIRST =
      (a, b) ->
          EntryOrder.compare(
              a.entry().clock(), a.entry().hash(), b.entry().clock(), b.entry().hash());

  @Test
  void anyOrderAndBatching_sameContents() {
    Property.check(
        150,
        random -> {
          List<Operation> history = history(random);

          Replica inOrder = Replica.after(history, random);
          Replica shuffled = Replica.after(shuffledAndRepeated(history, random), random);

          assertThat(shuffled.contents()).isEqualTo(inOrder.contents());
        });
  }

  @Test
  void contents_afterAnyHistory_areAFoldOverTheEntries() {
    Property.check(
        150,
        random -> {
          List<Operation> history = history(random);
          Replica replica = Replica.after(shuffledAndRepeated(history, random), random);

          List<String> expectedGroup = new ArrayList<>();
          for (int database : Replica.DATABASES) {
            List<Operation> live = live(history, database);
            List<String> rows = live.stream().map(IndexPropertyTest::row).toList();
            assertThat(replica.oldestFirst(database)).isEqualTo(rows);
            assertThat(replica.newestFirst(database)).isEqualTo(reversed(rows));
            assertThat(keyOrder(replica.storage, replica.indexes, database))
                .isEqualTo(rows.stream().sorted().toList());
            assertThat(replica.indexes.keys().count(replica.storage, database))
                .isEqualTo(live.size());
            List<String> fields = live.stream().flatMap(IndexPropertyTest::fieldRows).toList();
            assertThat(scan(replica.storage, replica.indexes, database, "field", ValueRange.all()))
                .containsExactlyInAnyOrderElementsOf(fields);
            expectedGroup.addAll(fields);
          }
          assertThat(scanGroup(replica.storage, replica.indexes, "all", "shared", ValueRange.all()))
              .containsExactlyInAnyOrderElementsOf(expectedGroup);
        });
  }

  @Test
  void scan_anyRange_sameAsFilteringAll() {
    Property.check(
        300,
        random -> {
          Replica replica = Replica.after(history(random), random);
          ValueRange range = range(random);

          List<String> all = replica.scanned(ValueRange.all(), Direction.ASCENDING);
          List<String> wanted = all.stream().filter(row -> contains(range, valueOf(row))).toList();

          assertThat(replica.scanned(range, Direction.ASCENDING)).isEqualTo(wanted);
          assertThat(replica.scanned(range, Direction.DESCENDING)).isEqualTo(reversed(wanted));
        });
  }

  /** Two databases with two indexes each, which come before, amid or after the entries. */
  private record Replica(MemoryStorage storage, Indexes indexes) {
    static final int[] DATABASES = {1, 2};

    static Replica after(List<Operation> operations, RandomGenerator random) {
      MemoryStorage storage = new MemoryStorage();
      Replica replica = new Replica(storage, Indexes.open(storage));
      replica.indexes.databaseId("/orbitdb/one");
      replica.indexes.databaseId("/orbitdb/two");
      int indexed = random.nextInt(operations.size() + 1);
      replica.writeBatches(operations.subList(0, indexed), random);
      replica.ensureIndexes();
      replica.writeBatches(operations.subList(indexed, operations.size()), random);
      return replica;
    }

    private void ensureIndexes() {
      for (int database : DATABASES) {
        indexes.fields().ensure(database, byField("field", "f"));
        indexes.fields().ensure(database, byFieldOfGroup("all", "shared", "f"));
      }
    }

    private void writeBatches(List<Operation> operations, RandomGenerator random) {
      int done = 0;
      while (done < operations.size()) {
        int next = Math.min(operations.size(), done + 1 + random.nextInt(8));
        write(storage, indexes, operations.subList(done, next).toArray(Operation[]::new));
        done = next;
      }
    }

    List<String> oldestFirst(int database) {
      return logOrder(storage, indexes, database, Direction.ASCENDING);
    }

    List<String> newestFirst(int database) {
      return logOrder(storage, indexes, database, Direction.DESCENDING);
    }

    List<String> scanned(ValueRange range, Direction direction) {
      return IndexFixture.shown(indexes.fields().scan(storage, 1, "field", range, direction));
    }

    /** Every row of every space. */
    Map<String, String> contents() {
      Map<String, String> contents = new TreeMap<>();
      for (Space space :
          List.of(KeyRows.KEYS, KeyRows.ORDER, FieldRows.FIELDS, CatalogueRows.CATALOGUE)) {
        try (StorageCursor rows = storage.scan(space, KeyRange.all(), Direction.ASCENDING)) {
          while (rows.next()) {
            contents.put(space.name() + Arrays.toString(rows.key()), Arrays.toString(rows.value()));
          }
        }
      }
      return contents;
    }
  }

  /** One to three writers, few keys, equal clocks, deletions and repeated writes. */
  private static List<Operation> history(RandomGenerator random) {
    int writers = 1 + random.nextInt(3);
    List<Operation> history = new ArrayList<>();
    for (int i = random.nextInt(40); i >= 0; i--) {
      int database = 1 + random.nextInt(2);
      String key = "k" + random.nextInt(6);
      String writer = "w" + random.nextInt(writers);
      long time = 1 + random.nextInt(12);
      history.add(
          random.nextInt(4) == 0
              ? delete(database, key, time, writer)
              : put(database, key, time, writer, document("f", values(random))));
    }
    return history;
  }

  private static String[] values(RandomGenerator random) {
    String[] values = new String[random.nextInt(4)];
    Arrays.setAll(values, i -> value(random));
    return values;
  }

  private static String value(RandomGenerator random) {
    String[] choice = {"", "a", "aa", "b", "\0", "a\0", "a\0\1", "a\1"};
    return choice[random.nextInt(choice.length)];
  }

  private static ValueRange range(RandomGenerator random) {
    ValueRange range = ValueRange.all();
    byte[] from = IndexFixture.bytes(value(random));
    byte[] to = IndexFixture.bytes(value(random));
    range =
        switch (random.nextInt(4)) {
          case 0 -> range.from(from);
          case 1 -> range.above(from);
          case 2 -> ValueRange.prefix(from);
          default -> range;
        };
    return switch (random.nextInt(3)) {
      case 0 -> range.to() == null ? range.to(to) : range;
      case 1 -> range.to() == null ? range.below(to) : range;
      default -> range;
    };
  }

  private static boolean contains(ValueRange range, String value) {
    byte[] bytes = IndexFixture.bytes(value);
    ValueRange.Bound from = range.from();
    ValueRange.Bound to = range.to();
    int afterFrom = from == null ? 1 : Arrays.compareUnsigned(bytes, from.value());
    int beforeTo = to == null ? -1 : Arrays.compareUnsigned(bytes, to.value());
    return (afterFrom > 0 || (afterFrom == 0 && from.inclusive()))
        && (beforeTo < 0 || (beforeTo == 0 && to.inclusive()));
  }

  private static List<Operation> shuffledAndRepeated(
      List<Operation> history, RandomGenerator random) {
    List<Operation> shuffled = new ArrayList<>(history);
    shuffled.addAll(history.subList(0, random.nextInt(history.size() + 1)));
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    return shuffled;
  }

  private static List<Operation> live(List<Operation> history, int database) {
    Map<String, Operation> winners = new HashMap<>();
    history.stream()
        .filter(operation -> operation.databaseId() == database)
        .sorted(OLDEST_FIRST)
        .forEach(operation -> winners.put(operation.key(), operation));
    return winners.values().stream()
        .filter(operation -> !operation.entry().deleted())
        .sorted(OLDEST_FIRST)
        .toList();
  }

  private static String row(Operation operation) {
    return operation.key() + "=" + operation.entry().hash();
  }

  private static Stream<String> fieldRows(Operation operation) {
    return byField("field", "f")
        .keys()
        .of(operation.key(), MaintainedIndex.documentOf(operation.entry()))
        .stream()
        .map(value -> new String(value, UTF_8))
        .distinct()
        .map(value -> value + "@" + operation.databaseId() + "/" + operation.key());
  }

  private static String valueOf(String row) {
    return row.substring(0, row.lastIndexOf('@'));
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }
}
