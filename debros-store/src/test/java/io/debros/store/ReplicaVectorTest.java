package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockStore;
import io.debros.store.block.CarReader;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborFloat;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowCursor;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The CAR file that JavaScript wrote shows what JavaScript showed, and can be written on. */
class ReplicaVectorTest {
  private static final String CAR = "replica-documents.car";

  private static final Map<String, Predicate<CborMap>> QUERIES =
      Map.of(
          "age >= 60", document -> number(document.find("age")) >= 60,
          "active and balance < 0",
              document ->
                  new CborBool(true).equals(document.find("active"))
                      && number(document.find("balance")) < 0,
          "tags contain grün",
              document ->
                  document.find("tags") instanceof CborList tags
                      && tags.values().contains(new CborText("grün")),
          "address.city = 東京",
              document ->
                  document.find("address") instanceof CborMap address
                      && new CborText("東京").equals(address.find("city")),
          "note is null", document -> CborNull.NULL.equals(document.find("note")));

  private final JsonNode expected =
      Vectors.load(
          "replica-documents.json",
          "about",
          "address",
          "heads",
          "identities",
          "operations",
          "entries",
          "logOrderSha256",
          "oldest",
          "newest",
          "blocksInCar",
          "carBytes",
          "documentCount",
          "iteratorKeysSha256",
          "iteratorFirstKeys",
          "deleted",
          "queries",
          "append",
          "documents");
  private final byte[] car = Vectors.bytes(CAR);
  private final VectorIdentities identities = VectorIdentities.load(expected);
  private final Storage storage = new MemoryStorage();
  private DebrosNode node;
  private DocumentDatabase database;

  @BeforeEach
  void importCar() {
    node =
        DebrosNode.open(
            NodeSettings.inMemory()
                .withKeyStore(identities.keys())
                .withIdentityName(Vectors.text(expected.path("append"), "writer")),
            storage);
    Address address = node.importCar(new ByteArrayInputStream(car));
    assertThat(address).hasToString(Vectors.text(expected, "address"));
    database = node.openDocuments(Vectors.text(expected, "address"), DocumentOptions.defaults());
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void file_everyBlock_isStored() {
    CarReader reader = new CarReader(new ByteArrayInputStream(car));
    BlockStore blocks = new BlockStore(storage);
    int count = 0;
    for (var block = reader.next(); block != null; block = reader.next()) {
      assertThat(blocks.get(block.cid())).isEqualTo(block.bytes());
      count++;
    }

    assertThat(count).isEqualTo(expected.path("blocksInCar").asInt());
    assertThat(car).hasSize(expected.path("carBytes").asInt());
    assertThat(reader.roots()).hasSize(1);
  }

  @Test
  void log_imported_hasHeadsEntriesAndOrder() {
    List<String> order = hashes(database.log().values());

    assertThat(hashes(database.heads())).isEqualTo(texts(expected.path("heads")));
    assertThat(order).hasSize(expected.path("entries").asInt());
    assertThat(order.subList(0, 5)).isEqualTo(texts(expected.path("oldest")));
    assertThat(order.subList(order.size() - 5, order.size()))
        .isEqualTo(texts(expected.path("newest")));
    assertThat(sha256(order)).isEqualTo(Vectors.text(expected, "logOrderSha256"));
  }

  @Test
  void log_imported_holdsTheOperations() {
    JsonNode operations =
        Vectors.requireFields(expected.path("operations"), "put", "overwrite", "del", "sync");
    int puts = 0;
    int deletes = 0;
    for (Entry entry : database.log().values()) {
      CborValue operation = ((CborMap) entry.payload()).find("op");
      puts += new CborText("PUT").equals(operation) ? 1 : 0;
      deletes += new CborText("DEL").equals(operation) ? 1 : 0;
    }

    assertThat(puts)
        .isEqualTo(operations.path("put").asInt() + operations.path("overwrite").asInt());
    assertThat(deletes).isEqualTo(operations.path("del").asInt());
  }

  @Test
  void documents_imported_areThoseOfJavaScript() {
    List<DocumentRow> all = database.all();
    List<JsonNode> documents = Vectors.cases(expected, "documents").toList();

    assertThat(all).hasSameSizeAs(documents).hasSize(expected.path("documentCount").asInt());
    assertThat(database.count()).isEqualTo(documents.size());
    for (int i = 0; i < documents.size(); i++) {
      JsonNode document = Vectors.requireFields(documents.get(i), "hash", "key", "value");
      DocumentRow row = all.get(i);
      assertThat(row.hash()).hasToString(Vectors.text(document, "hash"));
      assertThat(row.key()).isEqualTo(Vectors.text(document, "key"));
      assertThat(row.value()).isEqualTo(VectorValues.plain(document.path("value")));
      assertThat(database.get(row.key())).isEqualTo(row);
    }
  }

  @Test
  void iterator_imported_showsKeysNewestFirst() {
    List<String> keys = new ArrayList<>();
    try (RowCursor<DocumentRow> rows = database.iterator(-1)) {
      while (rows.next()) {
        keys.add(rows.row().key());
      }
    }

    List<String> first = texts(expected.path("iteratorFirstKeys"));
    assertThat(keys.subList(0, first.size())).isEqualTo(first);
    assertThat(sha256(keys)).isEqualTo(Vectors.text(expected, "iteratorKeysSha256"));
  }

  @Test
  void get_deletedKeys_findsNothing() {
    Set<Map.Entry<String, JsonNode>> deleted = expected.path("deleted").properties();

    assertThat(deleted).isNotEmpty();
    for (Map.Entry<String, JsonNode> key : deleted) {
      assertThat(VectorValues.isUndefined(key.getValue())).isTrue();
      assertThat(database.get(key.getKey())).isNull();
    }
  }

  @Test
  void query_imported_findsWhatJavaScriptFound() {
    assertThat(expected.path("queries").propertyNames()).isEqualTo(QUERIES.keySet());
    QUERIES.forEach(
        (name, predicate) ->
            assertThat(database.query(predicate))
                .as(name)
                .extracting(document -> ((CborText) document.find("_id")).value())
                .isEqualTo(texts(expected.path("queries").path(name))));
  }

  @Test
  void put_onTop_isTheEntryOfJavaScript() {
    JsonNode append =
        Vectors.requireFields(
            expected.path("append"), "writer", "doc", "hash", "clockTime", "next", "refs", "bytes");

    Cid hash = database.put(VectorValues.plainMap(append.path("doc")));

    Entry entry = database.heads().get(0);
    assertThat(hash).hasToString(Vectors.text(append, "hash")).isEqualTo(entry.hash());
    assertThat(entry.clock().time()).isEqualTo(append.path("clockTime").asLong());
    assertThat(entry.next()).map(Cid::toString).isEqualTo(texts(append.path("next")));
    assertThat(entry.refs()).map(Cid::toString).isEqualTo(texts(append.path("refs")));
    assertThat(entry.bytes()).isEqualTo(Vectors.hex(append, "bytes"));
  }

  private static double number(CborValue value) {
    if (value instanceof CborInt integer) {
      return integer.value();
    }
    return value instanceof CborFloat number ? number.value() : Double.NaN;
  }

  private static List<String> hashes(List<Entry> entries) {
    return entries.stream().map(entry -> entry.hash().toString()).toList();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static String sha256(List<String> lines) {
    try {
      byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
