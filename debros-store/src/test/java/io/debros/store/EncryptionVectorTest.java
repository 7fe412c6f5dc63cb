package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.Block;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryCipher;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import io.debros.store.testing.XorCipher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every case of encryption.json: written, joined, and read with the wrong keys and with none. */
class EncryptionVectorTest {
  private static final JsonNode FILE =
      Vectors.load(
          "encryption.json", "about", "identities", "ciphers", "databases", "simpleEncryption");
  private static final VectorIdentities IDENTITIES = VectorIdentities.load(FILE);

  @TestFactory
  Stream<DynamicTest> written_givesTheSameBlocks() {
    return each(EncryptionVectorTest::write);
  }

  @TestFactory
  Stream<DynamicTest> joined_showsTheSame() {
    return each(EncryptionVectorTest::joinWithKeys);
  }

  @TestFactory
  Stream<DynamicTest> joinedWithoutKeys_isUnreadableOrRefused() {
    return each(node -> joinWithout(node, Encryption.NONE));
  }

  @TestFactory
  Stream<DynamicTest> joinedWithWrongKeys_isUnreadableOrRefused() {
    return each(node -> joinWithout(node, encryption(node, key -> key ^ 1)));
  }

  private static Stream<DynamicTest> each(DatabaseTest test) {
    return Vectors.cases(FILE, "databases")
        .map(
            node ->
                DynamicTest.dynamicTest(
                    Vectors.text(node, "type") + " " + node.path("mode"),
                    () -> test.check(checked(node))));
  }

  private static JsonNode checked(JsonNode node) {
    return Vectors.requireFields(
        node,
        "type",
        "mode",
        "address",
        "identity",
        "entries",
        "heads",
        "storedHeads",
        "all",
        "errors",
        "blocks");
  }

  private static void write(JsonNode node) {
    try (DebrosNode here = node(node, Vectors.text(node, "identity"))) {
      Database database = open(here, node, encryption(node, key -> key));
      for (JsonNode expected : node.path("entries")) {
        Cid hash = append(database, VectorValues.plainMap(expected.path("payload")));
        assertSame(database.log().get(hash), expected);
      }
      assertShown(database, node);
    }
  }

  private static void joinWithKeys(JsonNode node) {
    try (DebrosNode here = node(node, "userB")) {
      Database database = open(here, node, encryption(node, key -> key));

      database.join(List.of(head(database, node)), blocks(node));

      assertShown(database, node);
      for (JsonNode expected : node.path("entries")) {
        assertSame(database.log().get(Cid.parse(Vectors.text(expected, "hash"))), expected);
      }
    }
  }

  private static void joinWithout(JsonNode node, Encryption encryption) {
    JsonNode errors = Vectors.requireFields(node.path("errors"), "wrongKeys", "noKeys");
    Vectors.requireFields(errors.path("noKeys"), "decodes", "id", "payloadIsBytes");
    try (DebrosNode here = node(node, "userB")) {
      Database database = open(here, node, encryption);
      if (modes(node).contains("replication")) {
        assertThatThrownBy(() -> head(database, node))
            .isInstanceOf(UnreadableException.class)
            .hasMessageContaining("ncrypted");
        assertThat(database.count()).isZero();
        return;
      }

      Entry head = head(database, node);
      database.join(List.of(head), blocks(node));

      assertThat(head.logId()).isEqualTo(errors.at("/noKeys/id").asString());
      assertThat(database.log().values()).hasSameSizeAs(node.path("entries"));
      assertThat(database.log().headsJson()).isEqualTo(Vectors.text(node, "storedHeads"));
      Reason reason = encryption.data() == null ? Reason.NO_KEY : Reason.UNDECRYPTABLE;
      assertThat(rows(database))
          .hasSameSizeAs(node.path("entries"))
          .noneMatch(Row::isReadable)
          .allSatisfy(
              row ->
                  assertThatThrownBy(row::value)
                      .isInstanceOfSatisfying(
                          UnreadableException.class,
                          error -> assertThat(error.reason()).isEqualTo(reason)));
    }
  }

  private static void assertSame(Entry entry, JsonNode expected) {
    assertThat(entry.hash()).hasToString(Vectors.text(expected, "hash"));
    assertThat(entry.bytes()).isEqualTo(Vectors.hex(expected, "block"));
    assertThat(entry.signedBytes()).isEqualTo(Vectors.hex(expected, "signedBytes"));
    assertThat(entry.payload()).isEqualTo(VectorValues.plain(expected.path("payload")));
    JsonNode fields = expected.path("fields");
    assertThat(entry.signature()).isEqualTo(Vectors.text(fields, "sig"));
    assertThat(entry.key()).isEqualTo(Vectors.text(fields, "key"));
    if (expected.has("payloadCiphertext")) {
      assertThat(entry.encryptedPayload()).isEqualTo(Vectors.hex(expected, "payloadCiphertext"));
      assertThat(DagCbor.encode(entry.payload())).isEqualTo(Vectors.hex(expected, "payloadBytes"));
    } else {
      assertThat(entry.encryptedPayload()).isNull();
    }
  }

  private static void assertShown(Database database, JsonNode node) {
    assertThat(database.heads().stream().map(entry -> entry.hash().toString()).toList())
        .isEqualTo(texts(node.path("heads")));
    assertThat(database.log().headsJson()).isEqualTo(Vectors.text(node, "storedHeads"));
    List<List<Object>> expected = new ArrayList<>();
    for (JsonNode row : node.path("all")) {
      String key = row.has("key") ? Vectors.text(row, "key") : Vectors.text(row, "hash");
      expected.add(List.of(key, VectorValues.plain(row.path("value")), Vectors.text(row, "hash")));
    }
    assertThat(
            rows(database).stream()
                .map(row -> List.<Object>of(row.key(), row.value(), row.hash().toString()))
                .toList())
        .isEqualTo(expected);
  }

  private static Cid append(Database database, CborMap payload) {
    CborValue value = payload.find("value");
    return database instanceof EventDatabase events
        ? events.add(value)
        : ((KeyValueDatabase) database).put(((CborText) payload.find("key")).value(), value);
  }

  private static List<Row> rows(Database database) {
    return database instanceof EventDatabase events
        ? events.all()
        : ((KeyValueDatabase) database).all();
  }

  private static Database open(DebrosNode here, JsonNode node, Encryption encryption) {
    DatabaseOptions options = DatabaseOptions.defaults().withEncryption(encryption);
    String address = Vectors.text(node, "address");
    return switch (Vectors.text(node, "type")) {
      case "events" -> here.openEvents(address, options);
      case "keyvalue" -> here.openKeyValue(address, options);
      default -> throw Vectors.unknown("type of a database", node.path("type"));
    };
  }

  private static DebrosNode node(JsonNode node, String identity) {
    Storage storage = new MemoryStorage();
    BlockStore store = new BlockStore(storage);
    StorageBatch batch = new StorageBatch();
    List<String> entries =
        Vectors.cases(node, "entries").map(entry -> Vectors.text(entry, "hash")).toList();
    node.path("blocks")
        .propertyStream()
        .filter(block -> !entries.contains(block.getKey()))
        .forEach(
            block ->
                store.put(
                    batch,
                    new Block(
                        Cid.parse(block.getKey()),
                        Vectors.hex(node.path("blocks"), block.getKey()))));
    storage.write(batch);
    return DebrosNode.open(
        NodeSettings.inMemory().withKeyStore(IDENTITIES.keys()).withIdentityName(identity),
        storage);
  }

  private static Entry head(Database database, JsonNode node) {
    String hash = node.path("heads").path(0).asString();
    return database.log().decode(Vectors.hex(node.path("blocks"), hash));
  }

  private static BlockSource blocks(JsonNode node) {
    Map<Cid, byte[]> blocks =
        node.path("blocks")
            .propertyStream()
            .collect(
                Collectors.toMap(
                    block -> Cid.parse(block.getKey()),
                    block -> Vectors.hex(node.path("blocks"), block.getKey())));
    return blocks::get;
  }

  private static Encryption encryption(JsonNode node, IntUnaryOperator change) {
    return new Encryption(cipher(node, "data", change), cipher(node, "replication", change));
  }

  private static @Nullable EntryCipher cipher(JsonNode node, String hook, IntUnaryOperator change) {
    JsonNode cipher = Vectors.requireFields(FILE.at("/ciphers/" + hook), "algorithm", "key");
    assertThat(Vectors.text(cipher, "algorithm")).isEqualTo("xor");
    return modes(node).contains(hook)
        ? new XorCipher(change.applyAsInt(cipher.path("key").asInt()))
        : null;
  }

  private static List<String> modes(JsonNode node) {
    return texts(node.path("mode"));
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  /** Checks one database of the file. */
  private interface DatabaseTest {
    void check(JsonNode node);
  }
}
