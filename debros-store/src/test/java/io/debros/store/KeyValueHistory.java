package io.debros.store;

import static io.debros.store.HistoryDatabase.keyed;
import static io.debros.store.HistoryDatabase.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.database.RowCursor;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Type {@code keyvalue}.
 *
 * @param indexed whether the history is one of JavaScript's indexed variant, which iterates by key
 */
record KeyValueHistory(KeyValueDatabase database, boolean indexed) implements HistoryDatabase {
  @Override
  public Set<String> argumentsOf(String operation) {
    return operation.equals("put") ? Set.of("key", "value") : Set.of("key");
  }

  @Override
  public Cid write(String operation, JsonNode step) {
    String key = step.path("key").asString();
    return switch (operation) {
      case "put" -> database.put(key, VectorValues.plain(step.path("value")));
      case "del" -> database.delete(key);
      default -> throw Vectors.unknown("step", operation);
    };
  }

  @Override
  public Set<String> finalFields() {
    return Set.of("all", "iterator", "iteratorAmounts", "get");
  }

  @Override
  public void checkFinal(JsonNode state) {
    assertThat(database.all()).map(Shown::of).isEqualTo(keyed(state.path("all")));
    assertThat(list(database.oldestFirst())).isEqualTo(database.all());
    assertThat(database.count()).isEqualTo(state.path("all").size());
    assertThat(list(iterator(-1))).map(Shown::of).isEqualTo(keyed(state.path("iterator")));
    HistoryDatabase.checkAmounts(
        state.path("iteratorAmounts"),
        amount -> list(iterator(amount)).stream().map(Row::key).toList());
    Vectors.cases(state, "get").forEach(this::checkGet);
  }

  private RowCursor<Row> iterator(int amount) {
    return indexed ? database.byKey(Direction.DESCENDING, amount) : database.iterator(amount);
  }

  private void checkGet(JsonNode get) {
    String key = get.path(0).asString();
    if (VectorValues.isUndefined(get.path(1))) {
      assertThat(database.find(key)).isNull();
    } else {
      assertThat(database.get(key)).isEqualTo(VectorValues.plain(get.path(1)));
    }
  }
}
