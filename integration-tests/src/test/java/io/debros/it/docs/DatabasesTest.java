package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.CounterDatabase;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.FeedDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.database.RowCursor;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.IteratorOptions;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of the page about databases does what it says. */
class DatabasesTest {
  private final DebrosNode node = DebrosNode.open(NodeSettings.inMemory());

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void documents_putAndQueried_areFound() {
    DocumentDatabase fleet = node.openDocuments("fleet", DocumentOptions.defaults());
    fleet.put(CborMap.builder().put("_id", "ship-1").put("crew", 12).build());
    fleet.putAll(List.of(ship(2, 30), ship(3, 7))); // one batch: all of it or nothing
    fleet.load(IntStream.range(4, 5_000).mapToObj(i -> ship(i, i)).iterator()); // many batches

    CborMap first = fleet.get("ship-1").value();
    List<CborMap> large = fleet.query(ship -> ship.find("crew").equals(new CborInt(30)));

    assertThat(first.find("crew")).isEqualTo(new CborInt(12));
    assertThat(large).hasSize(2);
    assertThat(fleet.count()).isEqualTo(4_999);
  }

  @Test
  void keyValue_feedAndCounter_showWhatWasWritten() {
    KeyValueDatabase settings = node.openKeyValue("settings", DatabaseOptions.defaults());
    settings.put("theme", new CborText("dark"));
    settings.find("theme"); // the value, or null

    FeedDatabase news = node.openFeed("news", DatabaseOptions.defaults());
    Cid comet = news.add(new CborText("comet seen"));
    news.remove(comet);

    CounterDatabase likes = node.openCounter("likes", DatabaseOptions.defaults());
    likes.increment(3);
    likes.decrement();
    long sum = likes.value();

    assertThat(settings.find("theme")).isEqualTo(new CborText("dark"));
    assertThat(news.all()).isEmpty();
    assertThat(sum).isEqualTo(2);
  }

  @Test
  void events_iterated_areStreamed() {
    EventDatabase visits = node.openEvents("visits", DatabaseOptions.defaults());
    Cid monday = visits.add(new CborText("monday"));
    visits.add(new CborText("tuesday"));
    visits.add(new CborText("wednesday"));

    List<String> after = new ArrayList<>();
    IteratorOptions sinceMonday = IteratorOptions.newest(100).withGt(monday);
    try (RowCursor<Row> rows = visits.iterator(sinceMonday)) {
      while (rows.next()) { // newest first, one row in memory
        after.add(((CborText) rows.row().value()).value());
      }
    }

    assertThat(after).containsExactly("wednesday", "tuesday");
  }

  @Test
  void transaction_overTypes_isOneBatch() {
    DocumentDatabase fleet = node.openDocuments("fleet", DocumentOptions.defaults());
    EventDatabase journal = node.openEvents("journal", DatabaseOptions.defaults());

    try (DatabaseTransaction transaction = node.begin(List.of(fleet, journal))) {
      transaction.put(fleet, ship(1, 12));
      transaction.add(journal, new CborText("ship 1 launched"));
      transaction.commit();
    }

    assertThat(fleet.count() + journal.count()).isEqualTo(2);
  }

  @Test
  void offer_ofOthersEntries_tellsOfWhatIsRefused() {
    try (DebrosNode other = DebrosNode.open(NodeSettings.inMemory().withIdentityName("other"))) {
      DatabaseOptions everybody = DatabaseOptions.defaults().withWrite(List.of("*"));
      EventDatabase ours = node.openEvents("visits", everybody);
      EventDatabase theirs = other.openEvents("visits", everybody);
      theirs.add(new CborText("monday"));
      List<Refusal> refused = new ArrayList<>();
      ours.addListener(
          new DatabaseListener() {
            @Override
            public void rejected(Database database, Refusal refusal) {
              refused.add(refusal);
            }
          });

      List<Entry> entries = theirs.log().values();
      JoinOutcome outcome = ours.offer(entries, cid -> null);

      // the identity of their writer was nowhere
      assertThat(outcome.isComplete()).isFalse();
      assertThat(refused).hasSize(1);
    }
  }

  private static CborMap ship(int number, int crew) {
    return CborMap.builder().put("_id", "ship-" + number).put("crew", crew).build();
  }
}
