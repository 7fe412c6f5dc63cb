package io.debros.store;

import static io.debros.store.HistoryDatabase.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.Row;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.IteratorOptions;
import io.debros.store.testing.VectorValues;
import io.debros.store.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Type {@code events}. */
record EventHistory(EventDatabase database) implements HistoryDatabase {
  @Override
  public Set<String> argumentsOf(String operation) {
    return Set.of("value");
  }

  @Override
  public Cid write(String operation, JsonNode step) {
    if (!operation.equals("add")) {
      throw Vectors.unknown("step", operation);
    }
    return database.add(VectorValues.plain(step.path("value")));
  }

  @Override
  public Set<String> finalFields() {
    return Set.of("all", "iterator", "ranges", "get");
  }

  @Override
  public void checkFinal(JsonNode state) {
    assertThat(database.all()).map(EventHistory::event).isEqualTo(events(state.path("all")));
    assertThat(list(database.oldestFirst())).isEqualTo(database.all());
    assertThat(database.count()).isEqualTo(state.path("all").size());
    assertThat(list(database.iterator(IteratorOptions.all())))
        .map(EventHistory::event)
        .isEqualTo(events(state.path("iterator")));
    assertThat(list(database.iterator(IteratorOptions.newest(0)))).isEmpty();
    Vectors.cases(state, "ranges").forEach(this::checkRange);
    Vectors.cases(state, "get").forEach(this::checkGet);
  }

  private void checkRange(JsonNode range) {
    Vectors.requireFields(range, "query", "result");
    assertThat(list(database.iterator(options(range.path("query")))))
        .as("%s", range.path("query"))
        .map(EventHistory::event)
        .isEqualTo(events(range.path("result")));
  }

  private static IteratorOptions options(JsonNode query) {
    IteratorOptions options = IteratorOptions.all();
    for (Map.Entry<String, JsonNode> option : query.properties()) {
      JsonNode value = option.getValue();
      options =
          switch (option.getKey()) {
            case "amount" -> options.withAmount(value.asInt());
            case "gt" -> options.withGt(Cid.parseHash(value.asString()));
            case "gte" -> options.withGte(Cid.parseHash(value.asString()));
            case "lt" -> options.withLt(Cid.parseHash(value.asString()));
            case "lte" -> options.withLte(Cid.parseHash(value.asString()));
            default -> throw Vectors.unknown("option", option.getKey());
          };
    }
    return options;
  }

  private void checkGet(JsonNode get) {
    Cid hash = Cid.parseHash(get.path(0).asString());
    assertThat(database.get(hash)).isEqualTo(VectorValues.plain(get.path(1)));
  }

  private static List<Event> events(JsonNode list) {
    return list.valueStream().map(EventHistory::event).toList();
  }

  private static Event event(JsonNode node) {
    Vectors.requireFields(node, "hash", "value");
    return new Event(Vectors.text(node, "hash"), VectorValues.plain(node.path("value")));
  }

  private static Event event(Row row) {
    assertThat(row.key()).isEqualTo(row.hash().toString());
    return new Event(row.key(), row.value());
  }

  private record Event(String hash, CborValue value) {}
}
