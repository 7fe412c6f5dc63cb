package io.debros.jpa.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.jpa.document.DocumentChange.Kind;
import io.debros.jpa.document.DocumentChange.Origin;
import io.debros.jpa.document.DocumentSettings.Durability;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.NotFoundException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentStoresTest {
  private static final IndexSpec BY_NAME =
      new IndexSpec("name", "1", row -> List.of(SortKey.of(row.get("name"))), "people.name");

  private final DocumentStores stores = DocumentStores.open(DocumentSettings.inMemory());
  private final DocumentStore store = stores.open("people", List.of(BY_NAME), null);

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void put_everyPlainValue_isReadBackAsItWas() {
    Map<String, Object> values = new HashMap<>();
    values.put("null", null);
    values.put("boolean", true);
    values.put("long", Long.MIN_VALUE);
    values.put("big", BigInteger.ONE.shiftLeft(63));
    values.put("double", 0.5);
    values.put("text", "é\ud83d\ude00");
    values.put("list", Arrays.asList(1L, null, Map.of("deep", List.of("x"))));
    values.put("link", new DocumentLink("zdpuAsLt4NrMPPjPtp5tNk6aF74sJ4YAJKNLhFC25QZqYwD54"));

    put("k", values);

    Document read = find("k");
    values.put("_id", "k");
    assertThat(read.values()).isEqualTo(values);
    assertThat(read.get("null")).isNull();
    assertThat(read.get("absent")).isNull();
    assertThat(read.at(List.of("list"))).isEqualTo(values.get("list"));
    assertThat(read.at(List.of("text", "deep"))).isNull();
    assertThat(read).hasToString("Document[k]");
  }

  @Test
  void put_bytesAndIntegralDouble_areReadBackAsStored() {
    put("k", Map.of("bytes", new byte[] {0, -1}, "double", 2.0));

    assertThat((byte[]) find("k").get("bytes")).containsExactly(0, -1);
    assertThat(find("k").get("double")).isEqualTo(2L);
  }

  @Test
  void put_valueThatIsNotPlain_isRefusedAndNothingIsWritten() {
    assertThatThrownBy(() -> put("k", Map.of("int", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No document value: java.lang.Integer");
    assertThat(find("k")).isNull();
  }

  @Test
  void open_severalOfTheNameWithOtherWriters_isRefused() {
    DebrosNode node = DebrosNode.open(NodeSettings.inMemory());
    DocumentOptions options = DocumentOptions.defaults();
    String first = node.openDocuments("people", options.withWrite(List.of("a"))).address() + "";
    String second = node.openDocuments("people", options.withWrite(List.of("b"))).address() + "";

    try (DocumentStores same = DocumentStores.of(node, List.of("b"))) {
      assertThat(same.open("people", List.of(), null).address()).isEqualTo(second);
      assertThat(same.addresses()).containsExactly(Map.entry("people", second));

      DocumentStores other = DocumentStores.of(node, List.of("*"));
      assertThatThrownBy(() -> other.open("people", List.of(), null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "Several databases have the name, none of them the writers that are set {name=people,")
          .hasMessageContaining(first)
          .hasMessageEndingWith("Set the writers of the one to be used.");
    }
  }

  @Test
  void delete_unknownKey_isRefused() {
    try (DocumentCommit commit = stores.begin(List.of(store))) {
      assertThatThrownBy(() -> commit.delete(store, "nobody"))
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void commit_severalDatabases_areSeenTogether() {
    DocumentStore other = stores.open("places", List.of(), null);
    try (DocumentSnapshot before = stores.snapshot();
        DocumentCommit commit = stores.begin(List.of(store, other))) {
      commit.put(store, "a", Map.of("name", "Ada"));
      commit.put(other, "b", Map.of("name", "Bonn"));

      assertThat(commit.find(store, "a")).isNotNull();
      commit.commit();

      assertThat(before.find(store, "a")).isNull();
      assertThat(before.count(other)).isZero();
    }
    try (DocumentSnapshot after = stores.snapshot()) {
      assertThat(after.find(store, "a").get("name")).isEqualTo("Ada");
      assertThat(after.count(other)).isOne();
    }
  }

  @Test
  void close_withoutCommit_writesNothing() {
    try (DocumentCommit commit = stores.begin(List.of(store))) {
      commit.put(store, "a", Map.of());
    }

    assertThat(find("a")).isNull();
  }

  @Test
  void nextTime_ofTheCommit_isOneAfterTheLastWrite() {
    long first;
    try (DocumentCommit commit = stores.begin(List.of(store))) {
      first = commit.nextTime(store);
      commit.put(store, "a", Map.of());
      assertThat(commit.nextTime(store)).isEqualTo(first + 1);
      commit.commit();
    }
    try (DocumentCommit commit = stores.begin(List.of(store))) {
      assertThat(commit.nextTime(store)).isEqualTo(first + 1);
    }
  }

  @Test
  void lookup_group_findsDatabaseAndKey() {
    DocumentStore second = stores.open("people2", List.of(BY_NAME), null);
    put("a", Map.of("name", "Ada"));
    try (DocumentCommit commit = stores.begin(List.of(second))) {
      commit.put(second, "b", Map.of("name", "Ada"));
      commit.commit();
    }

    try (DocumentSnapshot now = stores.snapshot()) {
      assertThat(now.lookup("people.name", "name", SortKey.of("Ada")))
          .containsExactlyInAnyOrder(new Located("people", "a"), new Located("people2", "b"));
      assertThat(now.lookup("unknown", "name", SortKey.of("Ada"))).isEmpty();
    }
  }

  @Test
  void lookup_groupThatCameAfterTheSnapshot_findsNothing() {
    try (DocumentSnapshot before = stores.snapshot()) {
      IndexSpec later = new IndexSpec("name", "1", BY_NAME.keys(), "places.name");
      stores.open("places", List.of(later), null);

      assertThat(before.lookup("places.name", "name", SortKey.of("Bonn"))).isEmpty();
      assertThat(before.scanGroup("places.name", "name")).isNull();
    }
  }

  @Test
  void scan_bothDirections_comeByCodePoint() {
    for (String key : List.of("\ud83d\ude00", "\uffff", "b", "a")) {
      put(key, Map.of());
    }

    assertThat(keys(ScanOrder.ASCENDING)).containsExactly("a", "b", "\uffff", "\ud83d\ude00");
    assertThat(keys(ScanOrder.DESCENDING)).containsExactly("\ud83d\ude00", "\uffff", "b", "a");
  }

  @Test
  void ensureIndexes_onExistingRows_buildsThem() {
    put("a", Map.of("age", 7L));
    IndexSpec byAge = new IndexSpec("age", "1", row -> List.of(SortKey.of(row.get("age"))), null);

    store.ensureIndexes(List.of(BY_NAME, byAge));

    try (DocumentSnapshot now = stores.snapshot();
        KeyCursor found =
            now.scanKeys(store, "age", IndexRange.prefix(SortKey.of(7L)), ScanOrder.ASCENDING)) {
      assertThat(found.next()).isTrue();
      assertThat(found.key()).isEqualTo("a");
      assertThat(found.next()).isFalse();
    }
  }

  @Test
  void addListener_commits_areToldByKind() {
    List<DocumentChange> seen = new ArrayList<>();
    stores.addListener(seen::addAll);

    put("a", Map.of("name", "Ada"));
    put("a", Map.of("name", "Bea"));
    try (DocumentCommit commit = stores.begin(List.of(store))) {
      commit.delete(store, "a");
      commit.commit();
    }

    assertThat(seen)
        .extracting(DocumentChange::database, DocumentChange::key, DocumentChange::kind)
        .containsExactly(
            tuple("people", "a", Kind.CREATED),
            tuple("people", "a", Kind.UPDATED),
            tuple("people", "a", Kind.DELETED));
    assertThat(seen).extracting(DocumentChange::origin).containsOnly(Origin.LOCAL);
    assertThat(seen)
        .extracting(change -> name(change.before()))
        .containsExactly(null, "Ada", "Bea");
    assertThat(seen).extracting(change -> name(change.after())).containsExactly("Ada", "Bea", null);
  }

  private static Object name(Document document) {
    return document == null ? null : document.get("name");
  }

  @Test
  void open_sameName_isTheSameStore() {
    assertThat(stores.open("people", List.of(BY_NAME), null)).isSameAs(store);
    assertThat(stores.names()).containsExactly("people");
    assertThat(stores.isOpen("people")).isTrue();
    assertThat(stores.isOpen("nobody")).isFalse();
  }

  @Test
  void open_directoryAgain_knowsItsDatabases(@TempDir Path directory) {
    DocumentSettings settings =
        new DocumentSettings(
            directory,
            Durability.COMMIT,
            "writer",
            List.of("*"),
            DocumentSettings.Access.FIXED,
            null,
            null);
    String address;
    try (DocumentStores first = DocumentStores.open(settings)) {
      DocumentStore people = first.open("people", List.of(BY_NAME), null);
      address = people.address();
      try (DocumentCommit commit = first.begin(List.of(people))) {
        commit.put(people, "a", Map.of("name", "Ada"));
        commit.commit();
      }
    }

    try (DocumentStores second = DocumentStores.open(settings)) {
      assertThat(second.names()).containsExactly("people");
      DocumentStore people = second.open("people", List.of(BY_NAME), null);
      assertThat(people.address()).isEqualTo(address);
      try (DocumentSnapshot now = second.snapshot()) {
        assertThat(now.lookup("people.name", "name", SortKey.of("Ada")))
            .containsExactly(new Located("people", "a"));
      }
    }
  }

  private void put(String key, Map<String, Object> values) {
    try (DocumentCommit commit = stores.begin(List.of(store))) {
      commit.put(store, key, values);
      commit.commit();
    }
  }

  private Document find(String key) {
    try (DocumentSnapshot now = stores.snapshot()) {
      return now.find(store, key);
    }
  }

  private List<String> keys(ScanOrder order) {
    List<String> keys = new ArrayList<>();
    try (DocumentSnapshot now = stores.snapshot();
        DocumentCursor rows = now.scan(store, order)) {
      while (rows.next()) {
        keys.add(rows.document().key());
      }
    }
    return keys;
  }
}
