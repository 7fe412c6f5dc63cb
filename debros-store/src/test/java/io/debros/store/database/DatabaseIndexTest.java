package io.debros.store.database;

import static io.debros.store.database.DatabaseFixture.byCity;
import static io.debros.store.database.DatabaseFixture.bytes;
import static io.debros.store.database.DatabaseFixture.document;
import static io.debros.store.database.DatabaseFixture.keys;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.debros.store.error.StorageException;
import io.debros.store.index.ValueRange;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What happens when log and index were not written together, as after a restored backup. */
class DatabaseIndexTest {
  private static final int DOCUMENTS = 1_500; // more than one batch of a rebuild

  private final DatabaseFixture fixture = new DatabaseFixture();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private DocumentDatabase database;
  private List<DocumentRow> rows;

  @BeforeEach
  void write() {
    database = fixture.open("places", byCity());
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(database))) {
      for (int i = 0; i < DOCUMENTS; i++) {
        transaction.put(database, document("k" + i, i % 2 == 0 ? "Rome" : "Oslo"));
      }
      transaction.delete(database, "k7");
      transaction.commit();
    }
    rows = database.all();
    database.close();
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    fixture.close();
  }

  @Test
  void open_indexAgrees_isNotRebuilt() {
    assertThat(fixture.open("places").all()).isEqualTo(rows);
    assertThat(log.list).isEmpty();
  }

  @Test
  void open_indexLost_isRebuiltWithOneWarning() {
    fixture.storage.write(
        new StorageBatch()
            .delete(DatabaseIndex.SPACE, database.address().toString().getBytes(UTF_8)));
    deleteAll(new Space("keys"));
    deleteAll(new Space("order"));

    DocumentDatabase reopened = fixture.open("places", byCity());

    assertRebuilt(reopened);
    assertThat(log.list)
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getFormattedMessage())
                    .isEqualTo(
                        "Index of a database does not agree with its log, rebuilding it {address="
                            + database.address()
                            + "}"));
    reopened.close();
    assertThat(fixture.open("places").count()).isEqualTo(rows.size());
    assertThat(log.list).hasSize(1);
  }

  @Test
  void open_rebuildEndsEarly_isDoneByTheNextOpen() {
    fixture.storage.write(
        new StorageBatch()
            .delete(DatabaseIndex.SPACE, database.address().toString().getBytes(UTF_8)));
    int writes = 0;
    boolean failed = true;
    while (failed) {
      fixture.storage.fillDiskAfter(writes++);
      try {
        fixture.open("places", byCity());
        failed = false;
      } catch (StorageException full) {
        assertThat(full).hasMessageContaining("No space left");
      }
    }
    fixture.storage.freeDisk();

    assertThat(writes).as("writes of a rebuild").isGreaterThan(4);
    assertRebuilt(fixture.open("places", byCity()));
  }

  @Test
  void drop_fullDiskAtAnyWrite_isDoneOrNot() {
    for (int writes = 0; writes < 8; writes++) {
      DocumentDatabase open = fixture.open("places", byCity());
      open.put(document("one", "Rome"));
      fixture.storage.fillDiskAfter(writes);
      long before = open.count();

      boolean dropped = dropped(open);

      fixture.storage.freeDisk();
      DocumentDatabase after = fixture.open("places", byCity());
      assertThat(after.count()).isEqualTo(dropped || open.isClosed() ? 0 : before);
      assertThat(after.heads()).hasSize(after.count() == 0 ? 0 : 1);
      assertThat(after.all()).hasSize((int) after.count());
    }
  }

  private static boolean dropped(DocumentDatabase open) {
    try {
      open.drop();
      return true;
    } catch (StorageException full) {
      return false;
    }
  }

  private void assertRebuilt(DocumentDatabase reopened) {
    assertThat(reopened.all()).isEqualTo(rows);
    assertThat(reopened.count()).isEqualTo(rows.size());
    assertThat(reopened.get("k7")).isNull();
    try (StorageSnapshot snapshot = fixture.node.snapshot()) {
      DatabaseView view = reopened.view(snapshot);
      assertThat(keys(view.scan("city", ValueRange.of(bytes("Oslo")), Direction.ASCENDING)))
          .hasSize(DOCUMENTS / 2 - 1);
    }
  }

  private void deleteAll(Space space) {
    StorageBatch batch = new StorageBatch();
    try (StorageCursor cursor = fixture.storage.scan(space, KeyRange.all(), Direction.ASCENDING)) {
      while (cursor.next()) {
        batch.delete(space, cursor.key());
      }
    }
    fixture.storage.write(batch);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(DatabaseIndex.class);
  }
}
