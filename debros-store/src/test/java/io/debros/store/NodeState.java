package io.debros.store;

import io.debros.store.database.CounterDatabase;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the databases of a node show, by name; those that show nothing are left out. Equal on nodes
 * of different identities. A database whose name ends in {@value #COUNTER} is taken for a counter.
 */
record NodeState(Map<String, List<String>> rows) {
  static final String COUNTER = "-counter";

  static NodeState of(DebrosNode node) {
    Map<String, List<String>> shown = new TreeMap<>();
    for (DatabaseInfo info : node.databases()) {
      List<String> rows = rows(open(node, info)).sorted().toList();
      if (!rows.isEmpty()) {
        shown.put(info.name(), rows);
      }
    }
    return new NodeState(shown);
  }

  /** Opens every database of a node and compares what it shows with its log. */
  static void assertAgrees(DebrosNode node) {
    for (DatabaseInfo info : node.databases()) {
      LogFold.assertAgrees(open(node, info));
    }
  }

  private static Database open(DebrosNode node, DatabaseInfo info) {
    String address = info.address().toString();
    return info.name().endsWith(COUNTER)
        ? node.openCounter(address, DatabaseOptions.defaults())
        : node.open(address);
  }

  private static Stream<String> rows(Database database) {
    if (database instanceof DocumentDatabase documents) {
      return documents.all().stream().map(row -> row.key() + "=" + row.value());
    }
    if (database instanceof KeyValueDatabase values) {
      return values.all().stream().map(row -> row.key() + "=" + row.value());
    }
    if (database instanceof EventDatabase events) {
      return events.all().stream().map(Row::value).map(Object::toString);
    }
    if (database instanceof CounterDatabase counter && counter.value() != 0) {
      return Stream.of(String.valueOf(counter.value()));
    }
    return Stream.empty();
  }
}
