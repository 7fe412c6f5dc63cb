package io.debros.store.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.block.BlockStore;
import io.debros.store.error.BadBlockException;
import io.debros.store.identity.Signatures.Implementation;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.Vectors;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every case of {@code identities.json}, with both implementations of signatures. */
class IdentityVectorTest {
  private static final JsonNode FILE =
      Vectors.load(
          "identities.json",
          "about",
          "identities",
          "signatures",
          "verify",
          "invalidIdentities",
          "customProvider");

  @TestFactory
  Stream<DynamicTest> identities_ofEveryName_haveTheseParts() {
    return withBoth("identities", IdentityVectorTest::hasTheseParts);
  }

  @TestFactory
  Stream<DynamicTest> signatures_ofEveryMessage_haveTheseBytes() {
    return withBoth("signatures", IdentityVectorTest::hasTheseBytes);
  }

  @TestFactory
  Stream<DynamicTest> verify_everySignature_givesThisResult() {
    return withBoth("verify", IdentityVectorTest::givesThisResult);
  }

  @TestFactory
  Stream<DynamicTest> invalidIdentities_everyBlock_verifiesOrNot() {
    return withBoth("invalidIdentities", IdentityVectorTest::verifiesOrNot);
  }

  @TestFactory
  Stream<DynamicTest> customProvider_ofTheFile_givesThisIdentity() {
    return implementations()
        .map(
            signatures ->
                DynamicTest.dynamicTest(
                    "custom", () -> givesThisIdentity(FILE.get("customProvider"), signatures)));
  }

  private interface Check {
    void check(JsonNode node, Signatures signatures);
  }

  private static Stream<Signatures> implementations() {
    return Stream.of(Implementation.NATIVE, Implementation.JAVA).map(Signatures::open);
  }

  private static Stream<DynamicTest> withBoth(String section, Check check) {
    return implementations()
        .flatMap(
            signatures ->
                Vectors.cases(FILE, section)
                    .map(
                        node ->
                            DynamicTest.dynamicTest(
                                node.path("name").asString(section),
                                () -> check.check(node, signatures))));
  }

  private static void hasTheseParts(JsonNode node, Signatures signatures) {
    VectorIdentities loaded = VectorIdentities.load(FILE, signatures);
    Identity identity = loaded.get(Vectors.text(node, "name"));
    Identities identities = loaded.over(new BlockStore(new MemoryStorage()));

    assertThat(identities.verify(Identity.decode(Vectors.hex(node, "bytes")))).isTrue();
    assertThat(Identity.decode(Vectors.hex(node, "bytes"))).isEqualTo(identity);
    assertThat(identity.id().getBytes(UTF_8)).isEqualTo(Vectors.hex(node, "signedForId"));
    assertThat(identity.signedByProvider().getBytes(UTF_8))
        .isEqualTo(Vectors.hex(node, "signedForPublicKey"));
    assertThat(signatures.publicKey(Vectors.hex(node, "rootPrivateKey")))
        .isEqualTo(Vectors.text(node, "rootPublicKey"));
    assertThat(node.get("keystoreEntries").propertyNames()).hasSize(2);
    node.get("keystoreEntries")
        .properties()
        .forEach(
            key ->
                assertThat(storedKey(loaded, key.getKey())).isEqualTo(key.getValue().asString()));
  }

  private static String storedKey(VectorIdentities loaded, String jsKey) {
    assertThat(jsKey).startsWith("private_");
    byte[] key = loaded.keys().find(jsKey.substring("private_".length()));
    return HexFormat.of().formatHex(key);
  }

  private static void hasTheseBytes(JsonNode node, Signatures signatures) {
    Vectors.requireFields(node, "privateKey", "publicKey", "message", "signature");
    byte[] key = Vectors.hex(node, "privateKey");
    byte[] message = Vectors.hex(node, "message");
    String signature = Vectors.text(node, "signature");

    assertThat(signatures.publicKey(key)).isEqualTo(Vectors.text(node, "publicKey"));
    assertThat(signatures.sign(key, message)).isEqualTo(signature);
    assertThat(signatures.verify(signature, Vectors.text(node, "publicKey"), message)).isTrue();
  }

  private static void givesThisResult(JsonNode node, Signatures signatures) {
    Vectors.requireFields(node, "name", "publicKey", "message", "signature", "result", "error");
    String key = Vectors.text(node, "publicKey");
    String signature = Vectors.text(node, "signature");
    byte[] message = Vectors.hex(node, "message");
    JsonNode result = node.get("result");

    if (result.isBoolean()) {
      assertThat(signatures.verify(signature, key, message)).isEqualTo(result.asBoolean());
    } else if (result.asString().equals("throws")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> signatures.verify(signature, key, message));
    } else {
      throw Vectors.unknown("result", result);
    }
  }

  private static void verifiesOrNot(JsonNode node, Signatures signatures) {
    Vectors.requireFields(node, "name", "bytes", "hash", "js", "why");
    JsonNode js = Vectors.requireFields(node.get("js"), "verifies", "error");
    byte[] bytes = Vectors.hex(node, "bytes");
    Identities identities = VectorIdentities.load(FILE, signatures).over(noBlocks());

    assertThat(Cid.ofDagCbor(bytes)).hasToString(Vectors.text(node, "hash"));
    assertThat(verifies(identities, bytes)).isEqualTo(Vectors.bool(js, "verifies"));
  }

  private static boolean verifies(Identities identities, byte[] bytes) {
    try {
      Identity identity = Identity.decode(bytes);
      return identities.supports(identity.type()) && identities.verify(identity);
    } catch (BadBlockException incomplete) {
      return false;
    }
  }

  private static void givesThisIdentity(JsonNode node, Signatures signatures) {
    Vectors.requireFields(
        node,
        "type",
        "rule",
        "idOption",
        "signingPrivateKey",
        "keystoreEntries",
        "id",
        "publicKey",
        "signatures",
        "hash",
        "bytes",
        "verifies");
    requireRule(node.get("rule"));
    KeyStore keys = new MemoryKeyStore();
    keys.putIfAbsent(Vectors.text(node, "id"), Vectors.hex(node, "signingPrivateKey"));
    IdentityProvider provider = new CustomProvider(Vectors.text(node, "type"));
    SecureRandom random = new SecureRandom();
    Identities identities = new Identities(keys, signatures, random, noBlocks(), List.of(provider));
    JsonNode given = Vectors.requireFields(node.get("signatures"), "id", "publicKey");

    Identity identity = identities.create(Vectors.text(node, "idOption"), provider.type());

    assertThat(identity.id()).isEqualTo(Vectors.text(node, "id"));
    assertThat(identity.publicKey()).isEqualTo(Vectors.text(node, "publicKey"));
    assertThat(identity.idSignature()).isEqualTo(Vectors.text(given, "id"));
    assertThat(identity.publicKeySignature()).isEqualTo(Vectors.text(given, "publicKey"));
    assertThat(identity.hash()).hasToString(Vectors.text(node, "hash"));
    assertThat(identity.block().bytes()).isEqualTo(Vectors.hex(node, "bytes"));
    assertThat(node.get("keystoreEntries").propertyNames())
        .containsExactly("private_" + identity.id());
    Identities others = new Identities(keys, signatures, random, noBlocks(), List.of(provider));
    assertThat(others.verify(Identity.decode(Vectors.hex(node, "bytes"))))
        .isEqualTo(Vectors.bool(node, "verifies"));
  }

  private static void requireRule(JsonNode rule) {
    Vectors.requireFields(rule, "id", "signIdentity", "verifyIdentity");
    assertThat(Vectors.text(rule, "id")).isEqualTo("custom-id:<id option>");
    assertThat(Vectors.text(rule, "signIdentity")).isEqualTo("signed:<publicKey><signatures.id>");
  }

  private static BlockStore noBlocks() {
    return new BlockStore(new MemoryStorage());
  }

  /** The rules in the file. */
  private record CustomProvider(String type) implements IdentityProvider {
    @Override
    public String id(String name) {
      return "custom-id:" + name;
    }

    @Override
    public String sign(String name, String text) {
      return "signed:" + text;
    }

    @Override
    public boolean verify(Identity identity) {
      return identity.publicKeySignature().equals("signed:" + identity.signedByProvider());
    }
  }
}
