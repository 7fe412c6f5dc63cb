package io.debros.store.index;

import static io.debros.store.index.IndexFixture.byField;
import static io.debros.store.index.IndexFixture.byFieldOfGroup;
import static io.debros.store.index.IndexFixture.delete;
import static io.debros.store.index.IndexFixture.document;
import static io.debros.store.index.IndexFixture.keyOrder;
import static io.debros.store.index.IndexFixture.logOrder;
import static io.debros.store.index.IndexFixture.put;
import static io.debros.store.index.IndexFixture.scanGroup;
import static io.debros.store.index.IndexFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.index.IndexFixture.Operation;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.testing.FaultyStorage;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexesTest {
  private final FaultyStorage storage = new FaultyStorage(new MemoryStorage());
  private Indexes indexes = Indexes.open(storage);
  private final int users = indexes.databaseId("/orbitdb/users");
  private final int posts = indexes.databaseId("/orbitdb/posts");

  @Test
  void databaseId_sameAddress_sameNumberAlsoAfterReopen() {
    Indexes again = Indexes.open(storage);

    assertThat(users).isNotEqualTo(posts);
    assertThat(again.databaseId("/orbitdb/posts")).isEqualTo(posts);
    assertThat(again.databaseId("/orbitdb/new")).isNotIn(users, posts);
    assertThat(again.addressOf(storage, users)).isEqualTo("/orbitdb/users");
    assertThatThrownBy(() -> again.addressOf(storage, 99)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void find_lateOlderEntry_changesNothing() {
    Operation newer = put(users, "1", 5, "w", document("name", "new"));

    write(storage, indexes, newer);
    write(storage, indexes, put(users, "1", 4, "z", document("name", "old")));
    write(storage, indexes, delete(users, "1", 5, "a"));

    WinningEntry found = indexes.keys().find(storage, users, "1");
    assertThat(found).isEqualTo(newer.entry());
    assertThat(found.clock()).isEqualTo(newer.entry().clock());
    assertThat(found.value()).isEqualTo(newer.entry().value());
  }

  @Test
  void find_deletedKey_remembersTheDeletion() {
    Operation deletion = delete(users, "1", 5, "w");

    write(storage, indexes, deletion);
    write(storage, indexes, put(users, "1", 4, "w", document("name", "late")));

    assertThat(indexes.keys().find(storage, users, "1")).isEqualTo(deletion.entry());
    assertThat(indexes.keys().findLive(storage, users, "1")).isNull();
    assertThat(indexes.keys().find(storage, users, "2")).isNull();
    assertThat(indexes.keys().count(storage, users)).isZero();
    assertThat(logOrder(storage, indexes, users, Direction.ASCENDING)).isEmpty();
    assertThat(keyOrder(storage, indexes, users)).isEmpty();
  }

  @Test
  void inLogOrder_overwrittenKey_movesToTheEnd() {
    Operation second = put(users, "2", 2, "w", document("name", "two"));
    Operation first = put(users, "1", 3, "w", document("name", "again"));
    write(storage, indexes, put(users, "1", 1, "w", document("name", "one")), second, first);
    write(storage, indexes, put(posts, "9", 9, "w", document("name", "other database")));

    List<String> rows = logOrder(storage, indexes, users, Direction.ASCENDING);

    assertThat(rows).containsExactly("2=" + second.entry().hash(), "1=" + first.entry().hash());
  }

  @Test
  void cursor_offItsRows_refuses() {
    write(storage, indexes, put(users, "1", 1, "w", document("name", "one")));

    try (StorageSnapshot snapshot = storage.snapshot();
        KeyCursor rows = indexes.keys().inLogOrder(snapshot, users, Direction.ASCENDING)) {
      assertThatThrownBy(rows::key).isInstanceOf(IllegalStateException.class);
      assertThat(rows.next()).isTrue();
      assertThat(rows.key()).isEqualTo("1");
      assertThat(rows.next()).isFalse();
      assertThatThrownBy(rows::entry).hasMessageContaining("stands on no row");
    }
  }

  @Test
  void stage_notWritten_changesNothing() {
    IndexStage stage = indexes.stage();
    Operation operation = put(users, "1", 1, "w", document("name", "one"));

    boolean newest = stage.add(users, "1", operation.entry());
    boolean again = stage.add(users, "1", operation.entry());

    assertThat(newest).isTrue();
    assertThat(again).isFalse();
    assertThat(stage.find(users, "1")).isEqualTo(operation.entry());
    assertThat(stage.find(users, "2")).isNull();
    assertThat(indexes.keys().find(storage, users, "1")).isNull();
  }

  @Test
  void drop_database_itsRowsGoOthersStay() {
    ensureAndFill();
    StorageBatch batch = new StorageBatch();

    indexes.drop(batch, "/orbitdb/users");
    assertThat(indexes.keys().count(storage, users)).isEqualTo(1);
    storage.write(batch);
    indexes.dropped(users);

    assertOnlyPostsAreLeft();
  }

  @Test
  void drop_failsWhileRowsAreRemoved_nextOpenGoesOn() {
    ensureAndFill();
    StorageBatch batch = new StorageBatch();
    indexes.drop(batch, "/orbitdb/users");
    storage.write(batch);
    storage.fillDiskAfter(1);
    assertThatThrownBy(() -> indexes.dropped(users)).isInstanceOf(StorageException.class);
    assertThat(scanGroup(storage, indexes, "g", "shared", ValueRange.all()))
        .containsExactly("bob@2/1");
    storage.freeDisk();

    indexes = Indexes.open(storage);

    assertOnlyPostsAreLeft();
  }

  private void ensureAndFill() {
    indexes.fields().ensure(users, byField("by-name", "name"));
    indexes.fields().ensure(users, byFieldOfGroup("g", "shared", "name"));
    indexes.fields().ensure(posts, byFieldOfGroup("g", "shared", "name"));
    write(storage, indexes, put(users, "1", 1, "w", document("name", "ada")));
    write(storage, indexes, put(posts, "1", 1, "w", document("name", "bob")));
  }

  private void assertOnlyPostsAreLeft() {
    assertThat(scanGroup(storage, indexes, "g", "shared", ValueRange.all()))
        .containsExactly("bob@2/1");
    assertThat(rows(KeyRows.KEYS)).isEqualTo(1);
    assertThat(rows(KeyRows.ORDER)).isEqualTo(1);
    assertThat(rows(FieldRows.FIELDS)).isEqualTo(1);
    int again = indexes.databaseId("/orbitdb/users");
    assertThat(again).isNotEqualTo(users);
    assertThat(indexes.keys().count(storage, again)).isZero();
  }

  private int rows(Space space) {
    int rows = 0;
    try (StorageCursor cursor = storage.scan(space, KeyRange.all(), Direction.ASCENDING)) {
      while (cursor.next()) {
        rows++;
      }
    }
    return rows;
  }
}
