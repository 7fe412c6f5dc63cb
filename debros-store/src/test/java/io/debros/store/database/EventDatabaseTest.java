package io.debros.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.IteratorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventDatabaseTest {
  private static final DatabaseOptions EVERYBODY =
      DatabaseOptions.defaults().withWrite(List.of("*"));

  private final DatabaseFixture fixture = new DatabaseFixture();
  private final EventDatabase events = fixture.node.openEvents("events", EVERYBODY);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void add_anyValue_isFoundByItsHash() {
    Cid text = events.add(new CborText("text"));
    Cid nothing = events.add(CborNull.NULL);

    assertThat(events.type()).isEqualTo("events");
    assertThat(events.get(text)).isEqualTo(new CborText("text"));
    assertThat(events.find(nothing)).isEqualTo(CborNull.NULL);
    assertThat(events.all()).extracting(Row::hash).containsExactly(text, nothing);
    assertThat(events.count()).isEqualTo(2);
  }

  @Test
  void get_unknownHash_saysWhatToDo() {
    Cid unknown = Cid.ofDagCbor(new byte[] {1});

    assertThat(events.find(unknown)).isNull();
    assertThatThrownBy(() -> events.get(unknown))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Database shows no event of this hash {entry=%s, address=%s}. Give what add returned,"
                + " here or at a peer whose entries were joined.",
            unknown, events.address());
  }

  @Test
  void addAll_fullDisk_addsNothing() {
    List<CborValue> values = numbers(0, 10);
    fixture.storage.fillDisk();

    assertThatThrownBy(() -> events.addAll(values)).isInstanceOf(StorageException.class);

    fixture.storage.freeDisk();
    assertThat(events.all()).isEmpty();
    assertThat(events.addAll(values)).hasSize(10);
    assertThat(events.all()).extracting(Row::value).isEqualTo(values);
  }

  @Test
  void load_moreThanABatch_addsAllInOrder() {
    List<CborValue> values = numbers(0, 1_203);

    long loaded = events.load(values.iterator());

    assertThat(loaded).isEqualTo(1_203);
    assertThat(events.all()).extracting(Row::value).isEqualTo(values);
    assertThat(events.log().values()).hasSize(1_203);
  }

  /** Batches before the one that fails stay, and what is here says how far it got. */
  @Test
  void load_sourceFails_keepsTheBatchesBefore() {
    Iterable<CborValue> source =
        () ->
            IntStream.range(0, 5_000)
                .mapToObj(
                    i -> {
                      if (i == 2_500) {
                        throw new IllegalStateException("source of the test");
                      }
                      return (CborValue) new CborInt(i);
                    })
                .iterator();

    assertThatThrownBy(() -> events.load(source.iterator()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("source of the test");

    assertThat(events.count()).isEqualTo(2_000);
    assertThat(events.add(new CborInt(-1))).isNotNull();
  }

  @Test
  void iterator_rangesOfAForkedLog_areThoseOfTheLog() {
    try (DebrosNode other = DebrosNode.open(NodeSettings.inMemory())) {
      EventDatabase theirs = other.openEvents("events", EVERYBODY);
      for (int round = 0; round < 6; round++) {
        events.add(new CborInt(round));
        theirs.add(new CborInt(100 + round));
        if (round % 2 == 0) {
          events.join(theirs.heads(), theirs.engine().context().blocks()::find);
        }
      }
      events.join(theirs.heads(), theirs.engine().context().blocks()::find);

      List<Cid> hashes = events.log().values().stream().map(entry -> entry.hash()).toList();
      for (Cid bound : hashes) {
        for (int amount = -1; amount <= hashes.size() + 1; amount++) {
          IteratorOptions all = IteratorOptions.newest(amount);
          assertLikeLog(all);
          assertLikeLog(all.withGt(bound));
          assertLikeLog(all.withGte(bound));
          assertLikeLog(all.withLt(bound));
          assertLikeLog(all.withLte(bound).withGt(hashes.get(2)));
          assertLikeLog(all.withLte(bound));
        }
      }
    }
  }

  private void assertLikeLog(IteratorOptions options) {
    assertThat(events.iterator(options).toList())
        .as("%s", options)
        .extracting(Row::hash)
        .isEqualTo(
            events.log().iterator(options).toList().stream().map(entry -> entry.hash()).toList());
  }

  @Test
  void iterator_unknownBound_isRefused() {
    Cid unknown = Cid.ofDagCbor(new byte[] {1});

    for (IteratorOptions options :
        List.of(
            IteratorOptions.all().withGt(unknown),
            IteratorOptions.all().withGte(unknown),
            IteratorOptions.all().withLt(unknown),
            IteratorOptions.all().withLte(unknown))) {
      assertThatThrownBy(() -> events.iterator(options))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("Bound is not an entry of the log");
    }
  }

  @Test
  void oldestFirst_whileOthersAdd_showsTheMomentOfTheCall() {
    events.addAll(numbers(0, 3));

    try (RowCursor<Row> rows = events.oldestFirst()) {
      events.addAll(numbers(3, 5));
      List<CborValue> shown = new ArrayList<>();
      while (rows.next()) {
        shown.add(rows.row().value());
      }
      assertThat(shown).isEqualTo(numbers(0, 3));
    }
  }

  /** A writer that means other databases: nothing of it is an event. */
  @Test
  void all_foreignOperations_areNotShown() {
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(events))) {
      transaction.append(events, KeyOperations.put("key", new CborInt(1)));
      transaction.append(events, KeyOperations.delete("key"));
      transaction.append(events, new CborText("ADD"));
      transaction.append(events, CborMap.builder().put("op", "ADD").build());
      transaction.append(
          events, CborMap.builder().put("op", "add").put("value", CborNull.NULL).build());
      transaction.append(events, events.addOperation(new CborInt(2)));
      transaction.commit();
    }

    assertThat(events.all()).extracting(Row::value).containsExactly(new CborInt(2));
    assertThat(events.iterator(IteratorOptions.newest(3)).toList()).hasSize(1);
    assertThat(events.log().values()).hasSize(6);
  }

  @Test
  void reopen_all_isThere() {
    events.addAll(numbers(0, 3));
    events.close();

    EventDatabase again = fixture.node.openEvents("events", EVERYBODY);

    assertThat(again).isNotSameAs(events);
    assertThat(again.all()).extracting(Row::value).isEqualTo(numbers(0, 3));
  }

  @Test
  void open_otherReferences_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fixture.node.openEvents("events", EVERYBODY.withReferencesCount(0)))
        .withMessage(
            "Database is open with other options {address=%s, referencesCount=16}."
                + " Open it with these options, or close it first.",
            events.address());
  }

  private static List<CborValue> numbers(int from, int to) {
    return IntStream.range(from, to).<CborValue>mapToObj(CborInt::new).toList();
  }
}
