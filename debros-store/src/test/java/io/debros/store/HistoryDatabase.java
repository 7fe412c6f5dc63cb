package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.database.Database;
import io.debros.store.database.Row;
import io.debros.store.database.RowCursor;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;

/** A database of some type that acts in a history of databases.json. */
interface HistoryDatabase {
  Database database();

  /** Names of the fields of a step besides those that all steps have. */
  Set<String> argumentsOf(String operation);

  /** Does what a step says. */
  Cid write(String operation, JsonNode step);

  /** Names of the fields of the final state that {@link #checkFinal} compares. */
  Set<String> finalFields();

  /** Compares what the database shows in the end. */
  void checkFinal(JsonNode state);

  static <R> List<R> list(RowCursor<R> cursor) {
    try (cursor) {
      List<R> rows = new ArrayList<>();
      while (cursor.next()) {
        rows.add(cursor.row());
      }
      return rows;
    }
  }

  static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  /** Rows of a vector: hash, key and value. */
  static List<Shown> keyed(JsonNode list) {
    return list.valueStream().map(HistoryDatabase::keyedRow).toList();
  }

  static Shown keyedRow(JsonNode row) {
    Vectors.requireFields(row, "hash", "key", "value");
    return new Shown(
        Vectors.text(row, "hash"), Vectors.text(row, "key"), VectorValues.plain(row.path("value")));
  }

  static void checkAmounts(JsonNode amounts, IntFunction<List<String>> keysOfIterator) {
    assertThat(amounts.propertyNames()).isNotEmpty();
    for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
      assertThat(keysOfIterator.apply(Integer.parseInt(amount.getKey())))
          .isEqualTo(texts(amount.getValue()));
    }
    assertThat(keysOfIterator.apply(0)).isEmpty();
  }

  /** A row as vectors have it. */
  record Shown(String hash, String key, CborValue value) {
    static Shown of(Row row) {
      return new Shown(row.hash().toString(), row.key(), row.value());
    }
  }
}
