package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.block.Block;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.database.Database;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryOrder;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.TestLog;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.Vectors;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What we do in the cases of {@code quirks.json} that are about logs; the reasons are in the
 * compatibility page.
 */
class QuirkVectorTest {
  private static final JsonNode FILE = Vectors.load("quirks.json", "about", "identities", "quirks");
  private static final VectorIdentities WRITERS = VectorIdentities.load(FILE);

  /** Tested in {@link DatabaseQuirksTest}. */
  private static final Set<String> OF_DATABASES =
      Set.of(
          "documents whose key is a property of every JavaScript object",
          "key-value keys that are properties of every JavaScript object",
          "number and string keys",
          "documents iterator with amount 0 or negative",
          "keyvalue iterator with amount 0 or negative",
          "indexed key-value falls back to an older value",
          "a documents database ignores the encryption option",
          "a string that starts with U+FEFF");

  /** Tested here. */
  private static final Set<String> OF_LOGS =
      Set.of(
          "equal clocks: one identity on two replicas at once",
          "after a revocation peers refuse new entries for a while",
          "clocks that contradict the graph");

  private final MemoryStorage storage = new MemoryStorage();
  private final DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage);

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void file_everyCase_isDecided() {
    Set<String> decided = new HashSet<>(OF_DATABASES);
    decided.addAll(OF_LOGS);

    assertThat(Vectors.cases(FILE, "quirks").map(quirk -> Vectors.text(quirk, "name")))
        .containsExactlyInAnyOrderElementsOf(decided);
  }

  @Test
  void log_equalClocks_hasOneOrderWhateverWasJoinedFirst() {
    JsonNode quirk = quirk("equal clocks: one identity on two replicas at once");
    List<Entry> first = entries(quirk, quirk.get("branches").get(0));
    List<Entry> second = entries(quirk, quirk.get("branches").get(1));
    List<Entry> expected =
        Stream.concat(first.stream(), second.stream()).sorted(EntryOrder.OLDEST_FIRST).toList();

    for (List<List<Entry>> order : List.of(List.of(first, second), List.of(second, first))) {
      TestLog log = log(Vectors.text(quirk, "logId"));
      order.forEach(branch -> log.join(branch, source(quirk)));

      assertThat(log.log().values()).isEqualTo(expected);
      assertThat(log.log().heads()).containsExactly(expected.get(5), expected.get(4));
    }
  }

  @Test
  void log_afterARevocation_takesEveryOffer() {
    JsonNode quirk = quirk("after a revocation peers refuse new entries for a while");
    store(quirk);
    Database database = node.open(Vectors.text(quirk, "address"));
    OrbitDbAccessController access = (OrbitDbAccessController) database.log().access();
    assertThat(access.address()).isEqualTo(Vectors.text(quirk, "aclAddress"));
    access.database().join(entries(quirk, quirk.get("aclHeadsBefore")), source(quirk));
    database.join(entries(quirk, quirk.get("replicaBefore")), source(quirk));
    access.database().join(entries(quirk, quirk.get("aclHeadsAfter")), source(quirk));

    for (JsonNode offer : quirk.get("js").get("offers")) {
      Entry head = entry(quirk, Vectors.text(offer, "head"));
      JoinOutcome outcome = database.offer(List.of(head), source(quirk));

      assertThat(outcome.isComplete()).isTrue();
      assertThat(database.log().has(head.hash())).isTrue();
    }
  }

  @Test
  void log_clocksThatContradictTheGraph_areRefusedAndTheRestJoins() {
    for (JsonNode example : quirk("clocks that contradict the graph").get("js").get("examples")) {
      TestLog log = log(Vectors.text(example, "logId"));
      List<Entry> all = entries(example, example.get("traverse"));

      JoinOutcome outcome = log.offer(all, source(example));

      assertThat(outcome.refused()).isNotEmpty();
      assertThat(outcome.refused())
          .extracting(Refusal::reason)
          .containsOnly(RefusalReason.CLOCK_BACKWARDS);
      assertThat(outcome.entries().size() + outcome.refused().size() + outcome.gaps().size())
          .isEqualTo(all.size());
      assertThat(log.log().values()).isEqualTo(outcome.entries());
    }
  }

  /** Manifests and access lists have to be here for a database to be opened by address. */
  private void store(JsonNode quirk) {
    BlockStore blocks = new BlockStore(storage);
    StorageBatch batch = new StorageBatch();
    quirk
        .get("blocks")
        .properties()
        .forEach(
            block ->
                blocks.put(
                    batch, new Block(Cid.parse(block.getKey()), hex(block.getValue().asString()))));
    storage.write(batch);
  }

  private static TestLog log(String logId) {
    return TestLog.open(logId, WRITERS.keys(), "userA", TestLog.ANYONE, 16);
  }

  private static JsonNode quirk(String name) {
    return Vectors.cases(FILE, "quirks")
        .filter(quirk -> Vectors.text(quirk, "name").equals(name))
        .findFirst()
        .orElseThrow(() -> Vectors.unknown("quirk", name));
  }

  private static List<Entry> entries(JsonNode quirk, JsonNode hashes) {
    return texts(hashes).stream().map(hash -> entry(quirk, hash)).toList();
  }

  private static Entry entry(JsonNode quirk, String hash) {
    return Entry.decode(source(quirk).fetch(Cid.parse(hash)));
  }

  private static BlockSource source(JsonNode quirk) {
    return cid -> {
      JsonNode block = quirk.get("blocks").path(cid.toString());
      if (block.isString()) {
        return hex(block.asString());
      }
      return WRITERS.all().values().stream()
          .filter(identity -> identity.hash().equals(cid))
          .map(identity -> identity.block().bytes())
          .findFirst()
          .orElse(null);
    };
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }
}
