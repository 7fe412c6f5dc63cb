package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Database;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the specification says a database shows: a walk over its whole log. */
final class LogFold {
  private LogFold() {}

  /** The index shows what the log says, and the heads are the ends of the log. */
  static void assertAgrees(DocumentDatabase database) {
    List<DocumentRow> all = database.all();
    assertThat(all).extracting(DocumentRow::hash).isEqualTo(live(database));
    assertThat(all).allSatisfy(row -> assertThat(database.get(row.key())).isEqualTo(row));
    assertThat(database.count()).isEqualTo(all.size());
    assertThat(database.heads()).extracting(Entry::hash).isEqualTo(ends(database));
    assertThat(database.log().values()).allMatch(entry -> database.log().has(entry.hash()));
  }

  /** The same for a database of any type that is built in. */
  static void assertAgrees(Database database) {
    if (database instanceof DocumentDatabase documents) {
      assertAgrees(documents);
    } else if (database instanceof KeyValueDatabase values) {
      assertThat(values.all()).extracting(Row::hash).isEqualTo(live(values));
      assertThat(values.count()).isEqualTo(values.all().size());
    } else if (database instanceof EventDatabase events) {
      assertThat(events.all()).extracting(Row::hash).isEqualTo(oldestFirst(events));
    }
    assertThat(database.heads()).extracting(Entry::hash).isEqualTo(ends(database));
    assertThat(newestFirst(database)).allMatch(entry -> database.log().has(entry.hash()));
  }

  private static List<Cid> oldestFirst(Database database) {
    return database.log().values().stream().map(Entry::hash).toList();
  }

  /** Hashes of the entries whose rows are shown, oldest first. */
  private static List<Cid> live(Database database) {
    List<Cid> live = new ArrayList<>();
    Set<String> decided = new HashSet<>();
    for (Entry entry : newestFirst(database)) {
      CborMap operation = (CborMap) entry.payload();
      String key = ((CborText) operation.find("key")).value();
      if (decided.add(key) && new CborText("PUT").equals(operation.find("op"))) {
        live.add(entry.hash());
      }
    }
    Collections.reverse(live);
    return live;
  }

  /** Hashes of the entries that no other points to, newest first. */
  private static List<Cid> ends(Database database) {
    List<Entry> entries = newestFirst(database);
    Set<Cid> builtOn = new HashSet<>();
    entries.forEach(entry -> builtOn.addAll(entry.next()));
    return entries.stream().map(Entry::hash).filter(hash -> !builtOn.contains(hash)).toList();
  }

  private static List<Entry> newestFirst(Database database) {
    return database.log().traverse().toList();
  }
}
