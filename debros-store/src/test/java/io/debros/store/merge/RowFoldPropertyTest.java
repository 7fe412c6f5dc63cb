package io.debros.store.merge;

import static io.debros.store.merge.Operations.document;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.testing.CborValues;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The row is a function of the set of operations; counters and sets are what people meant. */
class RowFoldPropertyTest {
  private static final MergeRule RULE = new MergeRule(Set.of("n"), Set.of("s"), "v", null);
  private static final List<String> KEYS = List.of("a", "b", "c", "n", "s", "v", "_id", "x");

  @Test
  void row_anyOrderAndRepetition_isTheSame() {
    Property.check(
        2000,
        random -> {
          List<KeyOperation> operations = operations(random);
          CborValue row = RowFold.rowOf(RULE, operations);
          List<KeyOperation> shuffled = new ArrayList<>(operations);
          operations.stream().filter(any -> random.nextBoolean()).forEach(shuffled::add);
          Collections.shuffle(shuffled, new Random(random.nextLong()));

          assertThat(RowFold.rowOf(RULE, shuffled)).isEqualTo(row);
        });
  }

  @Test
  void resume_anyCompleteRow_equalsTheWholeFold() {
    Property.check(
        2000,
        random -> {
          List<KeyOperation> operations = new ArrayList<>(operations(random));
          operations.sort(KeyOperation.OLDEST_FIRST);
          RowFold whole = RowFold.empty(RULE);
          for (KeyOperation operation : operations) {
            RowFold resumed =
                whole.isComplete()
                    ? RowFold.resume(RULE, (CborMap) requireNonNull(whole.row()))
                    : null;
            MergeConflict conflict = whole.add(operation);
            if (resumed != null) {
              assertThat(resumed.add(operation) == null).isEqualTo(conflict == null);
              assertThat(resumed.row()).isEqualTo(whole.row());
              assertThat(resumed.isComplete()).isEqualTo(whole.isComplete());
            }
          }
        });
  }

  @Test
  void counters_anyStates_mergeLikeASet() {
    Property.check(
        2000,
        random -> {
          CounterValue a = counter(random);
          CounterValue b = counter(random);
          CounterValue c = counter(random);

          assertThat(a.merge(b)).isEqualTo(b.merge(a));
          assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
          assertThat(a.merge(a)).isEqualTo(a);
          assertThat(CounterValue.of(a.encode())).isEqualTo(a);
        });
  }

  @Test
  void sets_anyStates_mergeLikeASet() {
    Property.check(
        2000,
        random -> {
          SetValue a = set(random);
          SetValue b = set(random);
          SetValue c = set(random);

          assertThat(a.merge(b)).isEqualTo(b.merge(a));
          assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
          assertThat(a.merge(a)).isEqualTo(a);
          assertThat(SetValue.of(a.encode())).isEqualTo(a);
        });
  }

  @Test
  void replicas_anyWritesAndMeetings_meanWhatTheirWritersMeant() {
    Property.check(500, RowFoldPropertyTest::converge);
  }

  /**
   * Replicas write and meet at random. A model beside them remembers what was meant: the last
   * change of each attribute, the sum of all increments, and which adds a remove had seen.
   */
  private static void converge(RandomGenerator random) {
    List<Replica> replicas = new ArrayList<>();
    Model model = new Model();
    KeyOperation first = Operations.put(1, "w0", document("a", 0, "b", 0, "n", 0));
    for (int i = 0; i < 3; i++) {
      replicas.add(new Replica("w" + i, first));
    }
    for (int step = 0; step < 25; step++) {
      Replica replica = replicas.get(random.nextInt(replicas.size()));
      switch (random.nextInt(4)) {
        case 0 -> replica.meet(replicas.get(random.nextInt(replicas.size())));
        case 1 -> replica.set(random.nextBoolean() ? "a" : "b", step, model);
        case 2 -> replica.count(random.nextInt(-2, 4), model);
        default -> replica.toggle(new CborInt(random.nextInt(3)), step, model);
      }
    }
    replicas.forEach(replica -> replicas.get(0).meet(replica));
    replicas.forEach(replica -> replica.meet(replicas.get(0)));

    for (Replica replica : replicas) {
      CborMap row = replica.row();
      assertThat(row).isEqualTo(replicas.get(0).row());
      assertThat(CounterValue.of(row.find("n")).sum()).isEqualTo(model.sum);
      assertThat(new HashSet<>(SetValue.of(row.find("s")).elements())).isEqualTo(model.elements());
      model.last.forEach(
          (key, operation) ->
              assertThat(row.find(key)).isEqualTo(((CborMap) operation.value()).find(key)));
    }
  }

  /** What was meant. */
  private static final class Model {
    final Map<String, KeyOperation> last = new HashMap<>();
    final Map<CborValue, Set<Integer>> adds = new HashMap<>();
    final Set<Integer> removed = new HashSet<>();
    long sum;

    void changed(String key, KeyOperation operation) {
      last.merge(
          key,
          operation,
          (one, two) -> KeyOperation.OLDEST_FIRST.compare(one, two) < 0 ? two : one);
    }

    Set<CborValue> elements() {
      Set<CborValue> present = new HashSet<>();
      adds.forEach(
          (element, tags) -> {
            if (!removed.containsAll(tags)) {
              present.add(element);
            }
          });
      return present;
    }
  }

  private static final class Replica {
    final String writer;
    final Set<KeyOperation> known = new LinkedHashSet<>();
    final Set<Integer> seen = new TreeSet<>();

    Replica(String writer, KeyOperation first) {
      this.writer = writer;
      known.add(first);
    }

    CborMap row() {
      return (CborMap) requireNonNull(RowFold.rowOf(RULE, known));
    }

    void meet(Replica other) {
      known.addAll(other.known);
      seen.addAll(other.seen);
    }

    void set(String key, int value, Model model) {
      model.changed(key, write(key, new CborInt(value)));
    }

    void count(int amount, Model model) {
      write("n", CounterValue.of(row().find("n")).add(writer, amount).encode());
      model.sum += amount;
    }

    void toggle(CborValue element, int tag, Model model) {
      SetValue now = SetValue.of(row().find("s"));
      Set<Integer> tags = model.adds.computeIfAbsent(element, any -> new TreeSet<>());
      if (now.contains(element)) {
        write("s", now.remove(element).encode());
        tags.stream().filter(seen::contains).forEach(model.removed::add);
      } else {
        write("s", now.add(writer, element).encode());
        tags.add(tag);
        seen.add(tag);
      }
    }

    private KeyOperation write(String key, CborValue value) {
      long time = 1 + known.stream().mapToLong(each -> each.clock().time()).max().orElse(0);
      CborMap document = row().toBuilder().put(key, value).build();
      KeyOperation operation = Operations.update(time, writer, document, key);
      known.add(operation);
      return operation;
    }
  }

  private static List<KeyOperation> operations(RandomGenerator random) {
    Map<String, KeyOperation> operations = new HashMap<>();
    for (int count = random.nextInt(1, 12); count > 0; count--) {
      KeyOperation operation = operation(random);
      operations.put(operation.entry().toString(), operation);
    }
    return List.copyOf(operations.values());
  }

  private static KeyOperation operation(RandomGenerator random) {
    long time = random.nextInt(1, 8);
    String writer = "w" + random.nextInt(3);
    return switch (random.nextInt(8)) {
      case 0 -> Operations.delete(time, writer);
      case 1 -> Operations.put(time, writer, new CborValues(random).next(2));
      case 2, 3 -> Operations.put(time, writer, randomDocument(random));
      default -> {
        String[] keys = KEYS.stream().filter(any -> random.nextInt(3) == 0).toArray(String[]::new);
        yield Operations.update(time, writer, randomDocument(random), keys);
      }
    };
  }

  private static CborMap randomDocument(RandomGenerator random) {
    CborMap.Builder document = CborMap.builder();
    for (String key : KEYS) {
      CborValue value = randomValue(key, random);
      if (value != null) {
        document.put(key, value);
      }
    }
    return document.build();
  }

  private static @Nullable CborValue randomValue(String key, RandomGenerator random) {
    int kind = random.nextInt(6);
    if (kind == 0) {
      return null;
    }
    if (kind == 1) {
      return new CborValues(random).next(3);
    }
    return switch (key) {
      case "n" -> kind == 2 ? new CborInt(random.nextInt(-5, 5)) : counter(random).encode();
      case "s" ->
          kind == 2
              ? new CborList(List.of(new CborText("x"), new CborInt(random.nextInt(4))))
              : set(random).encode();
      default -> new CborInt(random.nextInt(5));
    };
  }

  private static CounterValue counter(RandomGenerator random) {
    CounterValue counter = CounterValue.ZERO;
    for (int count = random.nextInt(5); count > 0; count--) {
      counter = counter.add("w" + random.nextInt(3), random.nextInt(-5, 6));
    }
    return counter;
  }

  private static SetValue set(RandomGenerator random) {
    SetValue set = SetValue.EMPTY;
    for (int count = random.nextInt(8); count > 0; count--) {
      CborInt element = new CborInt(random.nextInt(3));
      set =
          random.nextInt(3) == 0 ? set.remove(element) : set.add("w" + random.nextInt(3), element);
    }
    return set;
  }
}
