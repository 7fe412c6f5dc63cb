package io.debros.it.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.it.javascript.JsDatabase;
import io.debros.it.javascript.JsPeer;
import io.debros.it.javascript.JsStack;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A peer of {@code @orbitdb/core} that opens every database by its address. */
final class JavaScriptObserver implements Observer {
  private final Map<String, JsDatabase> opened = new HashMap<>();
  private final JsPeer peer;

  JavaScriptObserver(Path directory) {
    this.peer = JsPeer.start(JsStack.S6, directory);
  }

  @Override
  public void join(BlogNode node) {
    peer.dial(node.address());
  }

  @Override
  public void assertSees(SortedMap<String, DatabaseCopy> databases) {
    databases.keySet().forEach(address -> opened.computeIfAbsent(address, peer::open));
    databases.forEach((address, copy) -> assertSees(opened.get(address), copy));
    assertThat(peer.errors()).isEmpty();
  }

  private static void assertSees(JsDatabase database, DatabaseCopy copy) {
    database.awaitEntriesOf(copy.log());
    assertThat(database.state()).isEqualTo(copy.log());
    assertThat(rows(database)).isEqualTo(copy.rows());
  }

  private static SortedMap<String, JsonNode> rows(JsDatabase database) {
    SortedMap<String, JsonNode> rows = new TreeMap<>();
    for (JsonNode row : database.all()) {
      Map<String, JsonNode> rest = Map.of("hash", row.get("hash"), "value", row.get("value"));
      rows.put(row.get("key").asString(), Json.of(rest));
    }
    return rows;
  }

  /** Without parting: it has many databases open, and nobody uses them again. */
  @Override
  public void close() {
    peer.kill();
  }
}
