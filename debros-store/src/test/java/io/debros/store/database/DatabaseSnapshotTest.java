package io.debros.store.database;

import static io.debros.store.database.DatabaseFixture.byCityOfGroup;
import static io.debros.store.database.DatabaseFixture.bytes;
import static io.debros.store.database.DatabaseFixture.document;
import static io.debros.store.database.DatabaseFixture.keys;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.index.ValueRange;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A snapshot shows what was, also of a database that was dropped since. */
class DatabaseSnapshotTest {
  private final DatabaseFixture fixture = new DatabaseFixture();
  private final DocumentDatabase database = fixture.open("places", byCityOfGroup("places"));

  @AfterEach
  void close() {
    fixture.close();
  }

  /** After a drop, views of older snapshots were empty, and their indexes gone. */
  @Test
  void view_ofAMomentBeforeADropByAnInstanceThatWasClosed_showsWhatThereWas() {
    DocumentDatabase places = fixture.open("places");
    places.put(document("a", "Rome"));
    try (StorageSnapshot before = fixture.node.snapshot()) {
      places.drop();
      places.close();

      DocumentDatabase again = fixture.open("places");

      assertThat(again.view(before).get("a").value()).isEqualTo(document("a", "Rome"));
      assertThat(again.view(before).count()).isEqualTo(1);
    }
  }

  @Test
  void view_ofASnapshotBeforeADrop_showsTheDocumentsOfThen() {
    database.put(document("a", "Rome"));
    try (StorageSnapshot before = fixture.node.snapshot()) {
      DatabaseView early = database.view(before);

      database.drop();
      database.put(document("b", "Rome"));

      for (DatabaseView view : new DatabaseView[] {early, database.view(before)}) {
        assertThat(view.count()).isEqualTo(1);
        assertThat(keys(view.newestFirst(-1))).containsExactly("a");
        assertThat(keys(view.scan("city", rome(), Direction.ASCENDING))).containsExactly("a");
      }
      try (StorageSnapshot now = fixture.node.snapshot()) {
        assertThat(keys(database.view(now).scan("city", rome(), Direction.ASCENDING)))
            .containsExactly("b");
      }
    }
  }

  /** The address of a dropped database was looked up in the present storage, which failed. */
  @Test
  void lookupGroup_ofASnapshotBeforeADrop_namesTheDatabase() {
    database.put(document("a", "Rome"));
    try (StorageSnapshot before = fixture.node.snapshot()) {
      database.drop();

      assertThat(fixture.node.lookupGroup(before, "places", "city", bytes("Rome")))
          .containsExactly(new GroupRow(database.address(), "a"));
    }
  }

  @Test
  void scanGroup_severalDatabases_isByValueThenDatabase() {
    DocumentDatabase more = fixture.open("more", byCityOfGroup("places"));
    database.put(document("a", "Rome"));
    more.put(document("b", "Rome"));
    more.put(document("c", "Oslo"));

    List<String> rows = new ArrayList<>();
    try (StorageSnapshot now = fixture.node.snapshot();
        GroupCursor cursor = fixture.node.scanGroup(now, "places", "city", ValueRange.all())) {
      while (cursor.next()) {
        rows.add(cursor.row().database() + cursor.row().key() + new String(cursor.value(), UTF_8));
      }
    }

    assertThat(rows)
        .containsExactly(
            more.address() + "cOslo", database.address() + "aRome", more.address() + "bRome");
  }

  @Test
  void history_lastWriteCounts_isThatWrite() {
    database.put(document("a", "Oslo"));
    Cid last = database.put(document("a", "Rome"));
    try (StorageSnapshot now = fixture.node.snapshot();
        RowHistory history = database.view(now).history("a");
        RowHistory none = database.view(now).history("b")) {
      assertThat(history.next()).isTrue();
      assertThat(history.operation().entry()).isEqualTo(last);
      assertThat(history.next()).isFalse();
      assertThat(none.next()).isFalse();
    }
  }

  /** A drop once built the index of the dropped rows again, and left it in the catalogue. */
  @Test
  void drop_again_leavesNothingMoreBehind() {
    database.put(document("a", "Rome"));
    database.drop();
    int rows = catalogueRows();

    for (int i = 0; i < 5; i++) {
      database.put(document("a", "Rome"));
      database.drop();
    }

    assertThat(catalogueRows()).isEqualTo(rows);
  }

  /** A database that is opened again, and told of no index, once lost its indexes when dropped. */
  @Test
  void drop_afterReopening_keepsTheIndexes() {
    database.close();
    DocumentDatabase reopened = fixture.open("places");

    reopened.drop();
    reopened.put(document("a", "Rome"));

    try (StorageSnapshot now = fixture.node.snapshot()) {
      assertThat(keys(reopened.view(now).scan("city", rome(), Direction.ASCENDING)))
          .containsExactly("a");
    }
  }

  /**
   * Between the writes of a drop, a snapshot showed rows that the count did not, or half of them.
   */
  @Test
  void view_whileTheDatabaseIsDropped_isConsistent() throws Exception {
    CompletableFuture<Void> drops = CompletableFuture.runAsync(this::fillAndDrop);
    do {
      try (StorageSnapshot now = fixture.node.snapshot()) {
        DatabaseView view = database.view(now);

        assertThat(keys(view.newestFirst(-1))).hasSize((int) view.count());
        assertThat(keys(view.scan("city", rome(), Direction.ASCENDING)))
            .hasSize((int) view.count());
      }
    } while (!drops.isDone());
    drops.get();
  }

  private void fillAndDrop() {
    for (int i = 0; i < 100; i++) {
      try (DatabaseTransaction transaction = fixture.node.begin(List.of(database))) {
        for (String key : List.of("a", "b", "c")) {
          transaction.put(database, document(key, "Rome"));
        }
        transaction.commit();
      }
      database.drop();
    }
  }

  private int catalogueRows() {
    int rows = 0;
    try (StorageCursor all =
        fixture.storage.scan(new Space("catalogue"), KeyRange.all(), Direction.ASCENDING)) {
      while (all.next()) {
        rows++;
      }
    }
    return rows;
  }

  private static ValueRange rome() {
    return ValueRange.of(bytes("Rome"));
  }
}
