package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseType;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.DocumentOptions;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * The databases of manifests.json that this version opens: by name at their creator, by address at
 * anybody. Everything else in the file is for {@code ManifestVectorTest}.
 */
class OpenVectorTest {
  private static final JsonNode FILE =
      Vectors.load("manifests.json", "about", "identities", "databases", "addresses", "errors");
  private static final VectorIdentities IDENTITIES = VectorIdentities.load(FILE);

  @TestFactory
  Stream<DynamicTest> open_byNameAtItsCreator_givesTheAddressOfJavaScript() {
    return ours()
        .filter(node -> hasSortedList(node.path("input")))
        .map(node -> DynamicTest.dynamicTest(title(node), () -> opensByName(node)));
  }

  @TestFactory
  Stream<DynamicTest> open_byAddressElsewhere_readsTheManifest() {
    return ours().map(node -> DynamicTest.dynamicTest(title(node), () -> opensByAddress(node)));
  }

  @TestFactory
  Stream<DynamicTest> open_unsupported_isRefused() {
    return Vectors.cases(FILE, "databases")
        .filter(node -> !isOurs(node))
        .map(node -> DynamicTest.dynamicTest(title(node), () -> isRefused(node)));
  }

  @TestFactory
  Stream<DynamicTest> open_errorCases_areRefused() {
    return Vectors.cases(FILE, "errors")
        .filter(node -> node.has("manifestBytes"))
        .map(
            node ->
                DynamicTest.dynamicTest(
                    Vectors.text(node, "name"),
                    () -> {
                      Storage storage = new MemoryStorage();
                      store(storage, Vectors.text(node, "manifestBytes"));
                      refusesAddress(storage, Vectors.text(node, "address"));
                    }));
  }

  private static Stream<JsonNode> ours() {
    return Vectors.cases(FILE, "databases").filter(OpenVectorTest::isOurs);
  }

  private static boolean isOurs(JsonNode node) {
    return typeOf(node.path("input")) != null;
  }

  private static @Nullable DatabaseType<?, ?> typeOf(JsonNode input) {
    return DatabaseTypes.BUILT_IN.stream()
        .filter(type -> type.name().equals(Vectors.text(input, "type")))
        .findFirst()
        .orElse(null);
  }

  /** Others are opened by address only, since we sort what we create. */
  private static boolean hasSortedList(JsonNode input) {
    List<String> write = input.path("write").valueStream().map(JsonNode::asString).toList();
    return write.equals(List.copyOf(new TreeSet<>(write)));
  }

  private static void opensByName(JsonNode node) {
    JsonNode input =
        Vectors.requireFields(
            node.path("input"), "name", "type", "creator", "accessController", "write", "meta");
    List<String> ids =
        input.has("write")
            ? input.path("write").valueStream().map(JsonNode::asString).toList()
            : null;
    DatabaseOptions options =
        DatabaseOptions.defaults()
            .withAccess(new AccessOptions(Vectors.text(input, "accessController"), ids));
    if (input.has("meta")) {
      options = options.withMeta(VectorValues.plain(input.path("meta")));
    }
    Storage storage = new MemoryStorage();
    try (DebrosNode creator = open(storage, Vectors.text(input, "creator"))) {
      Database database =
          create(creator, Vectors.text(input, "name"), Vectors.text(input, "type"), options);

      assertThat(database.address()).hasToString(Vectors.text(node, "address"));
      BlockStore blocks = new BlockStore(storage);
      node.path("blocks")
          .properties()
          .forEach(
              block ->
                  assertThat(blocks.get(Cid.parse(block.getKey())))
                      .isEqualTo(HexFormat.of().parseHex(block.getValue().asString())));
    }
  }

  private static Database create(
      DebrosNode creator, String name, String type, DatabaseOptions options) {
    return switch (type) {
      case "documents" ->
          creator.openDocuments(name, DocumentOptions.defaults().with(defaults -> options));
      case "keyvalue" -> creator.openKeyValue(name, options);
      case "events" -> creator.openEvents(name, options);
      default -> throw Vectors.unknown("type of database", type);
    };
  }

  private static void opensByAddress(JsonNode node) {
    JsonNode reopened = Vectors.requireFields(node.path("reopened"), "name", "type", "meta");
    try (DebrosNode other = open(withBlocksOf(node), "userC")) {
      Database database = other.open(Vectors.text(node, "address"));

      assertThat(database.address()).hasToString(Vectors.text(node, "address"));
      assertThat(database.name()).isEqualTo(Vectors.text(reopened, "name"));
      assertThat(database.type()).isEqualTo(Vectors.text(reopened, "type"));
      assertThat(database.manifest().shownMeta())
          .isEqualTo(VectorValues.plain(reopened.path("meta")));
    }
  }

  private static void isRefused(JsonNode node) {
    refusesAddress(withBlocksOf(node), Vectors.text(node, "address"));
  }

  private static void refusesAddress(Storage storage, String address) {
    try (DebrosNode node = open(storage, "userA")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> node.open(address))
          .withMessageContaining("is not supported");
      assertThat(node.databases()).isEmpty();
    }
  }

  private static Storage withBlocksOf(JsonNode node) {
    Storage storage = new MemoryStorage();
    node.path("blocks").properties().forEach(block -> store(storage, block.getValue().asString()));
    return storage;
  }

  private static void store(Storage storage, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    StorageBatch batch = new StorageBatch();
    new BlockStore(storage).put(batch, new Block(Cid.ofDagCbor(bytes), bytes));
    storage.write(batch);
  }

  private static DebrosNode open(Storage storage, String writer) {
    return DebrosNode.open(
        NodeSettings.inMemory().withKeyStore(IDENTITIES.keys()).withIdentityName(writer), storage);
  }

  private static String title(JsonNode node) {
    return node.path("input").toString();
  }
}
