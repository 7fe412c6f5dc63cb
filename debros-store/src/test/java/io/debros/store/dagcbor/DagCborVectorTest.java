package io.debros.store.dagcbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.BadBlockException;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every case of {@code dag-cbor.json}. */
class DagCborVectorTest {
  private static final JsonNode FILE =
      Vectors.load("dag-cbor.json", "about", "cases", "encodeReject", "decode", "cids");

  @TestFactory
  Stream<DynamicTest> cases_everyValue_sameBytesBothWays() {
    return Vectors.tests(FILE, "cases", DagCborVectorTest::sameBytesBothWays);
  }

  @TestFactory
  Stream<DynamicTest> encodeReject_everyValue_isRefused() {
    return Vectors.tests(FILE, "encodeReject", DagCborVectorTest::isRefused);
  }

  @TestFactory
  Stream<DynamicTest> decode_everyByteString_followsItsPolicy() {
    return Vectors.tests(FILE, "decode", DagCborVectorTest::followsItsPolicy);
  }

  @TestFactory
  Stream<DynamicTest> cids_everyBlock_hasTheseForms() {
    return Vectors.cases(FILE, "cids")
        .map(
            node ->
                DynamicTest.dynamicTest(
                    Vectors.text(node, "base58btc"), () -> hasTheseForms(node)));
  }

  private static void sameBytesBothWays(JsonNode node) {
    Vectors.requireFields(node, "name", "value", "hex", "hash", "cidBase32", "roundTrips");
    byte[] bytes = Vectors.hex(node, "hex");

    assertThat(Cid.ofDagCbor(bytes)).hasToString(Vectors.text(node, "hash"));
    assertThat(Cid.ofDagCbor(bytes).toBase32()).isEqualTo(Vectors.text(node, "cidBase32"));
    if (Vectors.bool(node, "roundTrips")) {
      CborValue value = VectorValues.typed(node.get("value"));
      assertThat(HexFormat.of().formatHex(DagCbor.encode(value)))
          .isEqualTo(Vectors.text(node, "hex"));
      assertThat(DagCbor.decode(bytes)).isEqualTo(value);
    } else { // what JavaScript writes and reads back as something else is not written here
      assertThatIllegalArgumentException().isThrownBy(() -> VectorValues.typed(node.get("value")));
    }
  }

  private static void isRefused(JsonNode node) {
    Vectors.requireFields(node, "name", "value", "error");
    assertThat(Vectors.text(node, "error")).isNotEmpty();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DagCbor.encode(VectorValues.typed(node.get("value"))));
  }

  private static void followsItsPolicy(JsonNode node) {
    Vectors.requireFields(node, "name", "hex", "js", "policy", "why");
    byte[] bytes = Vectors.hex(node, "hex");
    JsonNode js = node.get("js");
    String policy = Vectors.text(node, "policy");

    switch (policy) {
      case "must-accept" -> isAccepted(bytes, js);
      case "must-reject" -> {
        Vectors.requireFields(js, "accepted", "error");
        assertThat(Vectors.bool(js, "accepted")).isFalse();
        isNotDecoded(bytes);
      }
      case "reject-in-entries" -> {
        Vectors.requireFields(js, "accepted", "value", "reencodes", "stable");
        assertThat(Vectors.bool(js, "stable")).isFalse();
        assertThat(Vectors.hex(js, "reencodes")).isNotEqualTo(bytes);
        isNotDecoded(bytes);
      }
      default -> throw Vectors.unknown("policy", policy);
    }
  }

  private static void isAccepted(byte[] bytes, JsonNode js) {
    Vectors.requireFields(js, "accepted", "value", "reencodes", "stable");

    CborValue value = DagCbor.decode(bytes);

    assertThat(value).isEqualTo(VectorValues.typed(js.get("value")));
    assertThat(DagCbor.encode(value)).isEqualTo(Vectors.hex(js, "reencodes")).isEqualTo(bytes);
  }

  private static void isNotDecoded(byte[] bytes) {
    assertThatThrownBy(() -> DagCbor.decode(bytes))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("Bytes are not canonical dag-cbor {reason=");
  }

  private static void hasTheseForms(JsonNode node) {
    Vectors.requireFields(node, "blockHex", "sha256", "cidBytes", "base58btc", "base32");
    byte[] block = Vectors.hex(node, "blockHex");
    String base58 = Vectors.text(node, "base58btc");
    String base32 = Vectors.text(node, "base32");

    Cid cid = Cid.ofDagCbor(block);

    assertThat(Multihash.sha256(block).digest()).isEqualTo(Vectors.hex(node, "sha256"));
    assertThat(cid.bytes()).isEqualTo(Vectors.hex(node, "cidBytes"));
    assertThat(cid).hasToString(base58).isEqualTo(Cid.parse(base58)).isEqualTo(Cid.parse(base32));
    assertThat(cid.toBase32()).isEqualTo(base32);
    assertThat(DagCbor.encode(DagCbor.decode(block))).isEqualTo(block);
  }
}
