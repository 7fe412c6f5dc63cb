package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Both sides read one list of writers, and what one grants and revokes counts for the other. */
class AccessInteropTest {
  private static final String NOBODY = "-";

  @TempDir Path directory;

  private final DebrosNode node = DebrosNode.open(NodeSettings.inMemory());
  private int files;

  @BeforeEach
  void requireJavaScript() {
    JavaScriptPeer.requireInstalled();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void list_ofJava_countsInJavaScript() throws Exception {
    String javaScript = run("identity", NOBODY, file()).get("identity").asString();
    DocumentDatabase database =
        node.openDocuments(
            "shared", DocumentOptions.defaults().withAccess(AccessOptions.orbitDb()));
    database.put(document("java-0"));
    assertThat(write(database).get("refused").asString()).contains("not allowed to write");

    access(database).grant("write", javaScript);
    JsonNode written = write(database);
    assertThat(written.has("refused")).isFalse();
    assertSame(written, database);
    assertThat(database.get("js-1")).isNotNull();

    // nothing on top of its entry: JavaScript would refuse that, too
    // (docs/reference/access-control)
    access(database).revoke("write", javaScript);
    JsonNode refused = write(database);
    assertThat(refused.get("refused").asString()).contains("not allowed to write");
    assertSame(refused, database);
    assertThat(database.count()).isEqualTo(2);
  }

  @Test
  void list_ofJavaScript_countsInJava() throws Exception {
    String java = node.identity().id();
    Path car = file();
    JsonNode created = run("create", java, car);
    DocumentDatabase database = take(car);
    assertThat(database.address()).hasToString(created.get("address").asString());
    assertThat(access(database).address()).isEqualTo(created.get("list").asString());
    assertSame(created, database);

    database.put(document("java-1"));
    Path revoked = file();
    assertSame(run("revoke", java, export(database), revoked), take(revoked));

    assertThatThrownBy(() -> database.put(document("java-2")))
        .isInstanceOf(AppendDeniedException.class);
    assertThatThrownBy(() -> access(database).grant("write", java))
        .isInstanceOf(AppendDeniedException.class);
    assertThat(database.count()).isEqualTo(2);
  }

  /** JavaScript takes the database in and writes to it, if it may; we take in what it has then. */
  private JsonNode write(DocumentDatabase database) throws Exception {
    Path car = file();
    JsonNode shown = run("write", NOBODY, export(database), car);
    take(car);
    return shown;
  }

  private JsonNode run(String what, String id, Path carOut)
      throws IOException, InterruptedException {
    return run(what, id, file(), carOut);
  }

  private JsonNode run(String what, String id, Path carIn, Path carOut)
      throws IOException, InterruptedException {
    return JavaScriptPeer.run(
        "access.mjs", List.of(what, id), directory.resolve("js"), carIn, carOut, file());
  }

  private Path export(DocumentDatabase database) throws IOException {
    Path car = file();
    try (OutputStream output = Files.newOutputStream(car)) {
      node.exportCar(database.address(), output);
    }
    return car;
  }

  private DocumentDatabase take(Path car) throws IOException {
    try (InputStream input = Files.newInputStream(car)) {
      Address address = node.importCar(input);
      return node.openDocuments(address.toString(), DocumentOptions.defaults());
    }
  }

  private Path file() {
    return directory.resolve("file-" + files++);
  }

  private static void assertSame(JsonNode javaScript, DocumentDatabase database) {
    assertThat(javaScript.get("log").valueStream().map(JsonNode::asString))
        .containsExactlyElementsOf(
            database.log().values().stream().map(entry -> entry.hash().toString()).toList());
    Map<String, Set<String>> capabilities = new HashMap<>();
    javaScript
        .get("capabilities")
        .properties()
        .forEach(
            capability ->
                capabilities.put(
                    capability.getKey(),
                    new LinkedHashSet<>(
                        capability.getValue().valueStream().map(JsonNode::asString).toList())));
    assertThat(access(database).capabilities()).isEqualTo(capabilities);
  }

  private static CborMap document(String key) {
    return CborMap.builder().put("_id", key).put("by", "Java").build();
  }

  private static OrbitDbAccessController access(DocumentDatabase database) {
    return (OrbitDbAccessController) database.access();
  }
}
