package io.debros.store.index;

import static io.debros.store.index.IndexFixture.byField;
import static io.debros.store.index.IndexFixture.byFieldOfGroup;
import static io.debros.store.index.IndexFixture.bytes;
import static io.debros.store.index.IndexFixture.delete;
import static io.debros.store.index.IndexFixture.document;
import static io.debros.store.index.IndexFixture.put;
import static io.debros.store.index.IndexFixture.scan;
import static io.debros.store.index.IndexFixture.scanGroup;
import static io.debros.store.index.IndexFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.testing.FaultyStorage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

class FieldIndexTest {
  private static final ValueRange ALL = ValueRange.all();

  private final FaultyStorage storage = new FaultyStorage(new MemoryStorage());
  private Indexes indexes = Indexes.open(storage);
  private final int users = indexes.databaseId("/orbitdb/users");
  private final int posts = indexes.databaseId("/orbitdb/posts");

  @Test
  void ensure_rowsThereAlready_areIndexed() {
    write(
        storage,
        indexes,
        put(users, "1", 1, "w", document("name", "ada")),
        put(users, "2", 2, "w", document("name", "bob")),
        put(users, "3", 3, "w", document("other", "x")),
        put(users, "4", 4, "w", document("name", "gone")),
        delete(users, "4", 5, "w"));

    indexes.fields().ensure(users, byField("by-name", "name"));

    assertThat(scan(storage, indexes, users, "by-name", ALL)).containsExactly("ada@1/1", "bob@1/2");
    assertThat(indexes.fields().names(users)).containsExactly("by-name");
  }

  @Test
  void write_ofIndexedDatabase_keepsIndexAtSnapshotsToo() {
    indexes.fields().ensure(users, byField("by-name", "name"));
    write(storage, indexes, put(users, "1", 1, "w", document("name", "ada")));
    try (StorageSnapshot before = storage.snapshot()) {
      write(storage, indexes, put(users, "1", 2, "w", document("name", "eve")));

      assertThat(scan(storage, indexes, users, "by-name", ALL)).containsExactly("eve@1/1");
      assertThat(scan(before, indexes, users, "by-name", ALL)).containsExactly("ada@1/1");
    }
    write(storage, indexes, delete(users, "1", 3, "w"));
    assertThat(scan(storage, indexes, users, "by-name", ALL)).isEmpty();
  }

  @Test
  void write_valueIsNoDocument_isNotIndexed() {
    indexes.fields().ensure(users, byField("by-name", "name"));
    byte[] number = DagCbor.encode(new CborInt(7));
    WinningEntry entry = WinningEntry.put(Cid.ofDagCbor(number), new Clock("w", 1), number);

    write(storage, indexes, new IndexFixture.Operation(users, "1", entry));

    assertThat(scan(storage, indexes, users, "by-name", ALL)).isEmpty();
    assertThat(indexes.keys().count(storage, users)).isEqualTo(1);
  }

  @Test
  void ensure_otherFingerprint_buildsAnewAndRemovesOldRows() {
    indexes.fields().ensure(users, byField("by", "name"));
    write(storage, indexes, put(users, "1", 1, "w", document("name", "ada")));
    write(storage, indexes, put(users, "2", 1, "w", document("email", "bob@x")));

    indexes.fields().ensure(users, byField("by", "email"));

    assertThat(scan(storage, indexes, users, "by", ALL)).containsExactly("bob@x@1/2");
    assertThat(rowsOnDisk()).isEqualTo(1);
  }

  @Test
  void ensure_sameDefinitionAfterReopen_keepsRowsWithoutBuilding() {
    indexes.fields().ensure(users, byField("by-name", "name"));
    write(storage, indexes, put(users, "1", 1, "w", document("name", "ada")));

    indexes = Indexes.open(storage);
    storage.fillDisk();
    indexes.fields().ensure(users, byField("by-name", "name"));

    assertThat(scan(storage, indexes, users, "by-name", ALL)).containsExactly("ada@1/1");
  }

  @Test
  void ensure_failsAtAnyWrite_nextOneBuildsIt() {
    for (int i = 0; i < 40; i++) { // several batches of a mebibyte
      write(storage, indexes, put(users, "k" + i, i, "w", document("name", "x".repeat(70_000))));
    }
    IndexDefinition definition = byField("by-name", "name");
    int failures = 0;

    while (!ensures(definition, failures)) {
      assertThatThrownBy(() -> scan(storage, indexes, users, "by-name", ALL))
          .hasMessageContaining("Index is not there");
      failures++;
    }

    assertThat(failures).isGreaterThan(3);
    assertThat(scan(storage, indexes, users, "by-name", ALL)).hasSize(40);
    assertThat(rowsOnDisk()).isEqualTo(40);
  }

  private boolean ensures(IndexDefinition definition, int writes) {
    storage.fillDiskAfter(writes);
    try {
      indexes.fields().ensure(users, definition);
      return true;
    } catch (StorageException diskFull) {
      return false;
    } finally {
      storage.freeDisk();
      indexes = scannable(definition) ? indexes : Indexes.open(storage);
    }
  }

  private boolean scannable(IndexDefinition definition) {
    return indexes.fields().names(users).contains(definition.name());
  }

  @Test
  void write_withoutTheDefinition_indexIsBuiltAnewLater() {
    indexes.fields().ensure(users, byField("by-name", "name"));
    indexes.fields().ensure(users, byFieldOfGroup("g", "shared", "name"));
    indexes.fields().ensure(posts, byFieldOfGroup("g", "shared", "name"));
    write(storage, indexes, put(users, "1", 1, "w", document("name", "ada")));
    write(storage, indexes, put(posts, "9", 1, "w", document("name", "zoe")));

    indexes = Indexes.open(storage);
    write(storage, indexes, put(users, "1", 2, "w", document("name", "eve")));

    assertThat(scanGroup(storage, indexes, "g", "shared", ALL)).containsExactly("zoe@2/9");
    indexes.fields().ensure(users, byField("by-name", "name"));
    indexes.fields().ensure(users, byFieldOfGroup("g", "shared", "name"));
    assertThat(scan(storage, indexes, users, "by-name", ALL)).containsExactly("eve@1/1");
    assertThat(scanGroup(storage, indexes, "g", "shared", ALL))
        .containsExactly("eve@1/1", "zoe@2/9");
  }

  @Test
  void write_afterEnsureFollowedAWriteWithoutIt_isIndexed() {
    indexes.fields().ensure(users, byField("by-name", "name"));
    indexes = Indexes.open(storage);
    write(storage, indexes, put(users, "1", 1, "w", document("name", "ada")));
    indexes.fields().ensure(users, byField("by-name", "name"));

    write(storage, indexes, put(users, "2", 2, "w", document("name", "bob")));

    assertThat(scan(storage, indexes, users, "by-name", ALL)).containsExactly("ada@1/1", "bob@1/2");
  }

  @Test
  void scanGroup_severalDatabases_orderedByValueThenDatabase() {
    IndexDefinition shared = byFieldOfGroup("g", "shared", "name");
    indexes.fields().ensure(users, shared);
    indexes.fields().ensure(posts, shared);
    write(
        storage,
        indexes,
        put(posts, "1", 1, "w", document("name", "ada")),
        put(users, "2", 1, "w", document("name", "ada")),
        put(users, "3", 1, "w", document("name", "bob")));

    assertThat(scanGroup(storage, indexes, "g", "shared", ALL))
        .containsExactly("ada@1/2", "ada@2/1", "bob@1/3");
    assertThat(scan(storage, indexes, users, "shared", ALL)).containsExactly("ada@1/2", "bob@1/3");
  }

  @Test
  void ensure_otherFingerprintOfGroup_buildsAllItsDatabases() {
    indexes.fields().ensure(users, byFieldOfGroup("g", "shared", "name"));
    indexes.fields().ensure(posts, byFieldOfGroup("g", "shared", "name"));
    write(storage, indexes, put(users, "1", 1, "w", document("email", "a@x")));
    write(storage, indexes, put(posts, "2", 1, "w", document("email", "b@x")));

    indexes.fields().ensure(users, byFieldOfGroup("g", "shared", "email"));
    write(storage, indexes, put(posts, "3", 2, "w", document("email", "c@x")));

    assertThat(scanGroup(storage, indexes, "g", "shared", ALL))
        .containsExactly("a@x@1/1", "b@x@2/2", "c@x@2/3");
  }

  /** An index was built for other databases of the group while they were written to. */
  @Test
  void ensure_otherDatabaseOfGroupIsWrittenTo_itIsBuiltLater() throws Exception {
    indexes.fields().ensure(posts, byFieldOfGroup("g", "shared", "name"));
    write(storage, indexes, put(posts, "2", 1, "w", document("email", "b@x")));
    Lock writer = indexes.writeLock("/orbitdb/posts");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      thread.submit(writer::lock).get();

      indexes.fields().ensure(users, byFieldOfGroup("g", "shared", "email"));

      assertThat(scanGroup(storage, indexes, "g", "shared", ALL)).isEmpty();
      thread.submit(writer::unlock).get();
    } finally {
      thread.shutdown();
    }

    indexes.fields().ensure(posts, byFieldOfGroup("g", "shared", "email"));
    assertThat(scanGroup(storage, indexes, "g", "shared", ALL)).containsExactly("b@x@2/2");
  }

  @Test
  void drop_index_isGoneAndCanComeBack() {
    indexes.fields().ensure(users, byField("by-name", "name"));
    indexes.fields().ensure(users, byFieldOfGroup("g", "shared", "name"));
    indexes.fields().ensure(posts, byFieldOfGroup("g", "shared", "name"));
    write(storage, indexes, put(users, "1", 1, "w", document("name", "ada")));
    write(storage, indexes, put(posts, "2", 1, "w", document("name", "bob")));

    indexes.fields().drop(users, "by-name", null);
    indexes.fields().drop(users, "shared", "g");
    indexes.fields().drop(users, "never there", null);

    assertThat(indexes.fields().names(users)).isEmpty();
    assertThatThrownBy(() -> scan(storage, indexes, users, "by-name", ALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Index is not there {database=1, index=by-name}");
    assertThat(scanGroup(storage, indexes, "g", "shared", ALL)).containsExactly("bob@2/2");
    assertThat(rowsOnDisk()).isEqualTo(1);
    write(storage, indexes, put(users, "3", 2, "w", document("name", "cyd")));
    indexes.fields().ensure(users, byFieldOfGroup("g", "shared", "name"));
    assertThat(scanGroup(storage, indexes, "g", "shared", ALL))
        .containsExactly("ada@1/1", "bob@2/2", "cyd@1/3");
  }

  @Test
  void scan_snapshotOlderThanTheIndex_isRefused() {
    write(storage, indexes, put(users, "1", 1, "w", document("name", "ada")));
    try (StorageSnapshot older = storage.snapshot()) {
      indexes.fields().ensure(users, byField("by-name", "name"));
      indexes.fields().ensure(users, byFieldOfGroup("g", "shared", "name"));

      assertThatThrownBy(() -> scan(older, indexes, users, "by-name", ALL))
          .hasMessageContaining("snapshot taken after that");
      assertThatThrownBy(() -> scanGroup(older, indexes, "g", "shared", ALL))
          .hasMessageContaining("Index is not there {group=g, index=shared}");
    }
  }

  @Test
  void ensure_nameOfAnotherKind_isRefused() {
    indexes.fields().ensure(users, byField("by-name", "name"));

    assertThatThrownBy(() -> indexes.fields().ensure(users, byFieldOfGroup("g", "by-name", "name")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two indexes of one name");
  }

  @Test
  void stage_lookup_seesItsOwnChanges() {
    indexes.fields().ensure(users, byField("by-name", "name"));
    write(
        storage,
        indexes,
        put(users, "1", 1, "w", document("name", "ada")),
        put(users, "2", 1, "w", document("name", "ada")),
        put(users, "3", 1, "w", document("name", "ada")));
    IndexStage stage = indexes.stage();

    stage.add(users, "1", delete(users, "1", 2, "w").entry());
    stage.add(users, "2", put(users, "2", 2, "w", document("name", "eve")).entry());
    stage.add(users, "4", put(users, "4", 2, "w", document("name", "ada")).entry());
    stage.add(users, "3", put(users, "3", 0, "w", document("name", "late")).entry());

    assertThat(stage.lookup(users, "by-name", bytes("ada"))).containsExactly("3", "4");
    assertThat(stage.lookup(users, "by-name", bytes("eve"))).containsExactly("2");
    assertThat(stage.changes()).extracting(RowChange::key).containsExactly("1", "2", "4");
    assertThat(scan(storage, indexes, users, "by-name", ALL)).hasSize(3);
  }

  private int rowsOnDisk() {
    int rows = 0;
    try (StorageCursor cursor =
        storage.scan(FieldRows.FIELDS, KeyRange.all(), Direction.ASCENDING)) {
      while (cursor.next()) {
        rows++;
      }
    }
    return rows;
  }
}
