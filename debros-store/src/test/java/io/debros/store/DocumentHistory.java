package io.debros.store;

import static io.debros.store.HistoryDatabase.keyed;
import static io.debros.store.HistoryDatabase.keyedRow;
import static io.debros.store.HistoryDatabase.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentRow;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Type {@code documents}. */
record DocumentHistory(DocumentDatabase database) implements HistoryDatabase {
  /** What the vectors ask with the name of a query. */
  private static final Map<String, Predicate<CborMap>> QUERIES =
      Map.of("n >= 5", DocumentHistory::isAtLeastFive, "everything", document -> true);

  @Override
  public Set<String> argumentsOf(String operation) {
    return operation.equals("put") ? Set.of("doc") : Set.of("key");
  }

  @Override
  public Cid write(String operation, JsonNode step) {
    return switch (operation) {
      case "put" -> database.put(VectorValues.plainMap(step.path("doc")));
      case "del" -> database.delete(step.path("key").asString());
      default -> throw Vectors.unknown("step", operation);
    };
  }

  @Override
  public Set<String> finalFields() {
    return Set.of("all", "iterator", "iteratorAmounts", "get", "query");
  }

  @Override
  public void checkFinal(JsonNode state) {
    assertThat(database.all()).map(DocumentHistory::shown).isEqualTo(keyed(state.path("all")));
    assertThat(list(database.oldestFirst())).isEqualTo(database.all());
    assertThat(database.count()).isEqualTo(state.path("all").size());
    assertThat(list(database.iterator(-1)))
        .map(DocumentHistory::shown)
        .isEqualTo(keyed(state.path("iterator")));
    HistoryDatabase.checkAmounts(
        state.path("iteratorAmounts"),
        amount -> list(database.iterator(amount)).stream().map(DocumentRow::key).toList());
    Vectors.cases(state, "get").forEach(this::checkGet);
    checkQueries(state.path("query"));
  }

  private void checkGet(JsonNode get) {
    DocumentRow row = database.get(get.path(0).asString());
    if (VectorValues.isUndefined(get.path(1))) {
      assertThat(row).isNull();
    } else {
      assertThat(row).isNotNull();
      assertThat(shown(row)).isEqualTo(keyedRow(get.path(1)));
    }
  }

  private void checkQueries(JsonNode queries) {
    assertThat(queries.propertyNames()).isEqualTo(QUERIES.keySet());
    for (Map.Entry<String, Predicate<CborMap>> query : QUERIES.entrySet()) {
      List<CborMap> found = database.query(query.getValue());
      List<CborValue> expected =
          queries.path(query.getKey()).valueStream().map(VectorValues::plain).toList();
      boolean keysOnly = expected.stream().allMatch(CborText.class::isInstance);
      assertThat(found)
          .extracting(document -> keysOnly ? document.find(database.indexBy()) : document)
          .isEqualTo(expected);
    }
  }

  private static boolean isAtLeastFive(CborMap document) {
    return document.find("n") instanceof CborInt n && n.value() >= 5;
  }

  private static Shown shown(DocumentRow row) {
    return new Shown(row.hash().toString(), row.key(), row.value());
  }
}
