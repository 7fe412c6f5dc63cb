package io.debros.store;

import static io.debros.store.HistoryDatabase.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.NotFoundException;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The histories of databases.json, step by step, hash by hash. */
class DatabaseVectorTest {
  @TestFactory
  Stream<DynamicTest> histories() {
    JsonNode file = Vectors.load("databases.json", "about", "identities", "histories");
    VectorIdentities identities = VectorIdentities.load(file);
    return Vectors.cases(file, "histories")
        .map(
            history ->
                DynamicTest.dynamicTest(
                    Vectors.text(history, "name"), () -> new Replay(history, identities).run()));
  }

  private static List<String> hashes(List<Entry> entries) {
    return entries.stream().map(entry -> entry.hash().toString()).toList();
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
      HistoryDatabase opened = openAt(node, Vectors.text(history, "address"));
      Database database = opened.database();
      assertThat(database.name()).isEqualTo(Vectors.text(history, "dbName"));
      assertThat(database.manifest().shownMeta()).isEqualTo(meta());
      replicas.put(writer, new Replica(node, new BlockStore(storage), opened));
    }

    /** Manifest and access list: what a node needs that opens by address. */
    private void storeDescription(Storage storage) {
      BlockStore blocks = new BlockStore(storage);
      StorageBatch batch = new StorageBatch();
      IpfsAccessList list = new IpfsAccessList(texts(history.path("write")));
      Manifest manifest =
          new Manifest(
              Vectors.text(history, "dbName"),
              wireType(),
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

    private String wireType() {
      String type = Vectors.text(history, "type");
      return type.equals("keyvalue-indexed") ? "keyvalue" : type;
    }

    private HistoryDatabase openAt(DebrosNode node, String address) {
      DatabaseOptions options =
          DatabaseOptions.defaults().withReferencesCount(history.path("referencesCount").asInt());
      String type = Vectors.text(history, "type");
      return switch (type) {
        case "documents" ->
            new DocumentHistory(node.openDocuments(address, documentOptions(options)));
        case "keyvalue" -> new KeyValueHistory(node.openKeyValue(address, options), false);
        case "keyvalue-indexed" -> new KeyValueHistory(node.openKeyValue(address, options), true);
        case "events" -> new EventHistory(node.openEvents(address, options));
        default -> throw Vectors.unknown("type of a history", type);
      };
    }

    private DocumentOptions documentOptions(DatabaseOptions shared) {
      DocumentOptions options = DocumentOptions.defaults().with(defaults -> shared);
      return history.has("indexBy")
          ? options.withIndexBy(Vectors.text(history, "indexBy"))
          : options;
    }

    private void step(JsonNode step) {
      String operation = Vectors.text(step, "op");
      if (operation.equals("sync")) {
        sync(step);
      } else {
        write(operation, step);
      }
    }

    private void write(String operation, JsonNode step) {
      HistoryDatabase database = replica(step, "writer").database;
      requireFields(
          step, database.argumentsOf(operation), Set.of("op", "writer", "hash", "error", "heads"));
      if (step.has("error")) {
        Throwable refused = catchThrowable(() -> database.write(operation, step));
        assertThat(refused)
            .as("refused as: %s", step.path("error"))
            .isInstanceOfAny(IllegalArgumentException.class, NotFoundException.class);
      } else {
        Cid hash = database.write(operation, step);
        assertThat(hash).hasToString(Vectors.text(step, "hash"));
      }
      assertThat(hashes(database.database().heads())).isEqualTo(texts(step.path("heads")));
    }

    private void sync(JsonNode step) {
      Vectors.requireFields(step, "op", "from", "to", "sentHeads", "heads");
      Replica from = replica(step, "from");
      Replica to = replica(step, "to");
      assertThat(hashes(from.database.database().heads())).isEqualTo(texts(step.path("sentHeads")));

      to.database.database().join(from.database.database().heads(), from.blocks::find);

      assertThat(hashes(to.database.database().heads())).isEqualTo(texts(step.path("heads")));
    }

    private void checkFinal(Replica replica, JsonNode state) {
      requireFields(state, replica.database.finalFields(), Set.of("heads", "storedHeads", "log"));
      Database database = replica.database.database();
      assertThat(hashes(database.heads())).isEqualTo(texts(state.path("heads")));
      assertThat(database.log().headsJson()).isEqualTo(Vectors.text(state, "storedHeads"));
      assertThat(hashes(database.log().values())).isEqualTo(texts(state.path("log")));
      replica.database.checkFinal(state);
      checkBlocks(replica);
    }

    /** Whatever of the history's blocks is here has the same bytes; all of the log's are here. */
    private void checkBlocks(Replica replica) {
      JsonNode blocks = history.path("blocks");
      for (Entry entry : replica.database.database().log().values()) {
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

  private static void requireFields(JsonNode node, Set<String> own, Set<String> common) {
    Set<String> fields = new HashSet<>(own);
    fields.addAll(common);
    Vectors.requireFields(node, fields.toArray(String[]::new));
  }

  private record Replica(DebrosNode node, BlockStore blocks, HistoryDatabase database) {}
}
