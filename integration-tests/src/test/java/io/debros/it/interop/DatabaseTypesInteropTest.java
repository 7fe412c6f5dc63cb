package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.CounterDatabase;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.FeedDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.database.RowCursor;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.IteratorOptions;
import io.debros.store.testing.VectorValues;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Key-value and events databases, and what is built on them, are the same on both sides. */
class DatabaseTypesInteropTest {
  private static final List<CborValue> VALUES =
      List.of(
          new CborInt(-1),
          new CborText("ünï \uD83D\uDE80"),
          CborNull.NULL,
          new CborBool(false),
          new CborInt(0),
          new CborText(""),
          CborValue.number(2.5),
          CborMap.builder().put("list", CborList.of(new CborInt(1), CborNull.NULL)).build());

  @TempDir Path directory;

  @BeforeEach
  void requireJavaScript() {
    JavaScriptPeer.requireInstalled();
  }

  @Test
  void keyValue_writtenByJava_showsTheSameInJavaScript() throws Exception {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      KeyValueDatabase database = node.openKeyValue("settings", DatabaseOptions.defaults());
      for (int i = 0; i < 100; i++) {
        database.put("key " + i % 40, VALUES.get(i % VALUES.size()));
      }
      database.delete("key 3");
      database.delete("never put");

      assertSame(shownByJavaScript(node, database), database);
    }
  }

  @Test
  void keyValue_writtenByJavaScript_showsTheSameInJava() throws Exception {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      JsonNode expected = writtenByJavaScript(node, "keyvalue");
      String address = expected.get("address").asString();

      assertSame(expected, node.openKeyValue(address, DatabaseOptions.defaults()));
    }
  }

  @Test
  void events_writtenByJava_showTheSameInJavaScript() throws Exception {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      EventDatabase database = node.openEvents("events", DatabaseOptions.defaults());
      database.addAll(VALUES);
      database.load(List.of(VALUES, VALUES).stream().flatMap(List::stream).iterator());

      assertSame(shownByJavaScript(node, database), database);
    }
  }

  @Test
  void events_writtenByJavaScript_showTheSameInJava() throws Exception {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      JsonNode expected = writtenByJavaScript(node, "events");
      String address = expected.get("address").asString();

      assertSame(expected, node.openEvents(address, DatabaseOptions.defaults()));
    }
  }

  /** JavaScript knows no feeds: it shows what was removed, and null for each removal. */
  @Test
  void feed_writtenByJava_isEventsToJavaScript() throws Exception {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      FeedDatabase feed = node.openFeed("feed", DatabaseOptions.defaults());
      List<Cid> added = feed.addAll(VALUES);
      Cid removal = feed.remove(added.get(1));

      JsonNode shown = shownByJavaScript(node, feed);

      assertThat(shown.get("type").asString()).isEqualTo("events");
      List<Shown> all = rows(shown.get("all"));
      assertThat(all).hasSize(VALUES.size() + 1);
      assertThat(all).extracting(Shown::value).startsWith(VALUES.toArray(CborValue[]::new));
      assertThat(all.get(VALUES.size()))
          .isEqualTo(new Shown(removal.toString(), null, CborNull.NULL));
      assertThat(feed.all()).hasSize(VALUES.size() - 1);
    }
  }

  @Test
  void counter_writtenByJava_isKeyValueToJavaScript() throws Exception {
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      CounterDatabase counter = node.openCounter("likes", DatabaseOptions.defaults());
      counter.increment(5);
      counter.decrement(2);

      JsonNode shown = shownByJavaScript(node, counter);

      assertThat(shown.get("type").asString()).isEqualTo("keyvalue");
      assertThat(rows(shown.get("all")))
          .containsExactly(
              new Shown(
                  counter.heads().get(0).hash().toString(),
                  node.identity().id(),
                  CborList.of(new CborInt(5), new CborInt(2))));
    }
  }

  private JsonNode shownByJavaScript(DebrosNode node, Database database) throws Exception {
    Path car = directory.resolve("java.car");
    try (OutputStream output = Files.newOutputStream(car)) {
      node.exportCar(database.address(), output);
    }
    JsonNode shown =
        JavaScriptPeer.run(
            "read-types.mjs", directory.resolve("js"), car, directory.resolve("shown.json"));
    assertSameLog(shown, database);
    return shown;
  }

  private JsonNode writtenByJavaScript(DebrosNode node, String type) throws Exception {
    Path car = directory.resolve(type + ".car");
    JsonNode expected =
        JavaScriptPeer.run(
            "write-types.mjs", directory.resolve("js"), car, directory.resolve("expected.json"));
    try (InputStream input = Files.newInputStream(car)) {
      node.importCar(input);
    }
    return expected;
  }

  private static void assertSame(JsonNode javaScript, KeyValueDatabase database) {
    assertSameLog(javaScript, database);
    assertThat(database.all()).map(Shown::keyed).isEqualTo(rows(javaScript.get("all")));
    assertThat(list(database.iterator(7)))
        .map(Shown::keyed)
        .isEqualTo(rows(javaScript.get("iterator")));
  }

  private static void assertSame(JsonNode javaScript, EventDatabase database) {
    assertSameLog(javaScript, database);
    List<Row> all = database.all();
    assertThat(all).map(Shown::event).isEqualTo(rows(javaScript.get("all")));
    assertThat(list(database.iterator(IteratorOptions.newest(7))))
        .map(Shown::event)
        .isEqualTo(rows(javaScript.get("iterator")));
    IteratorOptions above = IteratorOptions.all().withGt(all.get(3).hash());
    Cid upTo = all.get(Math.min(40, all.size() - 1)).hash();
    assertThat(list(database.iterator(above.withLte(upTo))))
        .map(Shown::event)
        .isEqualTo(rows(javaScript.get("range")));
    assertThat(list(database.iterator(above.withAmount(3))))
        .map(Shown::event)
        .isEqualTo(rows(javaScript.get("nearest")));
  }

  private static void assertSameLog(JsonNode javaScript, Database database) {
    assertThat(javaScript.get("address").asString()).isEqualTo(database.address().toString());
    assertThat(javaScript.get("name").asString()).isEqualTo(database.name());
    assertThat(texts(javaScript.get("heads")))
        .isEqualTo(database.heads().stream().map(entry -> entry.hash().toString()).toList());
    assertThat(texts(javaScript.get("log")))
        .isEqualTo(database.log().values().stream().map(entry -> entry.hash().toString()).toList());
  }

  private static List<Row> list(RowCursor<Row> cursor) {
    try (cursor) {
      List<Row> rows = new ArrayList<>();
      while (cursor.next()) {
        rows.add(cursor.row());
      }
      return rows;
    }
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static List<Shown> rows(JsonNode list) {
    return list.valueStream()
        .map(
            row ->
                new Shown(
                    row.get("hash").asString(),
                    row.has("key") ? row.get("key").asString() : null,
                    VectorValues.plain(row.get("value"))))
        .toList();
  }

  /** A row; events have no key. */
  private record Shown(String hash, String key, CborValue value) {
    static Shown keyed(Row row) {
      return new Shown(row.hash().toString(), row.key(), row.value());
    }

    static Shown event(Row row) {
      return new Shown(row.hash().toString(), null, row.value());
    }
  }
}
