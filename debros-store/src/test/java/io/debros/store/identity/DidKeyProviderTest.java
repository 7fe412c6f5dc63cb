package io.debros.store.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockStore;
import io.debros.store.multiformats.Multibase;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.Vectors;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Identities of {@code did:key}: the bytes of JavaScript's provider, and what is refused. */
class DidKeyProviderTest {
  private static final Signatures SIGNATURES = Signatures.open(Signatures.Implementation.PREFERRED);

  private final KeyStore keys = new MemoryKeyStore();
  private final Identity identity = over(keys).create("ada", DidKeyProvider.TYPE);

  @TestFactory
  Stream<DynamicTest> identities_ofJavaScript_areMadeByteForByteAndVerify() throws Exception {
    String file = "/vectors/identity-provider-did.json";
    try (InputStream input = DidKeyProviderTest.class.getResourceAsStream(file)) {
      JsonNode vectors = JsonMapper.shared().readTree(Objects.requireNonNull(input).readAllBytes());
      return Vectors.tests(vectors, "identities", DidKeyProviderTest::isMadeAndVerifies);
    }
  }

  @Test
  void create_sameName_sameIdentityAndOtherNameAnother() {
    assertThat(identity.id()).startsWith("did:key:z6Mk");
    assertThat(over(keys).create("ada", DidKeyProvider.TYPE)).isEqualTo(identity);
    assertThat(over(keys).create("bob", DidKeyProvider.TYPE).id()).isNotEqualTo(identity.id());
  }

  @Test
  void verify_whatItSigned_holdsElsewhere() {
    assertThat(over(new MemoryKeyStore()).verify(identity)).isTrue();
  }

  @Test
  void verify_idOfAnother_doesNotHold() {
    Identity other = over(new MemoryKeyStore()).create("bob", DidKeyProvider.TYPE);

    assertThat(verifies(other.id(), identity.publicKeySignature())).isFalse();
    assertThat(verifies(identity.id(), other.publicKeySignature())).isFalse();
    assertThat(verifies(identity.id(), header(identity) + ".." + signature(other))).isFalse();
  }

  @Test
  void verify_otherFormsOfTheSignature_doNotHold() {
    String header = header(identity);
    String signature = signature(identity);
    String reordered =
        base64("{\"kid\":\"" + identity.id() + "#" + fragment() + "\",\"alg\":\"EdDSA\"}");

    assertThat(verifies(identity.id(), header + ".." + signature)).isTrue();
    for (String form :
        List.of(
            header + "." + signature,
            header + "..",
            header + "..!",
            header + ".." + signature + "==",
            header + ".." + signature + "..x",
            header + "=.." + signature,
            header + ".." + signature.substring(0, 80),
            reordered + ".." + signature,
            "x")) {
      assertThat(verifies(identity.id(), form)).as(form).isFalse();
    }
  }

  @Test
  void verify_idsOfOtherKinds_doNotHold() {
    byte[] key = Multibase.decode(fragment());
    byte[] secp256k1 = key.clone();
    secp256k1[0] = (byte) 0xe7;

    for (String id :
        List.of(
            "did:web:example.org",
            "did:key:z",
            "did:key:z0",
            "did:key:" + Multibase.BASE58BTC.encode(new byte[] {1}),
            "did:key:" + Multibase.BASE58BTC.encode(secp256k1),
            "did:key:" + Multibase.BASE16.encode(key))) {
      assertThat(verifies(id, identity.publicKeySignature())).as(id).isFalse();
    }
  }

  @Test
  void verify_publicKeyOrIdSignatureChanged_doesNotHold() {
    DidKeyProvider provider = new DidKeyProvider(keys);
    String right = identity.publicKeySignature();

    assertThat(provider.verify(identity)).isTrue();
    assertThat(provider.verify(of(identity.publicKey() + "00", right))).isFalse();
    assertThat(provider.verify(of(identity.publicKey() + "0", right))).isFalse();
    assertThat(provider.verify(of("not hexadecimal!", right))).isFalse();
  }

  private static void isMadeAndVerifies(JsonNode node) {
    Vectors.requireFields(
        node,
        "name",
        "seed",
        "signingPrivateKey",
        "id",
        "publicKey",
        "signatures",
        "type",
        "hash",
        "bytes",
        "verifies");
    KeyStore keys = new MemoryKeyStore();
    keys.putIfAbsent(DidKeyProvider.seedId("writer"), Vectors.hex(node, "seed"));
    keys.putIfAbsent(Vectors.text(node, "id"), Vectors.hex(node, "signingPrivateKey"));

    Identity made = over(keys).create("writer", Vectors.text(node, "type"));

    JsonNode signatures = Vectors.requireFields(node.get("signatures"), "id", "publicKey");
    assertThat(made.id()).isEqualTo(Vectors.text(node, "id"));
    assertThat(made.publicKey()).isEqualTo(Vectors.text(node, "publicKey"));
    assertThat(made.idSignature()).isEqualTo(Vectors.text(signatures, "id"));
    assertThat(made.publicKeySignature()).isEqualTo(Vectors.text(signatures, "publicKey"));
    assertThat(made.block().bytes()).isEqualTo(Vectors.hex(node, "bytes"));
    assertThat(made.hash()).hasToString(Vectors.text(node, "hash"));
    assertThat(over(new MemoryKeyStore()).verify(Identity.decode(Vectors.hex(node, "bytes"))))
        .isEqualTo(Vectors.bool(node, "verifies"));
  }

  private boolean verifies(String id, String publicKeySignature) {
    return new DidKeyProvider(keys)
        .verify(
            Identity.of(
                id,
                identity.publicKey(),
                identity.idSignature(),
                publicKeySignature,
                DidKeyProvider.TYPE));
  }

  private Identity of(String publicKey, String publicKeySignature) {
    return Identity.of(
        identity.id(), publicKey, identity.idSignature(), publicKeySignature, DidKeyProvider.TYPE);
  }

  private String fragment() {
    return identity.id().substring("did:key:".length());
  }

  private static String header(Identity identity) {
    return identity.publicKeySignature().split("\\.\\.")[0];
  }

  private static String signature(Identity identity) {
    return identity.publicKeySignature().split("\\.\\.")[1];
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(US_ASCII));
  }

  private static Identities over(KeyStore keys) {
    return Identities.withPublicKeys(
        keys, SIGNATURES, new BlockStore(new MemoryStorage()), List.of(new DidKeyProvider(keys)));
  }
}
