package io.debros.store.oplog;

import static io.debros.store.oplog.LogVectorTest.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockSource;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.Deliveries;
import io.debros.store.testing.Property;
import io.debros.store.testing.TestLog;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.Vectors;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * The states in {@code logs-forked.json} and {@code iterators.json}, reached in every order in
 * which heads can be joined, and in some of the orders and batches in which entries can arrive.
 */
class JoinOrderVectorTest {
  private static final JsonNode FORKED =
      Vectors.load("logs-forked.json", "about", "identities", "scenarios");
  private static final JsonNode ITERATORS =
      Vectors.load("iterators.json", "about", "identities", "logs");
  private static final int SHUFFLES = 12;

  @TestFactory
  Stream<DynamicTest> forked_everyJoinOrder_hasTheFinalStates() {
    VectorIdentities writers = VectorIdentities.load(FORKED);
    return Vectors.tests(FORKED, "scenarios", scenario -> hasFinalStates(scenario, writers));
  }

  @TestFactory
  Stream<DynamicTest> iterators_everyJoinOrder_showTheSame() {
    VectorIdentities writers = VectorIdentities.load(ITERATORS);
    return Vectors.tests(ITERATORS, "logs", log -> showTheSame(log, writers));
  }

  private static void hasFinalStates(JsonNode scenario, VectorIdentities writers) {
    BlockSource source = cid -> LogVectorTest.block(scenario.get("blocks"), writers, cid);
    for (JsonNode state : scenario.get("final")) {
      List<String> heads = texts(state.get("heads"));
      List<String> values = texts(state.get("values"));
      inEveryOrder(
          scenario,
          writers,
          source,
          heads,
          values,
          log -> {
            assertThat(log.heads()).isEqualTo(heads);
            assertThat(log.values()).isEqualTo(values);
            assertThat(log.log().time()).isEqualTo(state.get("clockTime").asLong());
            assertThat(log.reopen().heads()).isEqualTo(log.log().heads());
          });
    }
  }

  private static void showTheSame(JsonNode node, VectorIdentities writers) {
    BlockSource source = cid -> LogVectorTest.block(node.get("blocks"), writers, cid);
    LogVectorTest.Queries queries = new LogVectorTest.Queries(node, writers);
    List<String> heads = texts(node.get("heads"));
    inEveryOrder(node, writers, source, heads, texts(node.get("order")), queries::showAllOf);
  }

  private static void inEveryOrder(
      JsonNode node,
      VectorIdentities writers,
      BlockSource source,
      List<String> heads,
      List<String> values,
      Consumer<TestLog> expected) {
    List<Entry> headEntries = entries(source, heads);
    for (List<Entry> order : Deliveries.permutations(headEntries)) {
      TestLog together = open(node, writers);
      together.join(order, source);
      expected.accept(together);
      TestLog oneByOne = open(node, writers);
      order.forEach(head -> oneByOne.join(List.of(head), source));
      expected.accept(oneByOne);
    }
    List<Entry> all = entries(source, values);
    Property.check(
        SHUFFLES,
        random -> {
          TestLog log = open(node, writers);
          Deliveries.random(random).deliver(all, source, log);
          expected.accept(log);
        });
  }

  private static List<Entry> entries(BlockSource source, List<String> hashes) {
    return hashes.stream().map(hash -> Entry.decode(source.fetch(Cid.parse(hash)))).toList();
  }

  private static TestLog open(JsonNode node, VectorIdentities writers) {
    String logId = Vectors.text(node, "logId");
    return TestLog.open(logId, writers.keys(), "userA", TestLog.ANYONE, 16);
  }
}
