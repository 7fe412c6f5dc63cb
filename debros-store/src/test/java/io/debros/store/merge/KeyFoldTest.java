package io.debros.store.merge;

import static io.debros.store.merge.Operations.document;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.oplog.LogNode;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Rows that are made apart under one key are two rows. */
class KeyFoldTest {
  private static final MergeRule RULE = new MergeRule(Set.of("n"), Set.of(), "v", null);

  private final Map<Cid, LogNode> nodes = new HashMap<>();
  private final Ancestry ancestry = new Ancestry(nodes::get);

  @Test
  void firstWrites_thatSawNothing_areTwins() {
    KeyOperation a = put(1, "a", first(10, "name", "A"));
    KeyOperation b = put(1, "b", first(20, "name", "B"));
    KeyOperation b2 = change(2, "b", row(20, "name", "B2"), Set.of(b), "name");
    KeyOperation a2 = change(3, "a", row(10, "name", "A2"), Set.of(a), "name");

    KeyFold fold = KeyFold.empty(RULE, ancestry);
    assertThat(fold.add(a).isPlain()).isTrue();
    KeyFold.Step second = fold.add(b);
    assertThat(second.twin()).isEqualTo(new TwinInsert(b.entry(), (CborMap) b.value()));
    assertThat(second.isPlain()).isFalse();
    assertThat(fold.add(b2).isPlain()).isTrue();
    assertThat(fold.add(a2).isPlain()).isTrue();

    assertThat(name(fold.row())).isEqualTo("A2");
    CborMap twin = twins(fold.row()).get(0);
    assertThat(name(twin.find("row"))).isEqualTo("B2");
    assertThat(twin.find("entry")).isEqualTo(new CborText(b.entry().toString()));
    assertThat(twin.find("last")).isEqualTo(new CborText(b2.entry().toString()));
    assertThat(fold.isComplete()).isFalse();
  }

  @Test
  void firstWrite_thatSawTheOther_isAnEdit() {
    KeyOperation a = put(1, "a", first(10, "name", "A"));
    KeyOperation between = put(2, "x", first(1, "name", "other key"), a);
    KeyOperation edit = put(3, "js", first(10, "name", "edited"), between);

    CborMap row = row(a, edit);

    assertThat(name(row)).isEqualTo("edited");
    assertThat(twins(row)).isEmpty();
  }

  @Test
  void documents_withoutBookkeeping_areNoTwins() {
    CborMap row = row(put(1, "a", document("name", "A")), put(1, "b", document("name", "B")));

    assertThat(name(row)).isEqualTo("B");
    assertThat(twins(row)).isEmpty();
  }

  @Test
  void writes_ofRowsMadeInOneMillisecond_goByWhatTheirWritersSaw() {
    KeyOperation a = put(1, "a", first(10, "name", "A"));
    KeyOperation b = put(1, "b", first(10, "name", "B"));
    KeyOperation b2 = change(2, "b", row(10, "name", "B2"), Set.of(b), "name");
    KeyOperation both = change(3, "c", row(10, "name", "both"), Set.of(a, b2), "name");

    CborMap row = row(a, b, b2, both);

    assertThat(name(row)).isEqualTo("both");
    assertThat(name(twins(row).get(0).find("row"))).isEqualTo("B2");
  }

  @Test
  void twin_thatIsSettled_staysSoUntilItIsWrittenAgain() {
    KeyOperation a = put(1, "a", first(10, "name", "A"));
    KeyOperation b = put(1, "b", first(20, "name", "B"));
    KeyOperation settled = settle(2, "a", Set.of(a, b), b, b);
    KeyOperation late = change(4, "b", row(20, "name", "late"), Set.of(b), "name");

    assertThat(twins(row(a, b, settled))).isEmpty();
    assertThat(name(row(a, b, settled))).isEqualTo("A");
    assertThat(name(twins(row(a, b, settled, late)).get(0).find("row"))).isEqualTo("late");
  }

  @Test
  void twin_whoseLastWriteWasNotSeen_isNotSettled() {
    KeyOperation a = put(1, "a", first(10, "name", "A"));
    KeyOperation b = put(1, "b", first(20, "name", "B"));
    KeyOperation b2 = change(2, "b", row(20, "name", "B2"), Set.of(b), "name");
    KeyOperation settled = settle(3, "a", Set.of(a, b), b, b);

    assertThat(name(twins(row(a, b, b2, settled)).get(0).find("row"))).isEqualTo("B2");
  }

  @Test
  void deletion_endsAllThatIsBeforeIt() {
    KeyOperation a = put(1, "a", first(10, "name", "A"));
    KeyOperation b = put(1, "b", first(20, "name", "B"));
    KeyOperation gone = note(Operations.delete(2, "a"), Set.of(a, b));
    KeyOperation again = put(3, "a", first(30, "name", "again"), gone);

    assertThat(KeyFold.rowOf(RULE, ancestry, List.of(a, b, gone))).isNull();
    assertThat(twins(row(a, b, gone, again))).isEmpty();
    assertThat(name(row(a, b, gone, again))).isEqualTo("again");
  }

  @Test
  void twins_thatSomebodyWrote_areLeftOut() {
    CborMap forged = first(10, "name", "A").toBuilder().put("_twins", CborList.of()).build();

    assertThat(row(put(1, "a", forged)).find("_twins")).isNull();
  }

  @Test
  void rows_anyHistory_areThoseThatTheirWritersMeant() {
    Property.check(300, random -> new KeyFoldTest().converge(random));
  }

  /** Replicas insert, change and meet; each row has the last changes of those who saw it. */
  private void converge(RandomGenerator random) {
    List<Set<KeyOperation>> replicas = new ArrayList<>();
    for (int replica = 0; replica < 3; replica++) {
      replicas.add(new LinkedHashSet<>());
    }
    Map<String, KeyOperation> lastOfRow = new TreeMap<>();
    List<KeyOperation> inserts = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      int at = random.nextInt(3);
      Set<KeyOperation> known = replicas.get(at);
      if (random.nextInt(4) == 0) {
        known.addAll(replicas.get(random.nextInt(3)));
        continue;
      }
      long time = 1 + known.stream().mapToLong(each -> each.clock().time()).max().orElse(0);
      CborMap seen = (CborMap) KeyFold.rowOf(RULE, ancestry, known);
      KeyOperation operation;
      if (seen == null) {
        CborMap made = first(random.nextInt(3), "who", "w" + step, "name", "n" + step);
        operation = note(Operations.put(time, "w" + at, made), known);
        inserts.add(operation);
      } else {
        CborMap now =
            seen.toBuilder().remove("_twins").put("name", new CborText("n" + step)).build();
        operation = note(Operations.update(time, "w" + at, now, "name"), known);
      }
      known.add(operation);
      String who = text((CborMap) operation.value(), "who");
      lastOfRow.merge(who, operation, KeyFoldTest::later);
    }
    Set<KeyOperation> all = new LinkedHashSet<>();
    replicas.forEach(all::addAll);
    if (all.isEmpty()) {
      return;
    }
    inserts.sort(KeyOperation.OLDEST_FIRST);

    List<KeyOperation> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    CborMap row = (CborMap) requireNonNull(KeyFold.rowOf(RULE, ancestry, shuffled));

    Map<String, String> shown = new LinkedHashMap<>();
    shown.put(text(row, "who"), text(row, "name"));
    for (CborMap twin : twins(row)) {
      CborMap ofTwin = (CborMap) requireNonNull(twin.find("row"));
      shown.put(text(ofTwin, "who"), text(ofTwin, "name"));
    }
    Map<String, String> meant = new LinkedHashMap<>();
    for (KeyOperation insert : inserts) {
      String who = text((CborMap) insert.value(), "who");
      meant.put(who, text((CborMap) lastOfRow.get(who).value(), "name"));
    }
    assertThat(new ArrayList<>(shown.entrySet())).isEqualTo(new ArrayList<>(meant.entrySet()));
  }

  private static KeyOperation later(KeyOperation one, KeyOperation other) {
    return KeyOperation.OLDEST_FIRST.compare(one, other) > 0 ? one : other;
  }

  private CborMap row(KeyOperation... operations) {
    return (CborMap) requireNonNull(KeyFold.rowOf(RULE, ancestry, List.of(operations)));
  }

  private KeyOperation put(long time, String writer, CborMap document, KeyOperation... seen) {
    return note(Operations.put(time, writer, document), Set.of(seen));
  }

  private KeyOperation change(
      long time, String writer, CborMap document, Set<KeyOperation> seen, String... keys) {
    return note(Operations.update(time, writer, document, keys), seen);
  }

  private KeyOperation settle(
      long time, String writer, Set<KeyOperation> seen, KeyOperation first, KeyOperation last) {
    CborMap claim =
        CborMap.builder()
            .put("at", time)
            .put("keys", CborList.of())
            .put("settled", document(first.entry().toString(), last.entry().toString()))
            .build();
    return note(Operations.put(time, writer, row(10, "_changed", claim)), seen);
  }

  /** Makes the entry known that carries an operation. */
  private KeyOperation note(KeyOperation operation, Collection<KeyOperation> seen) {
    List<Cid> next = seen.stream().map(KeyOperation::entry).toList();
    nodes.put(operation.entry(), new Node(operation.entry(), operation.clock(), next));
    return operation;
  }

  /** A document as an insert writes it. */
  private static CborMap first(long at, Object... keysAndValues) {
    return row(at, keysAndValues).toBuilder().put("_updatedAt", at).build();
  }

  private static CborMap row(long createdAt, Object... keysAndValues) {
    return document(keysAndValues).toBuilder()
        .put("_createdAt", createdAt)
        .put("_updatedAt", createdAt + 1)
        .build();
  }

  private static String name(CborValue row) {
    return text((CborMap) row, "name");
  }

  private static String text(CborMap row, String key) {
    return ((CborText) requireNonNull(row.find(key))).value();
  }

  private static List<CborMap> twins(CborValue row) {
    return ((CborMap) row).find("_twins") instanceof CborList list
        ? list.values().stream().map(CborMap.class::cast).toList()
        : List.of();
  }

  private record Node(Cid hash, Clock clock, List<Cid> next) implements LogNode {}
}
