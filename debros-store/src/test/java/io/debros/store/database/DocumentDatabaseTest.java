package io.debros.store.database;

import static io.debros.store.database.DatabaseFixture.byCity;
import static io.debros.store.database.DatabaseFixture.bytes;
import static io.debros.store.database.DatabaseFixture.document;
import static io.debros.store.database.DatabaseFixture.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.ClosedException;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.index.ValueRange;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.OplogOptions;
import io.debros.store.oplog.Staged;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DocumentDatabaseTest {
  private final DatabaseFixture fixture = new DatabaseFixture();
  private DocumentDatabase database;

  @BeforeEach
  void open() {
    database = fixture.open("places", byCity());
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** A key with an unpaired surrogate has no UTF-8, which once made it the key "?". */
  @Test
  void get_unpairedSurrogate_isNotTheDocumentOfAnotherKey() {
    database.put(document("?", "Rome"));

    assertThat(database.get("\ud800")).isNull();
    assertThatThrownBy(() -> database.delete("\ud800")).isInstanceOf(NotFoundException.class);
    assertThat(database.get("?")).isNotNull();
  }

  @Test
  void put_again_movesTheDocumentToTheEnd() {
    database.put(document("a", "Rome"));
    database.put(document("b", "Oslo"));
    database.put(document("a", "Paris"));

    assertThat(database.all()).extracting(DocumentRow::key).containsExactly("b", "a");
    assertThat(keys(database.iterator(-1))).containsExactly("a", "b");
    assertThat(keys(database.iterator(1))).containsExactly("a");
    assertThat(keys(database.iterator(0))).isEmpty();
    assertThat(database.get("a").value()).isEqualTo(document("a", "Paris"));
    assertThat(database.get("a").hash()).isEqualTo(database.heads().get(0).hash());
    assertThat(database.count()).isEqualTo(2);
  }

  @Test
  void delete_document_hidesItUntilItIsPutAgain() {
    database.put(document("a", "Rome"));
    database.delete("a");

    assertThat(database.get("a")).isNull();
    assertThat(database.all()).isEmpty();
    assertThat(database.count()).isZero();

    database.put(document("a", "Oslo"));
    assertThat(database.get("a").value()).isEqualTo(document("a", "Oslo"));
    assertThat(database.log().values()).hasSize(3);
  }

  @Test
  void delete_absentKey_isRefusedAndWritesNothing() {
    assertThatThrownBy(() -> database.delete("nobody"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "No document with this key in the database {key=nobody, address=%s}. Delete only what"
                + " get(key) finds.",
            database.address());
    assertThat(database.heads()).isEmpty();
  }

  @Test
  void put_documentWithoutKey_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> database.put(CborMap.builder().put("city", "Rome").build()))
        .withMessage(
            "Document lacks the field that holds its key {field=_id, address=%s}. Set the field to"
                + " the key of the document, as text.",
            database.address());
  }

  @Test
  void put_keyThatIsNoText_isRefused() {
    for (CborMap document :
        List.of(
            CborMap.builder().put("_id", 5).build(),
            CborMap.builder().put("_id", "").build(),
            CborMap.builder().put("_id", CborNull.NULL).build())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> database.put(document))
          .withMessage(
              "Key of the document is not a text of at least one character {field=_id, address=%s}."
                  + " Set the field to the key of the document, as text.",
              database.address());
    }
    assertThat(database.heads()).isEmpty();
  }

  @Test
  void put_keyNamedLikeAPropertyOfObjects_isShown() {
    for (String key : List.of("constructor", "toString", "__proto__")) {
      database.put(CborMap.builder().put("_id", key).build());
    }

    assertThat(database.all())
        .extracting(DocumentRow::key)
        .containsExactly("constructor", "toString", "__proto__");
  }

  @Test
  void put_withoutAccess_isDeniedAndWritesNothing() {
    DocumentDatabase closed =
        fixture.node.openDocuments("others", DocumentOptions.defaults().withWrite(List.of()));

    assertThatThrownBy(() -> closed.put(document("a", "Rome")))
        .isInstanceOf(AppendDeniedException.class)
        .hasMessageContaining(closed.address().toString());
    assertThat(closed.heads()).isEmpty();
  }

  @Test
  void put_fullDisk_acknowledgesNothingAndGoesOnLater() {
    database.put(document("a", "Rome"));
    List<Entry> heads = database.heads();
    fixture.storage.fillDisk();

    assertThatThrownBy(() -> database.put(document("a", "Oslo")))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> database.delete("a")).isInstanceOf(StorageException.class);
    assertThat(database.get("a").value()).isEqualTo(document("a", "Rome"));
    assertThat(database.heads()).isEqualTo(heads);

    fixture.storage.freeDisk();
    database.put(document("b", "Oslo"));
    assertThat(database.heads().get(0).next()).containsExactly(heads.get(0).hash());
    assertThat(database.count()).isEqualTo(2);
  }

  @Test
  void iterator_negativeAmount_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> database.iterator(-2))
        .withMessage("Amount is negative {amount=-2}. Give a number of rows, or -1 for all.");
  }

  @Test
  void iterator_writesMeanwhile_showsTheMomentItWasMade() {
    database.put(document("a", "Rome"));
    database.put(document("b", "Oslo"));

    try (RowCursor<DocumentRow> rows = database.iterator(-1)) {
      database.put(document("a", "Paris"));
      database.delete("b");

      assertThat(rows.next()).isTrue();
      assertThat(rows.row().value()).isEqualTo(document("b", "Oslo"));
      assertThat(rows.next()).isTrue();
      assertThat(rows.row().value()).isEqualTo(document("a", "Rome"));
      assertThat(rows.next()).isFalse();
      assertThatIllegalStateException()
          .isThrownBy(rows::row)
          .withMessage(
              "Cursor stands on no row. Call next() first and stop when it answers false.");
    }
  }

  @Test
  void query_predicate_findsNewestFirst() {
    database.put(document("a", "Rome"));
    database.put(document("b", "Oslo"));
    database.put(document("c", "Rome"));

    assertThat(database.query(document -> document.equals(document("a", "Rome"))))
        .containsExactly(document("a", "Rome"));
    assertThat(database.query(document -> true))
        .containsExactly(document("c", "Rome"), document("b", "Oslo"), document("a", "Rome"));
  }

  @Test
  void view_snapshot_showsItsMoment() {
    database.put(document("a", "Rome"));
    database.put(document("b", "Oslo"));
    try (StorageSnapshot snapshot = fixture.node.snapshot()) {
      database.put(document("a", "Oslo"));
      database.put(document("c", "Rome"));
      DatabaseView view = database.view(snapshot);

      assertThat(view.get("a").value()).isEqualTo(document("a", "Rome"));
      assertThat(view.get("c")).isNull();
      assertThat(view.count()).isEqualTo(2);
      assertThat(keys(view.newestFirst(-1))).containsExactly("b", "a");
      assertThat(keys(view.oldestFirst())).containsExactly("a", "b");
      assertThat(keys(view.byKey(Direction.DESCENDING))).containsExactly("b", "a");
      assertThat(keys(view.scan("city", ValueRange.all(), Direction.ASCENDING)))
          .containsExactly("b", "a");
      assertThat(keys(view.scan("city", ValueRange.of(bytes("Rome")), Direction.ASCENDING)))
          .containsExactly("a");
    }
  }

  @Test
  void view_unknownIndex_isRefused() {
    try (StorageSnapshot snapshot = fixture.node.snapshot()) {
      DatabaseView view = database.view(snapshot);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> view.scan("age", ValueRange.all(), Direction.ASCENDING))
          .withMessageContaining("Index is not there")
          .withMessageContaining("index=age");
    }
  }

  @Test
  void log_foreignOperations_areNotShown() {
    CborMap event = CborMap.builder().put("op", "ADD").put("key", CborNull.NULL).build();
    CborMap counted = CborMap.builder().put("op", "PUT").put("key", 5).put("value", 1).build();
    CborMap number = CborMap.builder().put("op", "PUT").put("key", "n").put("value", 7).build();

    joinForeign(List.of(event, counted, number));

    assertThat(database.all()).extracting(DocumentRow::key).containsExactly("n");
    assertThat(database.get("n").rawValue()).isEqualTo(new CborInt(7));
    assertThat(database.query(document -> true)).isEmpty();
    assertThatThrownBy(() -> database.get("n").value())
        .hasMessage(
            "Value of the entry is not a document {entry=%s, found=CborInt}. Write a map under this"
                + " key, or read it with rawValue().",
            database.get("n").hash());
  }

  @Test
  void drop_database_isEmptyButOpen() {
    database.put(document("a", "Rome"));
    Entry head = database.heads().get(0);

    database.drop();

    assertThat(database.all()).isEmpty();
    assertThat(database.heads()).isEmpty();
    assertThat(database.count()).isZero();
    assertThat(database.log().get(head.hash())).isEqualTo(head);
    database.join(List.of(head), cid -> null);
    database.put(document("b", "Oslo"));
    assertThat(database.all()).extracting(DocumentRow::key).containsExactly("a", "b");
    try (StorageSnapshot snapshot = fixture.node.snapshot()) {
      assertThat(keys(database.view(snapshot).scan("city", ValueRange.all(), Direction.ASCENDING)))
          .containsExactly("b", "a");
    }
  }

  @Test
  void drop_fullDisk_changesNothing() {
    database.put(document("a", "Rome"));
    fixture.storage.fillDisk();

    assertThatThrownBy(database::drop).isInstanceOf(StorageException.class);
    assertThat(database.get("a").value()).isEqualTo(document("a", "Rome"));
    assertThat(database.heads()).hasSize(1);
  }

  @Test
  void close_database_refusesEverything() {
    database.close();
    database.close();

    assertThatThrownBy(() -> database.put(document("a", "Rome")))
        .isInstanceOf(ClosedException.class)
        .hasMessage(
            "Database is closed {address=%s}. Open it again at its node.", database.address());
    assertThatThrownBy(() -> database.delete("a")).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> database.get("a")).isInstanceOf(ClosedException.class);
    assertThatThrownBy(database::all).isInstanceOf(ClosedException.class);
    assertThatThrownBy(database::count).isInstanceOf(ClosedException.class);
    assertThatThrownBy(database::heads).isInstanceOf(ClosedException.class);
    assertThatThrownBy(database::drop).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> database.join(List.of(), cid -> null))
        .isInstanceOf(ClosedException.class);
    assertThat(database.name()).isEqualTo("places");
  }

  @Test
  void options_outOfRange_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DocumentOptions.defaults().withIndexBy(""))
        .withMessage(
            "Field that holds the key has no name. Name the field, or leave indexBy at its default"
                + " _id.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DocumentOptions.defaults().withReferencesCount(-1))
        .withMessage(
            "Number of references is out of range {referencesCount=-1}. Give a number from 0 to"
                + " 128.");
  }

  /** Joins a log that something else than a documents database wrote. */
  private void joinForeign(List<CborMap> payloads) {
    DatabaseContext context = database.engine().context();
    Storage elsewhere = new MemoryStorage();
    Oplog log =
        Oplog.open(
            database.address().toString(),
            context.identity(),
            context.identities(),
            new BlockStore(elsewhere),
            elsewhere,
            database.log().access(),
            OplogOptions.of(0));
    Staged staged = log.stage();
    payloads.forEach(staged::append);
    StorageBatch batch = new StorageBatch();
    staged.writeTo(batch);
    elsewhere.write(batch);
    staged.applied();
    database.join(log.heads(), new BlockStore(elsewhere)::find);
  }
}
