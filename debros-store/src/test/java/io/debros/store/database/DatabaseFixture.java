package io.debros.store.database;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.index.IndexDefinition;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.FaultyStorage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A node in memory whose disk can be filled. Close it. */
final class DatabaseFixture implements AutoCloseable {
  final FaultyStorage storage = new FaultyStorage(new MemoryStorage());
  final DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage);

  DocumentDatabase open(String name, IndexDefinition... indexes) {
    return node.openDocuments(name, DocumentOptions.defaults().withIndexes(List.of(indexes)));
  }

  static CborMap document(String key, String city) {
    return CborMap.builder().put("_id", key).put("city", city).build();
  }

  /** Documents by the text in their field {@code city}. */
  static IndexDefinition byCity() {
    return IndexDefinition.of("city", "1", (key, document) -> city(document));
  }

  /** The same, shared by all databases of a group. */
  static IndexDefinition byCityOfGroup(String group) {
    return IndexDefinition.ofGroup(group, "city", "1", (key, document) -> city(document));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<String> keys(RowCursor<DocumentRow> cursor) {
    List<String> keys = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        keys.add(cursor.row().key());
      }
    }
    return keys;
  }

  @Override
  public void close() {
    node.close();
  }

  private static List<byte[]> city(CborMap document) {
    return document.find("city") instanceof CborText city
        ? List.of(bytes(city.value()))
        : List.of();
  }
}
