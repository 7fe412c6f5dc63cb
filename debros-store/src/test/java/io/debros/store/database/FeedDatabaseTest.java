package io.debros.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.NotFoundException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.IteratorOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedDatabaseTest {
  private static final DatabaseOptions EVERYBODY =
      DatabaseOptions.defaults().withWrite(List.of("*"));

  private final DatabaseFixture fixture = new DatabaseFixture();
  private final FeedDatabase feed = fixture.node.openFeed("feed", EVERYBODY);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void remove_event_isNotShownAnyMore() {
    Cid first = feed.add(new CborInt(1));
    Cid second = feed.add(new CborInt(2));

    Cid removal = feed.remove(first);

    assertThat(feed.find(first)).isNull();
    assertThat(feed.all()).extracting(Row::hash).containsExactly(second);
    assertThat(feed.count()).isEqualTo(1);
    assertThat(feed.log().values()).extracting(Entry::hash).containsExactly(first, second, removal);
    assertThatThrownBy(() -> feed.get(first)).isInstanceOf(NotFoundException.class);
  }

  /** The wire form that formats.md promises. */
  @Test
  void remove_event_isWrittenAsDelOfItsHash() {
    Cid added = feed.add(new CborText("x"));
    feed.remove(added);

    assertThat(feed.type()).isEqualTo("events");
    assertThat(feed.log().values())
        .extracting(entry -> DagCbor.encode(entry.payload()))
        .containsExactly(
            DagCbor.encode(EventOperations.add(new CborText("x"))),
            DagCbor.encode(KeyOperations.delete(added.toString())));
  }

  @Test
  void remove_absentOrRemoved_isRefused() {
    Cid added = feed.add(new CborInt(1));
    Cid removal = feed.remove(added);

    for (Cid absent : List.of(added, removal)) {
      assertThatThrownBy(() -> feed.remove(absent))
          .isInstanceOf(NotFoundException.class)
          .hasMessage(
              "No event of this hash in the feed {entry=%s, address=%s}."
                  + " Remove only what find(hash) finds.",
              absent, feed.address());
    }
    assertThat(feed.log().values()).hasSize(2);
  }

  @Test
  void iterator_amountAndBounds_countWhatIsShown() {
    List<Cid> added =
        feed.addAll(List.of(new CborInt(0), new CborInt(1), new CborInt(2), new CborInt(3)));
    Cid removal = feed.remove(added.get(1));
    Cid last = feed.add(new CborInt(4));

    assertThat(hashes(IteratorOptions.newest(3))).containsExactly(last, added.get(3), added.get(2));
    assertThat(hashes(IteratorOptions.newest(2).withGt(added.get(0))))
        .containsExactly(added.get(3), added.get(2));
    assertThat(hashes(IteratorOptions.newest(2).withLte(removal)))
        .containsExactly(added.get(3), added.get(2));
    assertThat(hashes(IteratorOptions.all().withLt(last).withGte(added.get(1))))
        .containsExactly(added.get(3), added.get(2));
    assertThat(hashes(IteratorOptions.all().withGt(removal))).containsExactly(last);
  }

  @Test
  void join_removalBeforeOrAfter_givesTheSame() {
    try (DebrosNode a = DebrosNode.open(NodeSettings.inMemory());
        DebrosNode b = DebrosNode.open(NodeSettings.inMemory())) {
      FeedDatabase first = a.openFeed("feed", EVERYBODY);
      FeedDatabase second = b.openFeed("feed", EVERYBODY);
      Cid added = feed.add(new CborInt(1));
      join(first, feed);
      join(second, feed);
      first.remove(added);
      second.add(new CborInt(2));

      join(feed, second);
      join(feed, first);
      join(second, first);
      join(first, second);

      assertThat(feed.all()).isEqualTo(second.all()).isEqualTo(first.all()).hasSize(1);
    }
  }

  /** The same address opened as what JavaScript takes it for: nothing is removed there. */
  @Test
  void openEvents_ofAFeed_showsWhatWasRemoved() {
    Cid first = feed.add(new CborInt(1));
    Cid second = feed.add(new CborInt(2));
    feed.remove(first);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fixture.node.openEvents("feed", EVERYBODY))
        .withMessage(
            "Database is open as another type {address=%s, open=FeedDatabase, asked=EventDatabase}."
                + " Use the open one, or close it first.",
            feed.address());
    feed.close();

    EventDatabase events = fixture.node.openEvents("feed", EVERYBODY);
    assertThat(events.all()).extracting(Row::hash).containsExactly(first, second);
    events.close();

    FeedDatabase again = fixture.node.openFeed("feed", EVERYBODY);
    assertThat(again.all()).extracting(Row::hash).containsExactly(second);
  }

  private List<Cid> hashes(IteratorOptions options) {
    return feed.iterator(options).toList().stream().map(Row::hash).toList();
  }

  private static void join(FeedDatabase to, FeedDatabase from) {
    to.join(from.heads(), from.engine().context().blocks()::find);
  }
}
