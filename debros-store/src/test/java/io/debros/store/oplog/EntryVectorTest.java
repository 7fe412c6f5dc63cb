package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every case of {@code entries.json}. */
class EntryVectorTest {
  private static final JsonNode FILE =
      Vectors.load("entries.json", "about", "identities", "entries", "errors");
  private static final VectorIdentities WRITERS = VectorIdentities.load(FILE);
  private static final Identities IDENTITIES = WRITERS.over(new BlockStore(new MemoryStorage()));

  @TestFactory
  Stream<DynamicTest> entries_everyInput_hasTheseBytes() {
    return Vectors.tests(FILE, "entries", EntryVectorTest::hasTheseBytes);
  }

  @TestFactory
  Stream<DynamicTest> errors_everyInput_isRefused() {
    return Vectors.tests(FILE, "errors", EntryVectorTest::isRefused);
  }

  private static void hasTheseBytes(JsonNode node) {
    Vectors.requireFields(
        node,
        "name",
        "identity",
        "id",
        "payload",
        "clock",
        "next",
        "refs",
        "v",
        "signedBytes",
        "sig",
        "key",
        "identityHash",
        "hash",
        "bytes",
        "verifies");
    Identity identity = WRITERS.get(Vectors.text(node, "identity"));
    String logId = Vectors.text(node, "id");
    CborValue payload = VectorValues.typed(node.get("payload"));
    JsonNode time = Vectors.requireFields(node.get("clock"), "id", "time").get("time");
    Clock clock = new Clock(Vectors.text(node.get("clock"), "id"), time.asLong());
    List<Cid> next = hashes(node.get("next"));
    List<Cid> refs = hashes(node.get("refs"));

    Entry created = Entry.create(IDENTITIES, identity, logId, payload, clock, next, refs);

    assertThat(created.bytes()).isEqualTo(Vectors.hex(node, "bytes"));
    assertThat(created.hash()).hasToString(Vectors.text(node, "hash"));
    Entry decoded = Entry.decode(Vectors.hex(node, "bytes"));
    assertThat(decoded).isEqualTo(created);
    assertThat(node.get("v").asInt()).isEqualTo(EntryFormat.VERSION);
    assertThat(decoded.signedBytes()).isEqualTo(Vectors.hex(node, "signedBytes"));
    assertThat(decoded.signature()).isEqualTo(Vectors.text(node, "sig"));
    assertThat(decoded.key()).isEqualTo(Vectors.text(node, "key"));
    assertThat(decoded.identity()).hasToString(Vectors.text(node, "identityHash"));
    assertThat(decoded.logId()).isEqualTo(logId);
    assertThat(decoded.payload()).isEqualTo(payload);
    assertThat(decoded.clock()).isEqualTo(clock);
    assertThat(decoded.next()).isEqualTo(next);
    assertThat(decoded.refs()).isEqualTo(refs);
    assertThat(decoded.verify(IDENTITIES)).isEqualTo(Vectors.bool(node, "verifies"));
  }

  private static void isRefused(JsonNode node) {
    Vectors.requireFields(node, "name", "error");
    Identity identity = WRITERS.get("userA");
    CborText payload = new CborText("hello");

    switch (Vectors.text(node, "name")) {
      case "identity missing" -> isRefused(null, "log-1", payload, List.of());
      case "id missing" -> isRefused(identity, null, payload, List.of());
      case "payload missing" -> isRefused(identity, "log-1", null, List.of());
      case "next not a list" -> isRefused(identity, "log-1", payload, null);
      default -> throw Vectors.unknown("error", node);
    }
  }

  private static void isRefused(
      Identity identity, String logId, CborValue payload, List<Cid> next) {
    Clock clock = new Clock("02", 1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Entry.create(IDENTITIES, identity, logId, payload, clock, next, List.of()))
        .withMessageContaining("Entry lacks a part");
  }

  private static List<Cid> hashes(JsonNode list) {
    return list.valueStream().map(hash -> Cid.parse(hash.asString())).toList();
  }
}
