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
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.manifest.Address;
import io.debros.store.testing.VectorValues;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A database written by one side is the same database on the other: documents and entry hashes. */
class OrbitDbInteropTest {
  private static final int DOCUMENTS = 1_000;

  @TempDir Path directory;

  @BeforeEach
  void requireJavaScript() {
    JavaScriptPeer.requireInstalled();
  }

  @Test
  void car_writtenByJava_showsTheSameInJavaScript() throws Exception {
    Path car = directory.resolve("java.car");
    try (DebrosNode node = DebrosNode.open(NodeSettings.in(directory.resolve("java")))) {
      DocumentDatabase database = write(node);
      try (OutputStream output = Files.newOutputStream(car)) {
        node.exportCar(database.address(), output);
      }

      JsonNode shown =
          JavaScriptPeer.run(
              "read.mjs", directory.resolve("js"), car, directory.resolve("shown.json"));

      assertSame(shown, database);
      assertThat(shown.get("name").asString()).isEqualTo("written by Java");
      assertThat(shown.get("type").asString()).isEqualTo("documents");
    }
  }

  @Test
  void car_writtenByJavaScript_showsTheSameInJavaAlsoAfterRestart() throws Exception {
    Path car = directory.resolve("js.car");
    JsonNode expected =
        JavaScriptPeer.run(
            "write.mjs", directory.resolve("js"), car, directory.resolve("expected.json"));
    NodeSettings settings = NodeSettings.in(directory.resolve("java"));

    try (DebrosNode node = DebrosNode.open(settings);
        InputStream input = Files.newInputStream(car)) {
      Address address = node.importCar(input);

      assertSame(expected, node.openDocuments(address.toString(), DocumentOptions.defaults()));
    }

    try (DebrosNode again = DebrosNode.open(settings)) {
      String address = expected.get("address").asString();
      assertSame(expected, again.openDocuments(address, DocumentOptions.defaults()));
    }
  }

  private static DocumentDatabase write(DebrosNode node) {
    DocumentDatabase database = node.openDocuments("written by Java", DocumentOptions.defaults());
    for (int i = 0; i < DOCUMENTS; i++) {
      database.put(document(i, "Document " + i + " – ünïcødé \uD83D\uDE80"));
    }
    for (int i = 0; i < DOCUMENTS; i += 10) {
      database.put(document(i, "overwritten"));
    }
    for (int i = 5; i < DOCUMENTS; i += 50) {
      database.delete("doc-" + i);
    }
    return database;
  }

  private static CborMap document(int number, String title) {
    return CborMap.builder()
        .put("_id", new CborText("doc-" + number))
        .put("title", new CborText(title))
        .put("number", new CborInt(-number))
        .put("half", CborValue.number(number + 0.5))
        .put("whole", CborValue.number(number * 2.0))
        .put("even", new CborBool(number % 2 == 0))
        .put("nothing", CborNull.NULL)
        .put("tags", CborList.of(new CborText("a"), new CborText("t" + number % 7)))
        .put("nested", CborMap.builder().put("list", CborList.of()).build())
        .build();
  }

  private static void assertSame(JsonNode javaScript, DocumentDatabase database) {
    assertThat(javaScript.get("address").asString()).isEqualTo(database.address().toString());
    assertThat(texts(javaScript.get("heads")))
        .isEqualTo(database.heads().stream().map(entry -> entry.hash().toString()).toList());
    assertThat(texts(javaScript.get("log")))
        .hasSize(1_120)
        .isEqualTo(database.log().values().stream().map(entry -> entry.hash().toString()).toList());
    assertThat(rows(javaScript.get("documents")))
        .hasSize(980)
        .isEqualTo(
            database.all().stream()
                .map(row -> new Row(row.hash().toString(), row.key(), row.value()))
                .toList());
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asString).toList();
  }

  private static List<Row> rows(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(
            row ->
                new Row(
                    row.get("hash").asString(),
                    row.get("key").asString(),
                    VectorValues.plain(row.get("value"))))
        .toList();
  }

  private record Row(String hash, String key, CborValue value) {}
}
