package io.debros.store.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.block.Block;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every case of {@code manifests.json}. */
class ManifestVectorTest {
  private static final Set<String> TYPES = Set.of("events", "documents", "keyvalue");
  private static final Set<String> CONTROLLERS = Set.of("ipfs", "orbitdb");
  private static final JsonNode FILE =
      Vectors.load("manifests.json", "about", "identities", "databases", "addresses", "errors");

  private static final Map<String, String> CREATORS =
      Vectors.cases(FILE, "identities")
          .collect(
              Collectors.toMap(
                  node -> Vectors.text(node, "name"), node -> Vectors.text(node, "id")));

  @TestFactory
  Stream<DynamicTest> databases_everyInput_sameBlocksAndAddress() {
    return Vectors.cases(FILE, "databases")
        .map(node -> DynamicTest.dynamicTest(title(node), () -> sameBlocksAndAddress(node)));
  }

  @TestFactory
  Stream<DynamicTest> databases_everyBlock_readsAsReopened() {
    return Vectors.cases(FILE, "databases")
        .map(node -> DynamicTest.dynamicTest(title(node), () -> readsAsReopened(node)));
  }

  @TestFactory
  Stream<DynamicTest> addresses_everyText_validOrRefused() {
    return Vectors.cases(FILE, "addresses")
        .map(
            node ->
                DynamicTest.dynamicTest(
                    "'" + Vectors.text(node, "address") + "'", () -> validOrRefused(node)));
  }

  @TestFactory
  Stream<DynamicTest> errors_everyDatabase_isNotSupported() {
    return Vectors.tests(FILE, "errors", ManifestVectorTest::isNotSupported);
  }

  @Test
  void identities_theirBlocks_holdTheFields() {
    Vectors.cases(FILE, "identities")
        .forEach(
            node -> {
              Vectors.requireFields(
                  node,
                  "name",
                  "rootPrivateKey",
                  "signingPrivateKey",
                  "id",
                  "publicKey",
                  "signatures",
                  "type",
                  "hash",
                  "bytes");
              byte[] bytes = Vectors.hex(node, "bytes");

              assertThat(Cid.ofDagCbor(bytes)).hasToString(Vectors.text(node, "hash"));
              assertThat(DagCbor.decode(bytes))
                  .isEqualTo(VectorValues.plainMap(identityFields(node)));
            });
  }

  private static void sameBlocksAndAddress(JsonNode node) {
    requireKnownFields(node);
    Map<Cid, String> expected = new HashMap<>();
    node.get("blocks")
        .properties()
        .forEach(block -> expected.put(Cid.parse(block.getKey()), block.getValue().asString()));
    Map<Cid, String> created = new HashMap<>();

    String controller = accessController(node.get("input"), created);
    Manifest manifest = manifest(node.get("input"), controller);
    add(manifest.toBlock(), created);

    assertThat(controller).isEqualTo(Vectors.text(node.get("accessController"), "address"));
    assertThat(created).isEqualTo(expected);
    assertThat(created)
        .containsEntry(
            Cid.parse(controller.substring(controller.lastIndexOf('/') + 1)),
            Vectors.text(node.get("accessController"), "bytes"));
    assertThat(manifest.toBlock().bytes()).isEqualTo(Vectors.hex(node, "manifestBytes"));
    assertThat(manifest.address().manifest()).hasToString(Vectors.text(node, "hash"));
    assertThat(manifest.address()).hasToString(Vectors.text(node, "address"));
    assertThat(manifest.address().topic()).isEqualTo(Vectors.text(node, "pubsubTopic"));
    assertThat(manifest.address().headsProtocol()).isEqualTo(Vectors.text(node, "headsProtocol"));
    manifest.requireSupported(TYPES, CONTROLLERS);
  }

  private static void readsAsReopened(JsonNode node) {
    requireKnownFields(node);
    JsonNode reopened = Vectors.requireFields(node.get("reopened"), "name", "type", "meta");
    byte[] bytes = Vectors.hex(node, "manifestBytes");
    byte[] controller = Vectors.hex(node.get("accessController"), "bytes");

    Manifest manifest = Manifest.decode(bytes);

    assertThat(manifest.toBlock().bytes()).isEqualTo(bytes);
    assertThat(DagCbor.decode(bytes)).isEqualTo(VectorValues.plain(node.get("manifest")));
    assertThat(manifest.name()).isEqualTo(Vectors.text(reopened, "name"));
    assertThat(manifest.type()).isEqualTo(Vectors.text(reopened, "type"));
    assertThat(manifest.shownMeta()).isEqualTo(VectorValues.plain(reopened.get("meta")));
    assertThat(manifest.accessControllerType())
        .isEqualTo(Vectors.text(node.get("input"), "accessController"));
    assertThat(DagCbor.decode(controller))
        .isEqualTo(VectorValues.plain(node.get("accessController").get("manifest")));
    assertThat(decodedController(manifest, controller).bytes()).isEqualTo(controller);
  }

  private static void validOrRefused(JsonNode node) {
    Vectors.requireFields(node, "address", "valid", "parsed");
    String text = Vectors.text(node, "address");

    assertThat(Address.isAddress(text)).isEqualTo(Vectors.bool(node, "valid"));
    if (Vectors.bool(node, "valid")) {
      JsonNode parsed = Vectors.requireFields(node.get("parsed"), "protocol", "hash", "string");
      Address address = Address.parse(text);
      // JavaScript keeps doubled and trailing slashes, and fails on them later
      assertThat(address.manifest()).hasToString(Vectors.text(parsed, "hash").replace("/", ""));
      assertThat(address)
          .hasToString("/" + Vectors.text(parsed, "protocol") + "/" + address.manifest());
      assertThat(Vectors.text(parsed, "string").replace("/", ""))
          .isEqualTo(address.toString().replace("/", ""));
    } else {
      Vectors.text(Vectors.requireFields(node.get("parsed"), "error"), "error");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Address.parse(text))
          .withMessageContaining("Not a valid OrbitDB address {address=" + text + "}");
    }
  }

  private static void isNotSupported(JsonNode node) {
    Vectors.requireFields(node, "name", "manifestBytes", "address", "error");
    Manifest manifest = unsupportedManifest(node);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> manifest.requireSupported(TYPES, CONTROLLERS))
        .withMessageContaining(
            TYPES.contains(manifest.type())
                ? "Access controller type is not supported {type=" + manifest.accessControllerType()
                : "Database type is not supported {type=" + manifest.type());
    assertThat(Vectors.text(node, "error")).isNotEmpty();
  }

  /** The manifest of a case; a case without one opens a new database of an unknown type. */
  private static Manifest unsupportedManifest(JsonNode node) {
    if (node.has("manifestBytes")) {
      Manifest manifest = Manifest.decode(Vectors.hex(node, "manifestBytes"));
      assertThat(manifest.address()).hasToString(Vectors.text(node, "address"));
      return manifest;
    }
    if (!Vectors.text(node, "name").equals("unknown type")) {
      throw Vectors.unknown("error", node);
    }
    return new Manifest("database", "nope", "/ipfs/zdpu", null);
  }

  /** Builds the access controller of an input, adds its blocks, and returns its address. */
  private static String accessController(JsonNode input, Map<Cid, String> created) {
    IpfsAccessList list = new IpfsAccessList(writers(input));
    add(list.toBlock(), created);
    switch (Vectors.text(input, "accessController")) {
      case "ipfs":
        return list.address();
      case "orbitdb":
        Manifest acl = new Manifest(Vectors.text(input, "name"), "keyvalue", list.address(), null);
        add(acl.toBlock(), created);
        return acl.address().toString();
      default:
        throw Vectors.unknown("access controller", input);
    }
  }

  private static List<String> writers(JsonNode input) {
    return input.has("write")
        ? input.get("write").valueStream().map(JsonNode::asString).toList()
        : List.of(CREATORS.get(Vectors.text(input, "creator")));
  }

  private static Manifest manifest(JsonNode input, String controller) {
    @Nullable CborValue meta = input.has("meta") ? VectorValues.plain(input.get("meta")) : null;
    return new Manifest(Vectors.text(input, "name"), Vectors.text(input, "type"), controller, meta);
  }

  private static Block decodedController(Manifest manifest, byte[] controller) {
    return manifest.accessControllerType().equals(IpfsAccessList.TYPE)
        ? IpfsAccessList.decode(controller).toBlock()
        : Manifest.decode(controller).toBlock();
  }

  private static void add(Block block, Map<Cid, String> blocks) {
    blocks.put(block.cid(), HexFormat.of().formatHex(block.bytes()));
  }

  private static void requireKnownFields(JsonNode node) {
    Vectors.requireFields(
        node,
        "input",
        "accessController",
        "manifest",
        "manifestBytes",
        "hash",
        "address",
        "pubsubTopic",
        "headsProtocol",
        "reopened",
        "blocks",
        "note");
    Vectors.requireFields(
        node.get("input"), "name", "type", "creator", "accessController", "write", "meta");
    Vectors.requireFields(node.get("accessController"), "address", "manifest", "bytes");
  }

  private static JsonNode identityFields(JsonNode node) {
    return node.deepCopy().asObject().retain("id", "publicKey", "signatures", "type");
  }

  private static String title(JsonNode node) {
    return Vectors.text(node.get("input"), "name")
        + " by "
        + Vectors.text(node.get("input"), "creator");
  }
}
