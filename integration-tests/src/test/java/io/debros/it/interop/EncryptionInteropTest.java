package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.block.CarReader;
import io.debros.store.block.CarWriter;
import io.debros.store.care.VerifyOptions;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.encryption.PasswordCipher;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.VectorValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Encrypted events and key-value databases: what one side writes, the other reads. */
class EncryptionInteropTest {
  private static final List<String> MODES = List.of("data", "replication", "data replication");
  private static final List<CborValue> VALUES =
      List.of(
          new CborText("eins"),
          CborMap.builder().put("zwei", CborList.of(new CborInt(2), CborNull.NULL)).build(),
          new CborInt(3),
          new CborText("vier"));

  @TempDir Path directory;

  @BeforeEach
  void requireJavaScript() {
    JavaScriptPeer.requireInstalled();
  }

  @Test
  void databases_encryptedByJavaScript_areReadByJava() throws Exception {
    JsonNode written =
        JavaScriptPeer.run(
            "encrypted-write.mjs", directory.resolve("js"), directory.resolve("written.json"));
    Map<Cid, byte[]> blocks = blocks(written.get("blocks"));
    MemoryStorage storage = new MemoryStorage();
    storeDescriptions(storage, blocks);

    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage)) {
      assertThat(written.get("databases")).hasSize(6);
      for (JsonNode expected : written.get("databases")) {
        Database database = open(node, expected);
        for (JsonNode head : expected.get("heads")) {
          Entry entry = database.log().decode(blocks.get(Cid.parse(head.asString())));
          database.join(List.of(entry), blocks::get);
        }
        assertThat(values(database)).as(database.name()).isEqualTo(values(expected.get("all")));
        assertThat(hashes(database)).isEqualTo(hashes(expected.get("all")));
      }
    }
  }

  @Test
  void carFile_ofBlocksEncryptedByJavaScript_isImportedWithTheKey() throws Exception {
    JsonNode written =
        JavaScriptPeer.run(
            "encrypted-write.mjs", directory.resolve("js"), directory.resolve("written.json"));
    Map<Cid, byte[]> blocks = blocks(written.get("blocks"));
    for (JsonNode expected : written.get("databases")) {
      try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
        Address address = Address.parse(expected.get("address").asString());
        Encryption encryption = encryption(expected.get("mode").asString());

        node.care().importCar(car(address, expected, blocks), encryption, Progress.NONE);

        Database database = open(node, expected);
        assertThat(values(database)).as(database.name()).isEqualTo(values(expected.get("all")));
        assertThat(hashes(database)).isEqualTo(hashes(expected.get("all")));
        assertThat(node.care().verify(VerifyOptions.defaults(), Progress.NONE).all()).isEmpty();
      }
    }
  }

  /** Everything that JavaScript wrote; what does not belong to the database is left out. */
  private static InputStream car(Address address, JsonNode database, Map<Cid, byte[]> blocks) {
    List<Cid> roots = new ArrayList<>(List.of(address.manifest()));
    database.get("heads").forEach(head -> roots.add(Cid.parse(head.asString())));
    ByteArrayOutputStream car = new ByteArrayOutputStream();
    CarWriter writer = new CarWriter(car, roots);
    blocks.forEach((hash, bytes) -> writer.write(new Block(hash, bytes)));
    writer.flush();
    return new ByteArrayInputStream(car.toByteArray());
  }

  @Test
  void databases_encryptedByJava_areReadByJavaScript() throws Exception {
    List<Map<String, Object>> databases = new ArrayList<>();
    List<String> blocks = new ArrayList<>();
    List<Map<String, CborValue>> expected = new ArrayList<>();
    try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
      for (String mode : MODES) {
        DatabaseOptions options = DatabaseOptions.defaults().withEncryption(encryption(mode));
        EventDatabase events = node.openEvents("events " + mode, options);
        VALUES.forEach(events::add);
        KeyValueDatabase keys = node.openKeyValue("keyvalue " + mode, options);
        for (int i = 0; i < VALUES.size(); i++) {
          keys.put("key " + i % 3, VALUES.get(i));
        }
        for (Database database : List.of(events, keys)) {
          ByteArrayOutputStream car = new ByteArrayOutputStream();
          node.exportCar(database.address(), car);
          CarReader reader = new CarReader(new ByteArrayInputStream(car.toByteArray()));
          for (Block block = reader.next(); block != null; block = reader.next()) {
            blocks.add(hex(block.bytes()));
          }
          databases.add(description(database, mode));
          expected.add(values(database));
        }
      }
    }
    Path written = directory.resolve("written.json");
    Files.writeString(
        written,
        JsonMapper.shared().writeValueAsString(Map.of("blocks", blocks, "databases", databases)));

    JsonNode shown =
        JavaScriptPeer.run(
            "encrypted-read.mjs",
            directory.resolve("js"),
            written,
            directory.resolve("shown.json"));

    assertThat(shown).hasSize(databases.size());
    for (int i = 0; i < databases.size(); i++) {
      assertThat(shown.get(i).get("address").asString()).isEqualTo(databases.get(i).get("address"));
      assertThat(new ArrayList<>(values(shown.get(i).get("all")).values()))
          .as("%s", databases.get(i))
          .isEqualTo(new ArrayList<>(expected.get(i).values()));
    }
  }

  private static Map<String, Object> description(Database database, String mode) {
    return Map.of(
        "mode", mode,
        "address", database.address().toString(),
        "heads", database.heads().stream().map(head -> head.hash().toString()).toList());
  }

  private static Database open(DebrosNode node, JsonNode expected) {
    DatabaseOptions options =
        DatabaseOptions.defaults().withEncryption(encryption(expected.get("mode").asString()));
    String address = expected.get("address").asString();
    return expected.get("type").asString().equals("events")
        ? node.openEvents(address, options)
        : node.openKeyValue(address, options);
  }

  private static Encryption encryption(String mode) {
    return new Encryption(
        mode.contains("data") ? new PasswordCipher("password for data") : null,
        mode.contains("replication") ? new PasswordCipher("password for replication") : null);
  }

  private static void storeDescriptions(MemoryStorage storage, Map<Cid, byte[]> blocks) {
    StorageBatch batch = new StorageBatch();
    BlockStore store = new BlockStore(storage);
    blocks.forEach((hash, bytes) -> store.put(batch, new Block(hash, bytes)));
    storage.write(batch);
  }

  private static Map<Cid, byte[]> blocks(JsonNode list) {
    Map<Cid, byte[]> blocks = new HashMap<>();
    for (JsonNode block : list) {
      byte[] bytes = HexFormat.of().parseHex(block.asString());
      blocks.put(Cid.ofDagCbor(bytes), bytes);
    }
    return blocks;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static List<Row> rows(Database database) {
    return database instanceof EventDatabase events
        ? events.all()
        : ((KeyValueDatabase) database).all();
  }

  /** By key, or in their order if there is none: JavaScript may give a head another hash. */
  private static Map<String, CborValue> values(Database database) {
    Map<String, CborValue> values = new LinkedHashMap<>();
    for (Row row : rows(database)) {
      values.put(database instanceof EventDatabase ? "" + values.size() : row.key(), row.value());
    }
    return new TreeMap<>(values);
  }

  private static Map<String, CborValue> values(JsonNode all) {
    Map<String, CborValue> values = new LinkedHashMap<>();
    for (JsonNode row : all) {
      String key = row.has("key") ? row.get("key").asString() : "" + values.size();
      values.put(key, VectorValues.plain(row.get("value")));
    }
    return new TreeMap<>(values);
  }

  private static List<String> hashes(Database database) {
    return rows(database).stream().map(row -> row.hash().toString()).toList();
  }

  private static List<String> hashes(JsonNode all) {
    return all.valueStream().map(row -> row.get("hash").asString()).toList();
  }
}
