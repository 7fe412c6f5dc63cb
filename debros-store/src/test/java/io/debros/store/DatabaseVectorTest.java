package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowCursor;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The documents histories of databases.json, step by step, hash by hash. */
class DatabaseVectorTest {
  /** Database types that a later version brings. */
  private static final Set<String> OF_OTHER_TYPES =
      Set.of("keyvalue", "keyvalue-indexed", "events");

  /** What the vectors ask with the name of a query. */
  private static final Map<String, Predicate<CborMap>> QUERIES =
      Map.of("n >= 5", DatabaseVectorTest::isAtLeastFive, "everything", document -> true);

  @TestFactory
  Stream<DynamicTest> documents() {
    JsonNode file = Vectors.load("databases.json", "about", "identities", "histories");
    VectorIdentities identities = VectorIdentities.load(file);
    List<JsonNode> ours =
        Vectors.cases(file, "histories").filter(DatabaseVectorTest::isOurs).toList();
    assertThat(ours).isNotEmpty();
    return ours.stream()
        .map(
            history ->
                DynamicTest.dynamicTest(
                    Vectors.text(history, "name"), () -> new Replay(history, identities).run()));
  }

  private static boolean isOurs(JsonNode history) {
    String type = Vectors.text(history, "type");
    if (!type.equals(DocumentDatabase.TYPE) && !OF_OTHER_TYPES.contains(type)) {
      throw Vectors.unknown("type of a history", type);
    }
    return type.equals(DocumentDatabase.TYPE);
  }

  private static boolean isAtLeastFive(CborMap document) {
    return document.find("n") instanceof CborInt n && n.value() >= 5;
  }

  private static List<Row> newest(DocumentDatabase database, int amount) {
    List<Row> rows = new ArrayList<>();
    try (RowCursor<DocumentRow> cursor = database.iterator(amount)) {
      while (cursor.next()) {
        rows.add(Row.of(cursor.row()));
      }
    }
    return rows;
  }

  private static List<Row> rows(JsonNode list) {
    return list.valueStream().map(Row::parse).toList();
  }

  private static List<String> hashes(List<Entry> entries) {
    return entries.stream().map(entry -> entry.hash().toString()).toList();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  /** One history: a node for each writer. */
  private static final class Replay {
    private final JsonNode history;
    private final VectorIdentities identities;
    private final Map<String, Replica> replicas = new LinkedHashMap<>();

    Replay(JsonNode history, VectorIdentities identities) {
      this.history =
          Vectors.requireFields(
              history,
              "name",
              "type",
              "dbName",
              "address",
              "indexBy",
              "meta",
              "referencesCount",
              "writers",
              "write",
              "steps",
              "final",
              "blocks");
      this.identities = identities;
    }

    void run() {
      try {
        history.path("writers").forEach(writer -> open(writer.asString()));
        Vectors.cases(history, "steps").forEach(this::step);
        assertThat(history.path("final").propertyNames()).isEqualTo(replicas.keySet());
        replicas.forEach((writer, replica) -> checkFinal(replica, history.at("/final/" + writer)));
      } finally {
        replicas.values().forEach(replica -> replica.node.close());
      }
    }

    private void open(String writer) {
      Storage storage = new MemoryStorage();
      storeDescription(storage);
      DebrosNode node =
          DebrosNode.open(
              NodeSettings.inMemory().withKeyStore(identities.keys()).withIdentityName(writer),
              storage);
      assertThat(node.identity()).isEqualTo(identities.get(writer));
      DocumentDatabase database = node.openDocuments(Vectors.text(history, "address"), options());
      assertThat(database.name()).isEqualTo(Vectors.text(history, "dbName"));
      assertThat(database.manifest().shownMeta()).isEqualTo(meta());
      replicas.put(writer, new Replica(node, new BlockStore(storage), database));
    }

    /** Manifest and access list: what a node needs that opens by address. */
    private void storeDescription(Storage storage) {
      BlockStore blocks = new BlockStore(storage);
      StorageBatch batch = new StorageBatch();
      IpfsAccessList list = new IpfsAccessList(texts(history.path("write")));
      Manifest manifest =
          new Manifest(
              Vectors.text(history, "dbName"),
              Vectors.text(history, "type"),
              list.address(),
              history.has("meta") ? meta() : null);
      assertThat(manifest.address()).hasToString(Vectors.text(history, "address"));
      blocks.put(batch, list.toBlock());
      blocks.put(batch, manifest.toBlock());
      storage.write(batch);
    }

    private CborMap meta() {
      return history.has("meta") ? VectorValues.plainMap(history.path("meta")) : CborMap.of();
    }

    private DocumentOptions options() {
      DocumentOptions options =
          DocumentOptions.defaults().withReferencesCount(history.path("referencesCount").asInt());
      return history.has("indexBy")
          ? options.withIndexBy(Vectors.text(history, "indexBy"))
          : options;
    }

    private void step(JsonNode step) {
      switch (Vectors.text(step, "op")) {
        case "put" ->
            write(step, "doc", (database, doc) -> database.put(VectorValues.plainMap(doc)));
        case "del" -> write(step, "key", (database, key) -> database.delete(key.asString()));
        case "sync" -> sync(step);
        default -> throw Vectors.unknown("step", step);
      }
    }

    private void write(
        JsonNode step, String argument, BiFunction<DocumentDatabase, JsonNode, Cid> operation) {
      Vectors.requireFields(step, "op", "writer", argument, "hash", "error", "heads");
      DocumentDatabase database = replica(step, "writer").database;
      if (step.has("error")) {
        Throwable refused = catchThrowable(() -> operation.apply(database, step.path(argument)));
        assertThat(refused).as("refused as: %s", step.path("error")).isNotNull();
      } else {
        Cid hash = operation.apply(database, step.path(argument));
        assertThat(hash).hasToString(Vectors.text(step, "hash"));
      }
      assertThat(hashes(database.heads())).isEqualTo(texts(step.path("heads")));
    }

    private void sync(JsonNode step) {
      Vectors.requireFields(step, "op", "from", "to", "sentHeads", "heads");
      Replica from = replica(step, "from");
      Replica to = replica(step, "to");
      assertThat(hashes(from.database.heads())).isEqualTo(texts(step.path("sentHeads")));

      to.database.join(from.database.heads(), from.blocks::find);

      assertThat(hashes(to.database.heads())).isEqualTo(texts(step.path("heads")));
    }

    private void checkFinal(Replica replica, JsonNode state) {
      Vectors.requireFields(
          state,
          "heads",
          "storedHeads",
          "log",
          "all",
          "iterator",
          "iteratorAmounts",
          "get",
          "query");
      DocumentDatabase database = replica.database;
      assertThat(hashes(database.heads())).isEqualTo(texts(state.path("heads")));
      assertThat(database.log().headsJson()).isEqualTo(Vectors.text(state, "storedHeads"));
      assertThat(hashes(database.log().values())).isEqualTo(texts(state.path("log")));
      assertThat(database.all()).map(Row::of).isEqualTo(rows(state.path("all")));
      assertThat(database.count()).isEqualTo(state.path("all").size());
      assertThat(newest(database, -1)).isEqualTo(rows(state.path("iterator")));
      checkAmounts(database, state.path("iteratorAmounts"));
      Vectors.cases(state, "get").forEach(get -> checkGet(database, get));
      checkQueries(database, state.path("query"));
      checkBlocks(replica);
    }

    private static void checkAmounts(DocumentDatabase database, JsonNode amounts) {
      assertThat(amounts.propertyNames()).isNotEmpty();
      for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
        assertThat(newest(database, Integer.parseInt(amount.getKey())))
            .extracting(Row::key)
            .isEqualTo(texts(amount.getValue()));
      }
    }

    private static void checkGet(DocumentDatabase database, JsonNode get) {
      DocumentRow row = database.get(get.path(0).asString());
      if (VectorValues.isUndefined(get.path(1))) {
        assertThat(row).isNull();
      } else {
        assertThat(row).isNotNull();
        assertThat(Row.of(row)).isEqualTo(Row.parse(get.path(1)));
      }
    }

    private static void checkQueries(DocumentDatabase database, JsonNode queries) {
      assertThat(queries.propertyNames()).isEqualTo(QUERIES.keySet());
      for (Map.Entry<String, Predicate<CborMap>> query : QUERIES.entrySet()) {
        List<CborMap> found = database.query(query.getValue());
        List<CborValue> expected =
            queries.path(query.getKey()).valueStream().map(VectorValues::plain).toList();
        boolean keysOnly = expected.stream().allMatch(CborText.class::isInstance);
        assertThat(found)
            .extracting(document -> keysOnly ? document.find(database.indexBy()) : document)
            .isEqualTo(expected);
      }
    }

    /** Whatever of the history's blocks is here has the same bytes; all of the log's are here. */
    private void checkBlocks(Replica replica) {
      JsonNode blocks = history.path("blocks");
      for (Entry entry : replica.database.log().values()) {
        assertThat(entry.bytes()).isEqualTo(Vectors.hex(blocks, entry.hash().toString()));
        assertThat(replica.blocks.get(entry.identity()))
            .isEqualTo(Vectors.hex(blocks, entry.identity().toString()));
      }
    }

    private Replica replica(JsonNode step, String field) {
      Replica replica = replicas.get(Vectors.text(step, field));
      if (replica == null) {
        throw Vectors.unknown("writer", step.path(field));
      }
      return replica;
    }
  }

  private record Replica(DebrosNode node, BlockStore blocks, DocumentDatabase database) {}

  private record Row(String hash, String key, CborValue value) {
    static Row of(DocumentRow row) {
      return new Row(row.hash().toString(), row.key(), row.value());
    }

    static Row parse(JsonNode node) {
      Vectors.requireFields(node, "hash", "key", "value");
      return new Row(
          Vectors.text(node, "hash"),
          Vectors.text(node, "key"),
          VectorValues.plain(node.path("value")));
    }
  }
}
