package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.NotFoundException;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.TestLog;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.Vectors;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every case of {@code logs-linear.json}, {@code logs-forked.json} and {@code iterators.json}. */
class LogVectorTest {
  private static final JsonNode LINEAR =
      Vectors.load("logs-linear.json", "about", "identities", "logs");
  private static final JsonNode FORKED =
      Vectors.load("logs-forked.json", "about", "identities", "scenarios");
  private static final JsonNode ITERATORS =
      Vectors.load("iterators.json", "about", "identities", "logs");

  @TestFactory
  Stream<DynamicTest> linear_everyLog_hasTheseEntries() {
    VectorIdentities writers = VectorIdentities.load(LINEAR);
    return Vectors.tests(LINEAR, "logs", log -> new LinearLog(log, writers).run());
  }

  @TestFactory
  Stream<DynamicTest> forked_everyScenario_hasTheseStates() {
    VectorIdentities writers = VectorIdentities.load(FORKED);
    return Vectors.tests(FORKED, "scenarios", log -> new Scenario(log, writers).run());
  }

  @TestFactory
  Stream<DynamicTest> iterators_everyQuery_showsTheseEntries() {
    VectorIdentities writers = VectorIdentities.load(ITERATORS);
    return Vectors.tests(ITERATORS, "logs", log -> new Queries(log, writers).run());
  }

  static List<String> texts(JsonNode list) {
    assertThat(list.isArray()).isTrue();
    return list.valueStream().map(JsonNode::asString).toList();
  }

  /** One writer appends; some sizes have a snapshot. */
  private record LinearLog(JsonNode node, VectorIdentities writers) {
    void run() {
      Vectors.requireFields(
          node,
          "name",
          "logId",
          "identity",
          "referencesCount",
          "size",
          "payload",
          "entries",
          "snapshots");
      assertThat(Vectors.text(node, "payload")).isEqualTo("\"entry\"+i");
      assertThat(node.get("entries").size()).isEqualTo(node.get("size").asInt());
      TestLog log =
          TestLog.open(
              Vectors.text(node, "logId"),
              writers.keys(),
              Vectors.text(node, "identity"),
              TestLog.ANYONE,
              node.get("referencesCount").asInt());
      List<String> hashes = new ArrayList<>();
      for (JsonNode expected : node.get("entries").values()) {
        append(log, expected, hashes);
        node.get("snapshots")
            .valueStream()
            .filter(snapshot -> snapshot.get("size").asInt() == hashes.size())
            .forEach(snapshot -> isInState(log, snapshot, hashes));
      }
      assertThat(log.values()).isEqualTo(hashes);
      assertThat(log.reopen().values()).isEqualTo(log.log().values());
    }

    private static void append(TestLog log, JsonNode expected, List<String> hashes) {
      Vectors.requireFields(expected, "hash", "bytes", "refs");
      Entry entry = log.append(new CborText("entry" + hashes.size()));
      assertThat(entry.hash()).hasToString(Vectors.text(expected, "hash"));
      if (expected.has("bytes")) {
        assertThat(entry.bytes()).isEqualTo(Vectors.hex(expected, "bytes"));
      }
      List<String> refs =
          expected.get("refs").valueStream().map(at -> hashes.get(at.asInt())).toList();
      assertThat(entry.refs()).map(Cid::toString).isEqualTo(refs);
      hashes.add(entry.hash().toString());
    }

    private static void isInState(TestLog log, JsonNode snapshot, List<String> hashes) {
      Vectors.requireFields(
          snapshot, "size", "heads", "storedHeads", "clockTime", "valuesCount", "last");
      assertThat(log.heads()).isEqualTo(texts(snapshot.get("heads")));
      assertThat(log.log().headsJson()).isEqualTo(Vectors.text(snapshot, "storedHeads"));
      assertThat(log.reopen().headsJson()).isEqualTo(Vectors.text(snapshot, "storedHeads"));
      assertThat(log.log().time()).isEqualTo(snapshot.get("clockTime").asLong());
      assertThat(log.values()).hasSize(snapshot.get("valuesCount").asInt()).isEqualTo(hashes);
      assertThat(hashes.get(hashes.size() - 1)).isEqualTo(Vectors.text(snapshot, "last"));
    }
  }

  /** Several replicas append and join. */
  private static final class Scenario {
    private final JsonNode node;
    private final VectorIdentities writers;
    private final Map<String, TestLog> replicas = new LinkedHashMap<>();
    private final BlockSource everyBlock;

    Scenario(JsonNode node, VectorIdentities writers) {
      this.node = node;
      this.writers = writers;
      this.everyBlock = cid -> block(node.get("blocks"), writers, cid);
    }

    void run() {
      Vectors.requireFields(
          node, "name", "logId", "referencesCount", "replicas", "steps", "final", "blocks");
      Vectors.cases(node, "replicas").forEach(this::open);
      Vectors.cases(node, "steps").forEach(this::step);
      assertThat(node.get("final").size()).isEqualTo(replicas.size());
      node.get("final")
          .properties()
          .forEach(state -> isFinal(replica(state.getKey()), state.getValue()));
    }

    private void open(JsonNode replica) {
      Vectors.requireFields(replica, "name", "identity");
      replicas.put(
          Vectors.text(replica, "name"),
          TestLog.open(
              Vectors.text(node, "logId"),
              writers.keys(),
              Vectors.text(replica, "identity"),
              TestLog.ANYONE,
              node.get("referencesCount").asInt()));
    }

    private void step(JsonNode step) {
      switch (Vectors.text(step, "op")) {
        case "append" -> append(step);
        case "join" -> join(step);
        case "joinEntry" -> joinEntry(step);
        default -> throw Vectors.unknown("step", step);
      }
    }

    private void append(JsonNode step) {
      Vectors.requireFields(step, "op", "replica", "payload", "hash", "clockTime", "heads");
      TestLog replica = replica(Vectors.text(step, "replica"));

      Entry entry = replica.append(new CborText(Vectors.text(step, "payload")));

      assertThat(entry.hash()).hasToString(Vectors.text(step, "hash"));
      assertThat(entry.clock().time()).isEqualTo(step.get("clockTime").asLong());
      assertThat(replica.heads()).isEqualTo(texts(step.get("heads")));
    }

    private void join(JsonNode step) {
      Vectors.requireFields(step, "op", "into", "from", "heads", "storedHeads");
      TestLog into = replica(Vectors.text(step, "into"));

      into.join(replica(Vectors.text(step, "from")));

      hasHeads(into, step);
    }

    private void joinEntry(JsonNode step) {
      Vectors.requireFields(step, "op", "into", "hash", "result", "heads", "storedHeads");
      TestLog into = replica(Vectors.text(step, "into"));
      Cid hash = Cid.parse(Vectors.text(step, "hash"));

      JoinOutcome outcome = into.join(List.of(Entry.decode(everyBlock.fetch(hash))), everyBlock);

      assertThat(!outcome.heads().isEmpty()).isEqualTo(Vectors.bool(step, "result"));
      hasHeads(into, step);
    }

    private static void hasHeads(TestLog replica, JsonNode state) {
      assertThat(replica.heads()).isEqualTo(texts(state.get("heads")));
      assertThat(replica.log().headsJson()).isEqualTo(Vectors.text(state, "storedHeads"));
    }

    private static void isFinal(TestLog replica, JsonNode state) {
      Vectors.requireFields(state, "heads", "storedHeads", "values", "clockTime");
      hasHeads(replica, state);
      assertThat(replica.values()).isEqualTo(texts(state.get("values")));
      assertThat(replica.log().time()).isEqualTo(state.get("clockTime").asLong());
      assertThat(replica.reopen().headsJson()).isEqualTo(Vectors.text(state, "storedHeads"));
    }

    private TestLog replica(String name) {
      TestLog replica = replicas.get(name);
      if (replica == null) {
        throw Vectors.unknown("replica", name);
      }
      return replica;
    }
  }

  /** A finished log is joined and queried. */
  record Queries(JsonNode node, VectorIdentities writers) {
    void run() {
      Vectors.requireFields(
          node, "name", "logId", "replica", "order", "heads", "queries", "blocks");
      TestLog log =
          TestLog.open(Vectors.text(node, "logId"), writers.keys(), "userA", TestLog.ANYONE, 16);
      BlockSource source = cid -> block(node.get("blocks"), writers, cid);
      List<String> heads = texts(node.get("heads"));
      log.join(
          heads.stream().map(hash -> Entry.decode(source.fetch(Cid.parse(hash)))).toList(), source);

      showAllOf(log);
    }

    /** The log has the entries of this one, however it came to them. */
    void showAllOf(TestLog log) {
      assertThat(log.heads()).isEqualTo(texts(node.get("heads")));
      assertThat(log.values()).isEqualTo(texts(node.get("order")));
      Vectors.cases(node, "queries").forEach(query -> showsThese(log, query));
    }

    private void showsThese(TestLog log, JsonNode query) {
      Vectors.requireFields(query, "query", "result", "note", "error");
      JsonNode options = query.get("query");
      if (query.has("note")) {
        isRefused(log, options, Vectors.text(query, "note"));
        return;
      }
      List<String> order = texts(node.get("order"));
      List<String> expected =
          query.get("result").valueStream().map(at -> order.get(at.asInt())).toList();

      List<Entry> shown = log.log().iterator(options(options)).toList();

      assertThat(shown).as(options.toString()).map(e -> e.hash().toString()).isEqualTo(expected);
    }

    /** The noted queries are those that JavaScript answers oddly and we refuse. */
    private void isRefused(TestLog log, JsonNode options, String note) {
      Class<? extends Exception> error =
          note.startsWith("negative amounts")
              ? IllegalArgumentException.class
              : NotFoundException.class;
      assertThat(note).matches("(negative amounts|unknown hash).*");
      assertThatThrownBy(() -> log.log().iterator(options(options)).toList())
          .as(options.toString())
          .isInstanceOf(error);
    }

    private IteratorOptions options(JsonNode query) {
      Vectors.requireFields(query, "amount", "gt", "gte", "lt", "lte");
      return new IteratorOptions(
          query.has("amount") ? query.get("amount").asInt() : IteratorOptions.ALL,
          bound(query.path("gt")),
          bound(query.path("gte")),
          bound(query.path("lt")),
          bound(query.path("lte")));
    }

    private Cid bound(JsonNode bound) {
      if (bound.isMissingNode()) {
        return null;
      }
      return Cid.parse(
          bound.isString() ? bound.asString() : node.get("order").get(bound.asInt()).asString());
    }
  }

  static byte[] block(JsonNode blocks, VectorIdentities writers, Cid cid) {
    JsonNode block = blocks.path(cid.toString());
    if (block.isString()) {
      return HexFormat.of().parseHex(block.asString());
    }
    return writers.all().values().stream()
        .filter(identity -> identity.hash().equals(cid))
        .map(identity -> identity.block().bytes())
        .findFirst()
        .orElse(null);
  }
}
