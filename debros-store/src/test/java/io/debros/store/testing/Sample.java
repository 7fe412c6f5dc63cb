package io.debros.store.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.index.FieldCursor;
import io.debros.store.index.IndexDefinition;
import io.debros.store.index.ValueRange;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A node with a bit of everything: overwritten and deleted documents, indexes of one database and
 * of a group, several writers and heads, an empty and a dropped database, notes.
 */
public final class Sample {
  private static final IndexDefinition NAME = index("name");
  private static final IndexDefinition AGE = index("age");
  private static final IndexDefinition AUTHOR =
      IndexDefinition.ofGroup("posts", "author", "1", (key, document) -> of("author", document));

  private Sample() {}

  /** The databases of a sample by name, with the options to open them. */
  public static Map<String, DocumentOptions> databases() {
    Map<String, DocumentOptions> databases = new LinkedHashMap<>();
    DocumentOptions defaults = DocumentOptions.defaults();
    databases.put("users", defaults.withIndexes(List.of(NAME, AGE)));
    databases.put("posts-0", defaults.withIndexes(List.of(AUTHOR)));
    databases.put("posts-1", defaults.withIndexes(List.of(AUTHOR)));
    databases.put("shared", defaults.withWrite(List.of("*")));
    databases.put(
        "places",
        defaults.withIndexBy("id").withMeta(new CborText("of interest")).withReferencesCount(0));
    databases.put("empty", defaults);
    databases.put("dropped", defaults);
    return databases;
  }

  /** What a first session writes; close the node afterwards. */
  public static void first(DebrosNode node) {
    Map<String, DocumentDatabase> open = open(node);
    write(open.get("users"), "_id", 0, 120);
    write(open.get("posts-0"), "_id", 0, 40);
    write(open.get("posts-1"), "_id", 40, 80);
    write(open.get("places"), "id", 0, 20);
    write(open.get("shared"), "_id", 0, 10);
    write(open.get("dropped"), "_id", 0, 5);
    open.get("dropped").drop();
    node.putNote("user.placement", "scope=GLOBAL".getBytes(UTF_8));
    node.putNote("empty", new byte[0]);
  }

  /** What a second session writes; close the node afterwards. */
  public static void second(DebrosNode node) {
    Map<String, DocumentDatabase> open = open(node);
    DocumentDatabase users = open.get("users");
    write(users, "_id", 30, 70);
    for (int i = 100; i < 115; i++) {
      users.delete("key-" + i);
    }
    meetAnother(node, open.get("shared"));
  }

  /** What a third session writes; the process is killed afterwards. */
  public static void last(DebrosNode node) {
    Map<String, DocumentDatabase> open = open(node);
    write(open.get("users"), "_id", 110, 130);
    open.get("posts-1").delete("key-79");
    node.putNote("user.placement", "scope=USER".getBytes(UTF_8));
  }

  /** Opens all databases. */
  public static Map<String, DocumentDatabase> open(DebrosNode node) {
    Map<String, DocumentDatabase> open = new LinkedHashMap<>();
    databases().forEach((name, options) -> open.put(name, node.openDocuments(name, options)));
    return open;
  }

  /** Everything that a node shows of a sample, as lines of text; equal if the states are. */
  public static String describe(DebrosNode node) {
    List<String> lines = new ArrayList<>();
    lines.add("identity " + node.identity().hash());
    for (String note : List.of("user.placement", "empty", "absent")) {
      byte[] value = node.findNote(note);
      lines.add("note " + note + " " + (value == null ? null : new String(value, UTF_8)));
    }
    open(node).forEach((name, database) -> describe(node, name, database, lines));
    return String.join("\n", lines) + "\n";
  }

  private static void describe(
      DebrosNode node, String name, DocumentDatabase database, List<String> lines) {
    lines.add(name + " address " + database.address());
    lines.add(name + " heads " + database.heads().stream().map(Entry::hash).toList());
    lines.add(name + " entries " + hashOf(database.log().values().stream().map(Entry::hash)));
    lines.add(name + " count " + database.count());
    lines.add(name + " documents " + documents(database));
    try (var snapshot = node.snapshot()) {
      for (IndexDefinition index : databases().get(name).indexes()) {
        lines.add(name + " index " + index.name() + " " + rows(database, snapshot, index.name()));
      }
    }
  }

  private static String documents(DocumentDatabase database) {
    for (DocumentRow row : database.all()) {
      if (!row.equals(database.get(row.key()))) {
        return "get and all differ for " + row.key();
      }
    }
    return hashOf(database.all().stream().map(Sample::line));
  }

  private static String line(DocumentRow row) {
    return row.key() + " " + row.hash() + " " + Cid.ofDagCbor(DagCbor.encode(row.rawValue()));
  }

  private static String rows(DocumentDatabase database, StorageSnapshot snapshot, String index) {
    List<String> rows = new ArrayList<>();
    try (FieldCursor cursor =
        database.view(snapshot).scanKeys(index, ValueRange.all(), Direction.ASCENDING)) {
      while (cursor.next()) {
        rows.add(Cid.ofDagCbor(cursor.value()) + " " + cursor.key());
      }
    }
    return rows.size() + " " + hashOf(rows.stream());
  }

  private static String hashOf(Stream<?> items) {
    StringBuilder text = new StringBuilder();
    items.forEach(item -> text.append(item).append('\n'));
    return Cid.ofDagCbor(text.toString().getBytes(UTF_8)).toString();
  }

  /** Another writer's branch, so that there are two heads and two identities. */
  private static void meetAnother(DebrosNode node, DocumentDatabase shared) {
    try (DebrosNode other = DebrosNode.open(NodeSettings.inMemory())) {
      ByteArrayOutputStream car = new ByteArrayOutputStream();
      node.exportCar(shared.address(), car);
      other.importCar(new ByteArrayInputStream(car.toByteArray()));
      DocumentDatabase theirs =
          other.openDocuments(shared.address().toString(), databases().get("shared"));
      write(theirs, "_id", 5, 15);
      write(shared, "_id", 8, 12);
      car.reset();
      other.exportCar(shared.address(), car);
      node.importCar(new ByteArrayInputStream(car.toByteArray()));
    }
  }

  private static void write(DocumentDatabase database, String keyField, int from, int to) {
    for (int i = from; i < to; i++) {
      long written = database.log().time();
      database.put(
          CborMap.builder()
              .put(keyField, "key-" + i)
              .put("name", "name " + (i + written) % 17)
              .put("age", new CborInt((i * 7L + written) % 90))
              .put("author", "author " + i % 5)
              .put("text", ("text " + written + " ").repeat(5))
              .build());
    }
  }

  private static IndexDefinition index(String field) {
    return IndexDefinition.of(field, "1", (key, document) -> of(field, document));
  }

  private static List<byte[]> of(String field, CborMap document) {
    CborValue value = document.find(field);
    return value == null ? List.of() : List.of(DagCbor.encode(value));
  }
}
