package io.debros.store.database;

import static io.debros.store.database.DatabaseFixture.byCity;
import static io.debros.store.database.DatabaseFixture.byCityOfGroup;
import static io.debros.store.database.DatabaseFixture.bytes;
import static io.debros.store.database.DatabaseFixture.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.error.ClosedException;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.index.IndexDefinition;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseTransactionTest {
  private final DatabaseFixture fixture = new DatabaseFixture();
  private final DocumentDatabase places = fixture.open("places", byCity());
  private final DocumentDatabase people = fixture.open("people");

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void commit_severalDatabases_writesAllOfThem() {
    places.put(document("old", "Rome"));
    Cid placed;
    Cid deleted;
    Cid wrote;
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(people, places))) {
      placed = transaction.put(places, document("a", "Rome"));
      deleted = transaction.delete(places, "old");
      wrote = transaction.put(people, document("b", "Oslo"));
      assertThat(places.get("a")).isNull();
      assertThat(places.get("old")).isNotNull();

      transaction.commit();
    }

    assertThat(places.get("a").hash()).isEqualTo(placed);
    assertThat(places.get("old")).isNull();
    assertThat(places.heads().get(0).hash()).isEqualTo(deleted);
    assertThat(places.log().values()).hasSize(3);
    assertThat(people.get("b").hash()).isEqualTo(wrote);
  }

  @Test
  void close_withoutCommit_writesNothing() {
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places))) {
      transaction.put(places, document("a", "Rome"));
    }

    assertThat(places.get("a")).isNull();
    assertThat(places.heads()).isEmpty();
    places.put(document("b", "Oslo"));
    assertThat(places.count()).isEqualTo(1);
  }

  @Test
  void commit_fullDisk_leavesAllDatabasesAsTheyWere() {
    places.put(document("a", "Rome"));
    people.put(document("b", "Oslo"));
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places, people))) {
      transaction.put(places, document("a", "Paris"));
      transaction.delete(people, "b");
      fixture.storage.fillDisk();

      assertThatThrownBy(transaction::commit).isInstanceOf(StorageException.class);
      assertThatIllegalStateException()
          .isThrownBy(transaction::commit)
          .withMessage("Transaction has ended. Begin a new one.");
    }

    assertThat(places.get("a").value()).isEqualTo(document("a", "Rome"));
    assertThat(people.get("b").value()).isEqualTo(document("b", "Oslo"));
    assertThat(places.log().values()).hasSize(1);
    fixture.storage.freeDisk();
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places, people))) {
      transaction.put(places, document("a", "Oslo"));
      transaction.put(people, document("c", "Rome"));
      transaction.commit();
    }
    assertThat(places.log().values()).hasSize(2);
    assertThat(people.count()).isEqualTo(2);
  }

  /** The log would have the entry, and the index would not. */
  @Test
  void commit_afterAWriteThatFailedHalfWay_isRefused() {
    places.put(document("a", "Rome"));
    damage("a");
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places))) {
      assertThatThrownBy(() -> transaction.put(places, document("a", "Oslo")))
          .isInstanceOf(StorageException.class);
      transaction.put(places, document("b", "Oslo"));

      assertThatIllegalStateException()
          .isThrownBy(transaction::commit)
          .withMessageContaining("A write of the transaction failed half way");
    }

    assertThat(places.log().values()).hasSize(1);
    places.put(document("c", "Paris"));
    assertThat(places.count()).isEqualTo(2);
  }

  @Test
  void commit_nothingStaged_writesNothing() {
    fixture.storage.fillDisk();

    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places, people))) {
      assertThat(transaction.get(places, "a")).isNull();
      transaction.commit();
    }

    assertThat(places.heads()).isEmpty();
  }

  @Test
  void get_stagedWrites_areSeen() {
    places.put(document("a", "Rome"));
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places))) {
      transaction.put(places, document("a", "Oslo"));
      transaction.put(places, document("b", "Paris"));
      assertThat(transaction.get(places, "a").value()).isEqualTo(document("a", "Oslo"));
      transaction.delete(places, "b");
      assertThat(transaction.get(places, "b")).isNull();
      assertThatThrownBy(() -> transaction.delete(places, "b"))
          .isInstanceOf(NotFoundException.class);
      transaction.commit();
    }

    assertThat(places.all()).extracting(DocumentRow::key).containsExactly("a");
  }

  @Test
  void nextTime_everyPut_carriesIt() {
    places.put(document("a", "Rome"));
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places, people))) {
      assertThat(transaction.nextTime(people)).isEqualTo(1);
      assertThat(transaction.nextTime(places)).isEqualTo(2);
      transaction.put(places, document("a", "Oslo"));
      assertThat(transaction.nextTime(places)).isEqualTo(3);
      transaction.put(places, document("b", "Oslo"));
      transaction.commit();
    }

    assertThat(places.heads().get(0).clock().time()).isEqualTo(3);
  }

  @Test
  void lookup_stagedWrites_areSeen() {
    places.put(document("a", "Rome"));
    places.put(document("b", "Rome"));
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places))) {
      transaction.put(places, document("a", "Oslo"));
      transaction.put(places, document("c", "Rome"));

      assertThat(transaction.lookup(places, "city", bytes("Rome"))).containsExactly("b", "c");
      assertThat(transaction.lookup(places, "city", bytes("Oslo"))).containsExactly("a");
    }
  }

  @Test
  void lookupGroup_severalDatabases_seesOwnWritesAndTheCommittedOnesOfOthers() {
    IndexDefinition byCity = byCityOfGroup("towns");
    DocumentDatabase north = fixture.open("north", byCity);
    DocumentDatabase south = fixture.open("south", byCity);
    north.put(document("n", "Oslo"));
    south.put(document("s", "Oslo"));
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(north))) {
      transaction.put(north, document("n", "Rome"));
      transaction.put(north, document("m", "Oslo"));

      assertThat(transaction.lookupGroup("towns", "city", bytes("Oslo")))
          .containsExactlyInAnyOrder(
              new GroupRow(south.address(), "s"), new GroupRow(north.address(), "m"));
      transaction.commit();
    }
    try (StorageSnapshot snapshot = fixture.node.snapshot()) {
      assertThat(fixture.node.lookupGroup(snapshot, "towns", "city", bytes("Rome")))
          .containsExactly(new GroupRow(north.address(), "n"));
    }
  }

  @Test
  void begin_databaseInTransactionOfThisThread_isRefused() {
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> places.put(document("a", "Rome")))
          .withMessage(
              "This thread has the database in a transaction already {address=%s}. Write through"
                  + " the transaction, or close it first.",
              places.address());
      assertThatIllegalStateException()
          .isThrownBy(() -> fixture.node.begin(List.of(people, places)));
      transaction.put(places, document("b", "Oslo"));
      transaction.commit();
    }

    people.put(document("c", "Rome"));
    assertThat(places.all()).extracting(DocumentRow::key).containsExactly("b");
  }

  @Test
  void begin_noneOrSeveralNodes_isRefused() {
    try (DebrosNode other = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase foreign = other.openDocuments("places", DocumentOptions.defaults());

      assertThatIllegalArgumentException()
          .isThrownBy(() -> fixture.node.begin(List.of(places, foreign)))
          .withMessage(
              "Transaction needs databases of one node {databases=2, nodes=2}. Name the databases"
                  + " to be written, all opened at the same node.");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> fixture.node.begin(List.of()))
          .withMessageContaining("databases=0");
    }
  }

  @Test
  void put_databaseOutsideTheTransaction_isRefused() {
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(places))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> transaction.put(people, document("a", "Rome")))
          .withMessage(
              "Database is not part of the transaction {address=%s}. Name it when the transaction"
                  + " begins.",
              people.address());
    }
  }

  @Test
  void begin_closedDatabase_isRefusedAndFreesTheOthers() {
    people.close();

    assertThatThrownBy(() -> fixture.node.begin(List.of(places, people)))
        .isInstanceOf(ClosedException.class);
    CompletableFuture.runAsync(() -> places.put(document("a", "Rome"))).join();
    assertThat(places.count()).isEqualTo(1);
  }

  @Test
  void commit_failingIndex_writesNothing() {
    IndexDefinition broken =
        IndexDefinition.of(
            "broken",
            "1",
            (key, document) -> {
              throw new IllegalArgumentException("index of the test");
            });
    places.ensureIndexes(List.of(broken));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> places.put(document("a", "Rome")))
        .withMessage("index of the test");
    assertThat(places.heads()).isEmpty();
    assertThat(places.get("a")).isNull();
  }

  @Test
  void begin_manyThreadsInAnyOrder_neverWaitInACircle() {
    List<DocumentDatabase> forward = List.of(places, people);
    List<DocumentDatabase> backward = List.of(people, places);

    Stream<CompletableFuture<Void>> writers =
        IntStream.range(0, 4)
            .mapToObj(
                writer ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 25; i++) {
                            write(writer % 2 == 0 ? forward : backward, writer + "-" + i);
                          }
                        }));
    CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).join();

    assertThat(places.count()).isEqualTo(100);
    assertThat(people.count()).isEqualTo(100);
    assertThat(people.heads()).hasSize(1);
    assertThat(people.log().values()).hasSize(100);
  }

  private void write(List<DocumentDatabase> databases, String key) {
    try (DatabaseTransaction transaction = fixture.node.begin(databases)) {
      databases.forEach(database -> transaction.put(database, document(key, "Rome")));
      transaction.commit();
    }
  }

  /** Leaves nothing of the row of a key but its kind. */
  private void damage(String key) {
    Space rows = new Space("keys");
    try (StorageCursor cursor =
        fixture.storage.scan(rows, KeyRange.all(), StorageReader.Direction.ASCENDING)) {
      while (cursor.next()) {
        if (new String(cursor.key(), StandardCharsets.UTF_8).endsWith(key)) {
          fixture.storage.write(new StorageBatch().put(rows, cursor.key(), new byte[1]));
        }
      }
    }
  }
}
