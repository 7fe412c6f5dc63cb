package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockStore;
import io.debros.store.care.VerifyOptions;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Conflict;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowHistory;
import io.debros.store.database.Twin;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.merge.Ancestry;
import io.debros.store.merge.CounterValue;
import io.debros.store.merge.KeyFold;
import io.debros.store.merge.KeyOperation;
import io.debros.store.merge.MergeRule;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Databases of several nodes whose documents merge. */
class MergedDocumentsTest {
  private static final MergeRule RULE = new MergeRule(Set.of("likes"), Set.of(), "v", null);
  private static final DocumentOptions EVERYBODY =
      DocumentOptions.defaults().withWrite(List.of("*"));

  @Test
  void row_changedApart_keepsBothChanges() {
    try (Replica a = new Replica();
        Replica b = new Replica()) {
      a.put("1", Map.of("title", "t", "text", "x"));
      b.join(a);
      a.update("1", "title", new CborText("A"));
      b.update("1", "text", new CborText("B"));
      a.join(b);
      b.join(a);

      assertThat(a.row("1").find("title")).isEqualTo(new CborText("A"));
      assertThat(a.row("1").find("text")).isEqualTo(new CborText("B"));
      assertThat(b.row("1")).isEqualTo(a.row("1"));
    }
  }

  @Test
  void row_ofTheSameLogOpenedPlain_isTheLastDocument() {
    try (Replica a = new Replica();
        Replica b = new Replica()) {
      a.put("1", Map.of("title", "t", "text", "x"));
      b.join(a);
      a.update("1", "title", new CborText("A"));
      b.update("1", "text", new CborText("B"));
      a.join(b);
      a.database.close();

      DocumentDatabase plain = a.node.openDocuments("merged", EVERYBODY);

      assertThat(plain.get("1").hash()).isEqualTo(plain.heads().get(0).hash());
      LogFold.assertAgrees(plain);
    }
  }

  @Test
  void rows_reopenedWithAnotherRule_areMadeAnew() {
    try (Replica a = new Replica();
        Replica b = new Replica()) {
      a.put("1", Map.of("title", "t", "text", "x"));
      b.join(a);
      a.update("1", "title", new CborText("A"));
      b.update("1", "text", new CborText("B"));
      a.join(b);
      CborMap merged = a.row("1");
      a.database.close();
      a.node.openDocuments("merged", EVERYBODY).close();

      a.database = a.node.open("merged", DatabaseTypes.mergedDocuments(RULE), EVERYBODY);

      assertThat(a.row("1")).isEqualTo(merged);
      assertThat(a.told).isEmpty();
    }
  }

  @Test
  void open_openWithAnotherRule_isRefused() {
    try (Replica a = new Replica()) {
      assertThatThrownBy(() -> a.node.openDocuments("merged", EVERYBODY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Database is open with other rules for its rows");
    }
  }

  @Test
  void transaction_readsWhatItMerged() {
    try (Replica a = new Replica()) {
      a.put("1", Map.of("title", "t"));
      try (DatabaseTransaction transaction = a.node.begin(List.of(a.database))) {
        CborMap document = transaction.get(a.database, "1").value();
        transaction.put(
            a.database,
            claiming(
                document.toBuilder().put("text", "x").build(),
                transaction.nextTime(a.database),
                "text"));

        assertThat(transaction.get(a.database, "1").value().find("text"))
            .isEqualTo(new CborText("x"));
        assertThat(a.row("1").find("text")).isNull();
      }
    }
  }

  @Test
  void conflict_versionsMovedApart_isToldOnceAtEveryNode() {
    try (Replica a = new Replica();
        Replica b = new Replica();
        Replica c = new Replica()) {
      a.put("1", Map.of("title", "t", "v", 0));
      Stream.of(b, c).forEach(each -> each.join(a));
      a.move("1", "title", "A");
      b.move("1", "title", "B");
      for (int round = 0; round < 2; round++) {
        Stream.of(a, b, c).forEach(to -> Stream.of(c, b, a).forEach(to::join));
      }

      for (Replica each : List.of(a, b, c)) {
        assertThat(each.row("1").find("v")).isEqualTo(new CborInt(2));
        assertThat(each.told)
            .singleElement()
            .satisfies(
                conflict -> {
                  assertThat(conflict.between().ancestor().find("title"))
                      .isEqualTo(new CborText("t"));
                  assertThat(conflict.row().value()).isEqualTo(each.row("1"));
                });
      }
    }
  }

  @Test
  void rows_madeApartUnderOneKey_areTwinsAtEveryNode() {
    try (Replica a = new Replica();
        Replica b = new Replica()) {
      a.put("1", Map.of("title", "a", "_createdAt", 7, "_updatedAt", 7));
      b.put("padding", Map.of("title", "p"));
      b.put("1", Map.of("title", "b", "_createdAt", 7, "_updatedAt", 7));
      for (int round = 0; round < 2; round++) {
        a.join(b);
        b.join(a);
      }

      for (Replica each : List.of(a, b)) {
        assertThat(each.row("1").find("title")).isEqualTo(new CborText("a"));
        assertThat(each.row("1").find(KeyFold.TWINS)).isInstanceOf(CborList.class);
        assertThat(each.row("1")).isEqualTo(a.row("1"));
        assertThat(each.toldTwins)
            .singleElement()
            .satisfies(
                twin -> {
                  assertThat(twin.insert().document().find("title")).isEqualTo(new CborText("b"));
                  assertThat(twin.row().value()).isEqualTo(each.row("1"));
                });
        assertThat(each.told).isEmpty();
      }
    }
  }

  @Test
  void history_ofAMergedRow_isAllOfItNewestFirst() {
    try (Replica a = new Replica()) {
      a.put("1", Map.of("title", "gone"));
      a.database.delete("1");
      a.put("1", Map.of("title", "t"));
      a.update("1", "title", new CborText("u"));

      List<CborValue> titles = new ArrayList<>();
      List<Set<String>> changed = new ArrayList<>();
      try (StorageSnapshot now = a.node.snapshot();
          RowHistory history = a.database.view(now).history("1")) {
        while (history.next()) {
          titles.add(((CborMap) history.operation().value()).find("title"));
          changed.add(history.operation().changedKeys());
        }
      }

      assertThat(titles).containsExactly(new CborText("u"), new CborText("t"));
      assertThat(changed).containsExactly(Set.of("title"), null);
    }
  }

  @Test
  void replicas_anyWritesAndJoins_showTheFoldOfTheLog() {
    Property.check(12, MergedDocumentsTest::converge);
  }

  private static void converge(RandomGenerator random) {
    List<Replica> replicas = Stream.generate(Replica::new).limit(3).toList();
    for (int step = 0; step < 40; step++) {
      Replica replica = replicas.get(random.nextInt(replicas.size()));
      if (random.nextInt(4) == 0) {
        replica.join(replicas.get(random.nextInt(replicas.size())));
      } else {
        replica.write(random, step);
      }
    }
    replicas.forEach(from -> replicas.get(0).join(from));
    replicas.forEach(to -> to.join(replicas.get(0)));

    for (Replica replica : replicas) {
      assertThat(replica.rows()).isEqualTo(replica.folded());
      assertThat(replica.rows()).isEqualTo(replicas.get(0).rows());
      assertThat(replica.told)
          .extracting(conflict -> conflict.between().entry())
          .doesNotHaveDuplicates();
      assertThat(replica.toldTwins)
          .extracting(twin -> twin.insert().entry())
          .doesNotHaveDuplicates();
      assertThat(replica.node.care().verify(VerifyOptions.defaults(), Progress.NONE).all())
          .isEmpty();
    }
    replicas.forEach(Replica::close);
  }

  private static CborMap claiming(CborMap document, long time, String... keys) {
    CborList texts = new CborList(Arrays.stream(keys).<CborValue>map(CborText::new).toList());
    CborMap claim = CborMap.builder().put("at", time).put("keys", texts).build();
    return document.toBuilder().put("_changed", claim).build();
  }

  private static final class Replica implements AutoCloseable, DatabaseListener {
    final Storage storage = new MemoryStorage();
    final DebrosNode node =
        DebrosNode.open(NodeSettings.inMemory().withKeyStore(new MemoryKeyStore()), storage);
    final List<Conflict> told = new ArrayList<>();
    final List<Twin> toldTwins = new ArrayList<>();
    DocumentDatabase database = node.open("merged", DatabaseTypes.mergedDocuments(RULE), EVERYBODY);

    Replica() {
      database.addListener(this);
    }

    @Override
    public void conflicted(Database source, List<Conflict> conflicts) {
      told.addAll(conflicts);
    }

    CborMap row(String key) {
      DocumentRow row = database.get(key);
      return row == null ? CborMap.of() : row.value();
    }

    @Override
    public void twinned(Database source, List<Twin> twins) {
      toldTwins.addAll(twins);
    }

    void put(String key, Map<String, Object> values) {
      CborMap.Builder document = CborMap.builder().put("_id", key);
      values.forEach(
          (name, value) ->
              document.put(
                  name,
                  value instanceof Integer number
                      ? new CborInt(number)
                      : new CborText((String) value)));
      database.put(document.build());
    }

    void update(String key, String attribute, CborValue value) {
      put(row(key).toBuilder().put(attribute, value).build(), attribute);
    }

    void move(String key, String attribute, String value) {
      CborMap row = row(key);
      long version = row.find("v") instanceof CborInt number ? number.value() : 0;
      put(row.toBuilder().put(attribute, value).put("v", version + 1).build(), attribute, "v");
    }

    void like(String key) {
      CounterValue likes = CounterValue.of(row(key).find("likes"));
      update(key, "likes", likes.add(node.identity().id(), 1).encode());
    }

    private void put(CborMap document, String... keys) {
      try (DatabaseTransaction transaction = node.begin(List.of(database))) {
        transaction.put(database, claiming(document, transaction.nextTime(database), keys));
        transaction.commit();
      }
    }

    void write(RandomGenerator random, int step) {
      String key = "k" + random.nextInt(4);
      if (database.get(key) == null) {
        int now = step / 8; // several rows are made at one time
        put(
            key,
            Map.of(
                "title",
                "t" + step,
                "text",
                "x" + step,
                "v",
                0,
                "_createdAt",
                now,
                "_updatedAt",
                now));
        return;
      }
      switch (random.nextInt(6)) {
        case 0 -> database.delete(key);
        case 1 -> update(key, "title", new CborInt(step));
        case 2 -> update(key, "text", new CborInt(step));
        case 3 -> move(key, "text", "moved" + step);
        case 4 -> put(key, Map.of("title", "js" + step));
        default -> like(key);
      }
    }

    void join(Replica other) {
      database.join(other.database.heads(), new BlockStore(other.storage)::find);
    }

    Map<String, CborValue> rows() {
      Map<String, CborValue> rows = new TreeMap<>();
      database.all().forEach(row -> rows.put(row.key(), row.value()));
      return rows;
    }

    Map<String, CborValue> folded() {
      Map<String, List<KeyOperation>> operations = new TreeMap<>();
      for (Entry entry : database.log().values()) {
        CborMap payload = (CborMap) entry.payload();
        boolean deletes = new CborText("DEL").equals(payload.find("op"));
        operations
            .computeIfAbsent(((CborText) payload.find("key")).value(), any -> new ArrayList<>())
            .add(
                new KeyOperation(
                    entry.hash(), entry.clock(), deletes ? null : payload.find("value")));
      }
      Map<String, CborValue> rows = new TreeMap<>();
      operations.forEach(
          (key, all) -> {
            CborValue row = KeyFold.rowOf(RULE, new Ancestry(database.log()::get), all);
            if (row != null) {
              rows.put(key, row);
            }
          });
      return rows;
    }

    @Override
    public void close() {
      node.close();
    }
  }
}
