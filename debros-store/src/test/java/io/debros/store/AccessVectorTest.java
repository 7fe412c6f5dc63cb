package io.debros.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.identity.Identity;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Standing;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Every history of access-control.json, step by step: hashes, heads and rows of the list, who may
 * write. At one step JavaScript refuses what we take in: a newcomer joins what a writer built on
 * entries of somebody who was revoked meanwhile.
 */
class AccessVectorTest {
  private static final JsonNode FILE =
      Vectors.load("access-control.json", "about", "identities", "ipfs", "histories");
  private static final VectorIdentities IDENTITIES = VectorIdentities.load(FILE);
  private static final String BETTER = "entries of a revoked writer are refused by newcomers";

  @TestFactory
  Stream<DynamicTest> histories_stepByStep_areThoseOfJavaScript() {
    return Vectors.tests(FILE, "histories", node -> new History(node).play());
  }

  /** One history, with a node for each writer. */
  private static final class History {
    private final JsonNode node;
    private final Map<String, Peer> peers = new HashMap<>();
    private int better;

    History(JsonNode node) {
      this.node =
          Vectors.requireFields(
              node,
              "name",
              "dbName",
              "type",
              "creator",
              "admins",
              "address",
              "aclAddress",
              "steps",
              "blocks");
    }

    void play() {
      assertThat(Vectors.text(node, "type")).isEqualTo(EventDatabase.TYPE);
      try {
        create();
        Vectors.cases(node, "steps").forEach(this::step);
        assertThat(better).isEqualTo(Vectors.text(node, "name").equals(BETTER) ? 1 : 0);
      } finally {
        peers.values().forEach(Peer::close);
      }
    }

    /** By its name, which has to give both addresses; we sort what we create. */
    private void create() {
      Peer creator = new Peer(Vectors.text(node, "creator"));
      peers.put(creator.name, creator);
      List<String> admins =
          Vectors.cases(node, "admins").map(admin -> Vectors.text(admin, "id")).toList();
      if (admins.equals(List.copyOf(new TreeSet<>(admins)))) {
        DatabaseOptions options =
            DatabaseOptions.defaults().withAccess(AccessOptions.orbitDb(admins));
        creator.database = creator.node.openEvents(Vectors.text(node, "dbName"), options);
      } else {
        creator.openByAddress(node);
      }
      assertThat(creator.database.address()).hasToString(Vectors.text(node, "address"));
      assertThat(creator.access().address()).isEqualTo(Vectors.text(node, "aclAddress"));
    }

    private void step(JsonNode step) {
      Vectors.requireFields(
          step,
          "op",
          "on",
          "capability",
          "to",
          "from",
          "key",
          "value",
          "hash",
          "error",
          "state",
          "sentHeads",
          "entries");
      Peer on =
          switch (Vectors.text(step, "op")) {
            case "open" -> opened(Vectors.text(step, "on"));
            case "grant", "revoke" -> change(step);
            case "add" -> add(step);
            case "syncAcl" -> sync(step, peer -> peer.access().database());
            case "syncDb" -> sync(step, peer -> peer.database);
            default -> throw Vectors.unknown("step", step.get("op"));
          };
      on.isAs(
          Vectors.requireFields(
              step.get("state"), "capabilities", "canAppend", "aclHeads", "aclAll"));
    }

    private Peer opened(String name) {
      return peers.computeIfAbsent(
          name,
          key -> {
            Peer peer = new Peer(key);
            peer.openByAddress(node);
            return peer;
          });
    }

    private Peer change(JsonNode step) {
      Peer peer = peers.get(Vectors.text(step, "on"));
      String capability = Vectors.text(step, "capability");
      String id = Vectors.text(step, "key");
      boolean grant = Vectors.text(step, "op").equals("grant");
      expect(
          step,
          () -> {
            if (grant) {
              peer.access().grant(capability, id);
            } else {
              peer.access().revoke(capability, id);
            }
          });
      return peer;
    }

    private Peer add(JsonNode step) {
      Peer peer = peers.get(Vectors.text(step, "on"));
      expect(
          step,
          () -> {
            Cid hash = peer.database.add(new CborText(Vectors.text(step, "value")));
            assertThat(hash).hasToString(Vectors.text(step, "hash"));
          });
      return peer;
    }

    private Peer sync(JsonNode step, Function<Peer, Database> which) {
      Peer from = peers.get(Vectors.text(step, "from"));
      Peer to = peers.get(Vectors.text(step, "to"));
      List<Entry> heads = which.apply(from).heads();
      assertThat(hashes(heads)).isEqualTo(texts(step, "sentHeads"));
      Database target = which.apply(to);
      if (step.has("error") && Vectors.text(node, "name").equals(BETTER)) {
        target.join(heads, from.blocks::find);
        better++;
      } else {
        expect(step, () -> target.join(heads, from.blocks::find));
        if (step.has("entries")) {
          assertThat(hashes(target.log().values())).isEqualTo(texts(step, "entries"));
        }
      }
      return to;
    }

    private static void expect(JsonNode step, Runnable action) {
      if (step.has("error")) {
        assertThatThrownBy(action::run).isInstanceOf(AppendDeniedException.class);
      } else {
        action.run();
      }
    }
  }

  /** A writer at a node of its own. */
  private static final class Peer {
    private final String name;
    private final Storage storage = new MemoryStorage();
    private final BlockStore blocks = new BlockStore(storage);
    private final DebrosNode node;
    private EventDatabase database;

    Peer(String name) {
      this.name = name;
      this.node =
          DebrosNode.open(
              NodeSettings.inMemory().withKeyStore(IDENTITIES.keys()).withIdentityName(name),
              storage);
    }

    /** With the descriptions from the file, and none of its entries. */
    void openByAddress(JsonNode history) {
      String address = Vectors.text(history, "address");
      StorageBatch batch = new StorageBatch();
      history.get("blocks").properties().stream()
          .map(block -> HexFormat.of().parseHex(block.getValue().asString()))
          .map(bytes -> new Block(Cid.ofDagCbor(bytes), bytes))
          .filter(block -> !isEntry(block))
          .forEach(block -> blocks.put(batch, block));
      storage.write(batch);
      database = node.openEvents(address, DatabaseOptions.defaults());
    }

    OrbitDbAccessController access() {
      return (OrbitDbAccessController) database.log().access();
    }

    void isAs(JsonNode state) {
      Map<String, Set<String>> capabilities = new HashMap<>();
      state
          .get("capabilities")
          .properties()
          .forEach(
              capability ->
                  capabilities.put(
                      capability.getKey(),
                      new LinkedHashSet<>(
                          capability.getValue().valueStream().map(JsonNode::asString).toList())));
      assertThat(access().capabilities()).isEqualTo(capabilities);
      state
          .get("canAppend")
          .properties()
          .forEach(writer -> mayAppend(writer.getKey(), writer.getValue().asBoolean()));
      assertThat(hashes(access().database().heads())).isEqualTo(texts(state, "aclHeads"));
      assertThat(
              access().database().all().stream()
                  .map(row -> new Shown(row.key(), row.value(), row.hash().toString())))
          .containsExactlyElementsOf(shown(state.get("aclAll")));
    }

    private void mayAppend(String writer, boolean expected) {
      Identity identity = IDENTITIES.get(writer);
      boolean may = access().standing(identity) == Standing.MAY_WRITE;
      assertThat(may).as(writer).isEqualTo(expected);
    }

    void close() {
      node.close();
    }
  }

  private record Shown(String key, CborValue value, String hash) {}

  private static List<Shown> shown(JsonNode rows) {
    return rows.valueStream()
        .map(
            row ->
                new Shown(
                    Vectors.text(row, "key"),
                    VectorValues.plain(row.get("value")),
                    Vectors.text(row, "hash")))
        .toList();
  }

  private static List<String> hashes(List<Entry> entries) {
    return entries.stream().map(entry -> entry.hash().toString()).toList();
  }

  private static List<String> texts(JsonNode node, String field) {
    return node.get(field).valueStream().map(JsonNode::asString).toList();
  }

  private static boolean isEntry(Block block) {
    return new String(block.bytes(), ISO_8859_1).contains("payload");
  }
}
