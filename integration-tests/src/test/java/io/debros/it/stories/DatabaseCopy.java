package io.debros.it.stories;

import io.debros.it.javascript.LogState;
import io.debros.jpa.node.NodeView;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.database.Database;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A database as somebody sees it who knows OrbitDB and nothing of entities: the last write of each
 * key, nothing merged.
 *
 * @param log its entries
 * @param rows {@code hash} of the entry and {@code value}, by key
 */
record DatabaseCopy(LogState log, SortedMap<String, JsonNode> rows) {
  /** Of all databases of a node, by address. */
  static SortedMap<String, DatabaseCopy> allOf(NodeView view) {
    SortedMap<String, DatabaseCopy> copies = new TreeMap<>();
    try (DebrosNode reader = DebrosNode.open(NodeSettings.inMemory())) {
      for (String name : view.databases().keySet()) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        view.exportCar(name, file);
        String address = reader.importCar(new ByteArrayInputStream(file.toByteArray())).toString();
        copies.put(address, of(reader.open(address)));
      }
    }
    return copies;
  }

  private static DatabaseCopy of(Database database) {
    LogState log = LogState.of(hashes(database.log().values()), hashes(database.heads()));
    SortedMap<String, JsonNode> rows = new TreeMap<>();
    if (database instanceof DocumentDatabase documents) {
      documents.all().forEach(row -> rows.put(row.key(), row(row.hash(), row.value())));
    } else {
      ((KeyValueDatabase) database)
          .all()
          .forEach(row -> rows.put(row.key(), row(row.hash(), row.value())));
    }
    return new DatabaseCopy(log, rows);
  }

  private static List<String> hashes(Collection<Entry> entries) {
    return entries.stream().map(entry -> entry.hash().toString()).toList();
  }

  private static JsonNode row(Cid hash, CborValue value) {
    return Json.of(Map.of("hash", hash.toString(), "value", Json.plain(value)));
  }
}
