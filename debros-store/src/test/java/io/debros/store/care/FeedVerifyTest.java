package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.CounterDatabase;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.FeedDatabase;
import io.debros.store.database.Row;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Care of databases whose manifest names another type than the one they are opened by. */
class FeedVerifyTest {
  private static final DatabaseOptions OPTIONS = DatabaseOptions.defaults();
  private static final Space KEYS = new Space("keys");

  private final MemoryStorage storage = new MemoryStorage();
  private final NodeSettings settings = NodeSettings.inMemory().withKeyStore(new MemoryKeyStore());
  private final DebrosNode node = DebrosNode.open(settings, storage);
  private List<Row> events;

  @BeforeEach
  void write() {
    FeedDatabase feed = node.openFeed("feed", OPTIONS);
    List<Cid> added =
        IntStream.range(0, 6).mapToObj(i -> feed.add(new CborText("event " + i))).toList();
    feed.remove(added.get(1));
    feed.remove(added.get(4));
    node.openCounter("counter", OPTIONS).increment(3);
    node.openCounter("counter", OPTIONS).decrement(1);
    events = feed.all();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void verify_openOrClosed_countsRowsByTheRightRules() {
    assertRows(verify(), 4L);
    node.openFeed("feed", OPTIONS).close();
    node.openCounter("counter", OPTIONS).close();
    assertRows(verify(), 4L);
    node.openEvents("feed", OPTIONS).close();
    assertRows(verify(), 6L);
  }

  @Test
  void verify_rowOfClosedFeedDamaged_isReported() {
    node.openFeed("feed", OPTIONS).close();
    damageRowOf("feed");

    assertThat(verify().all()).extracting(Finding::kind).contains(FindingKind.KEY_INDEX_WRONG);
  }

  @Test
  void repair_closedFeedAndCounter_showsTheSameWhenOpened() {
    node.openFeed("feed", OPTIONS).close();
    node.openCounter("counter", OPTIONS).close();
    damageRowOf("feed");

    RepairReport report = node.care().repair(RepairOptions.defaults(), Progress.NONE);

    assertThat(report.after().all()).isEmpty();
    assertThat(node.openFeed("feed", OPTIONS).all()).isEqualTo(events);
    assertThat(node.openCounter("counter", OPTIONS).value()).isEqualTo(2);
    assertRows(verify(), 4L);
  }

  @Test
  void repair_openFeedAndCounter_areClosedAndShowTheSameWhenOpened() {
    FeedDatabase feed = node.openFeed("feed", OPTIONS);
    damageRowOf("feed");
    damageRowOf("counter");

    RepairReport report = node.care().repair(RepairOptions.defaults(), Progress.NONE);

    assertThat(report.before().isClean()).isFalse();
    assertThat(report.after().all()).isEmpty();
    assertThat(feed.isClosed()).isTrue();
    assertThat(node.openFeed("feed", OPTIONS).all()).isEqualTo(events);
    CounterDatabase counter = node.openCounter("counter", OPTIONS);
    counter.increment(10);
    assertThat(counter.value()).isEqualTo(12);
  }

  @Test
  void verify_removalSeenAsEvents_isNoDamage() {
    node.openFeed("feed", OPTIONS).close();
    try (EventDatabase plain = node.openEvents("feed", OPTIONS)) {
      assertThat(plain.all()).hasSize(6);
      assertThat(verify().all()).isEmpty();
    }
  }

  private void assertRows(VerifyReport report, long feed) {
    assertThat(report.all()).isEmpty();
    assertThat(report.databases())
        .extracting(DatabaseReport::name, DatabaseReport::rows)
        .containsExactlyInAnyOrder(tuple("feed", feed), tuple("counter", 1L));
  }

  /** Changes the value of the last row; rows stand in the order of the numbers of databases. */
  private void damageRowOf(String name) {
    List<RowDamage.Row> rows = RowDamage.rows(storage, KEYS);
    RowDamage.Row row = name.equals("feed") ? rows.get(0) : rows.get(rows.size() - 1);
    byte[] changed = row.value().clone();
    changed[changed.length - 1] ^= 1;
    storage.write(new StorageBatch().put(KEYS, row.key(), changed));
  }

  private VerifyReport verify() {
    return node.care().verify(VerifyOptions.defaults(), Progress.NONE);
  }
}
