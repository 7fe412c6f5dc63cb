package io.debros.store.libp2p.peer;

import static io.debros.store.testing.Vectors.hex;
import static io.debros.store.testing.Vectors.requireFields;
import static io.debros.store.testing.Vectors.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multibase;
import io.debros.store.multiformats.Multihash;
import io.debros.store.testing.Libp2pVectors;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The keys that JavaScript made: their messages, ids, printed forms and signatures. */
class KeysVectorTest {
  private static final int LIBP2P_KEY = 0x72;

  @TestFactory
  Stream<DynamicTest> publicKey_everyVector_hasItsIdAndVerifies() {
    return keys(KeysVectorTest::checkPublicKey);
  }

  @TestFactory
  Stream<DynamicTest> peerId_everyVector_hasAllItsForms() {
    return keys(KeysVectorTest::checkPeerId);
  }

  @TestFactory
  Stream<DynamicTest> privateKey_everyVector_signsTheSameIfItIsEd25519() {
    return keys(KeysVectorTest::checkPrivateKey);
  }

  private static void checkPublicKey(JsonNode key) {
    byte[] message = text(key, "signedMessageUtf8").getBytes(UTF_8);
    byte[] signature = hex(key, "signature");

    PublicKey decoded = PublicKey.decode(hex(key, "publicKeyProtobuf"));

    assertThat(decoded.type().name()).isEqualToIgnoringCase(text(key, "type"));
    assertThat(decoded.data()).isEqualTo(hex(key, "publicKeyRaw"));
    assertThat(decoded.bytes()).isEqualTo(hex(key, "publicKeyProtobuf"));
    assertThat(PeerId.of(decoded).bytes()).isEqualTo(hex(key, "peerIdMultihash"));
    assertThat(decoded.verify(message, signature)).isTrue();
    assertThat(decoded.verify("hello libp2q".getBytes(UTF_8), signature)).isFalse();
    assertThat(decoded.verify(message, changed(signature))).isFalse();
    assertThat(decoded.verify(message, new byte[0])).isFalse();
    assertThat(decoded.verify(message, Arrays.copyOf(signature, signature.length + 1))).isFalse();
  }

  private static void checkPeerId(JsonNode key) {
    PeerId id = PeerId.decode(hex(key, "peerIdMultihash"));
    Cid cid = Cid.of(LIBP2P_KEY, Multihash.decode(id.bytes(), 0));

    assertThat(id.isOf(publicKey(key))).isTrue();
    assertThat(id).hasToString(text(key, "peerIdBase58"));
    assertThat(PeerId.parse(text(key, "peerIdBase58"))).isEqualTo(id).hasSameHashCodeAs(id);
    assertThat(PeerId.parse(base36(key))).isEqualTo(id);
    assertThat(PeerId.parse(text(key, "peerIdCidBase32"))).isEqualTo(id);
    assertThat(cid.toBase32()).isEqualTo(text(key, "peerIdCidBase32"));
    assertThat(Multibase.BASE36.encode(cid.bytes())).isEqualTo(base36(key));
    if (text(key, "type").equals("RSA")) {
      assertThat(id.publicKey()).isNull();
    } else {
      assertThat(id.publicKey()).isEqualTo(publicKey(key));
    }
  }

  private static void checkPrivateKey(JsonNode key) {
    requireFields(
        key,
        "type",
        "privateKeyProtobuf",
        "privateKeyRaw",
        "seed",
        "publicKeyRaw",
        "publicKeyProtobuf",
        "peerIdMultihash",
        "peerIdBase58",
        "peerIdCidBase36",
        "peerIdCidBase32",
        "signedMessageUtf8",
        "signature");
    byte[] message = hex(key, "privateKeyProtobuf");
    if (!text(key, "type").equals("Ed25519")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PrivateKey.decode(message))
          .withMessageContaining("not an Ed25519 key of libp2p");
      return;
    }

    PrivateKey decoded = PrivateKey.decode(message);

    assertThat(decoded.bytes()).isEqualTo(message);
    assertThat(message).containsSequence(hex(key, "seed"));
    assertThat(decoded.peerId()).hasToString(text(key, "peerIdBase58"));
    assertThat(decoded.sign(text(key, "signedMessageUtf8").getBytes(UTF_8)))
        .isEqualTo(hex(key, "signature"));
    assertThat(decoded.toString()).doesNotContain(text(key, "seed"));
  }

  private static PublicKey publicKey(JsonNode key) {
    return PublicKey.decode(hex(key, "publicKeyProtobuf"));
  }

  private static String base36(JsonNode key) {
    return text(key, "peerIdCidBase36");
  }

  private static byte[] changed(byte[] signature) {
    byte[] other = signature.clone();
    other[other.length / 2] ^= 1;
    return other;
  }

  private static Stream<DynamicTest> keys(Consumer<JsonNode> check) {
    return Libp2pVectors.load("keys")
        .propertyStream()
        .map(key -> DynamicTest.dynamicTest(key.getKey(), () -> check.accept(key.getValue())));
  }
}
