package io.debros.store.storage;

import static io.debros.store.storage.StorageReader.Direction.ASCENDING;
import static io.debros.store.storage.StorageReader.Direction.DESCENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.ClosedException;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.testing.Property;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} promises. */
abstract class StorageContract {
  static final Space SPACE = new Space("things");
  static final Space OTHER = new Space("other-things");

  Storage storage;

  abstract Storage open();

  @BeforeEach
  void openStorage() {
    storage = open();
  }

  @AfterEach
  void closeStorage() {
    storage.close();
  }

  @Test
  void get_neverWritten_isNull() {
    put("b", "1");

    assertThat(storage.get(SPACE, key("a"))).isNull();
    assertThat(storage.get(OTHER, key("b"))).isNull();
  }

  @Test
  void get_keyAndValueOfAnyShape_givesWhatWasPut() {
    byte[] big = new byte[3_000_000];
    Arrays.fill(big, (byte) 7);
    List<byte[]> shapes =
        List.of(new byte[0], new byte[1], new byte[] {-1, -1}, new byte[] {0, 0}, key("ключ"), big);
    StorageBatch batch = new StorageBatch();
    for (byte[] key : shapes.subList(0, 5)) {
      shapes.forEach(value -> batch.put(SPACE, key, value));
    }
    batch.put(OTHER, new byte[0], new byte[0]);

    storage.write(batch);

    for (byte[] key : shapes.subList(0, 5)) {
      assertThat(storage.get(SPACE, key)).isEqualTo(big);
    }
    assertThat(storage.get(OTHER, new byte[0])).isEmpty();
  }

  @Test
  void get_arrayChangedByCaller_storageUnchanged() {
    put("a", "1");

    storage.get(SPACE, key("a"))[0] = 'x';

    assertThat(text(storage.get(SPACE, key("a")))).isEqualTo("1");
  }

  @Test
  void put_twiceInOneBatch_laterCounts() {
    storage.write(new StorageBatch().put(SPACE, key("a"), key("1")).put(SPACE, key("a"), key("2")));

    assertThat(text(storage.get(SPACE, key("a")))).isEqualTo("2");
  }

  @Test
  void delete_afterAndBeforePutInOneBatch_orderCounts() {
    put("b", "0");

    storage.write(
        new StorageBatch()
            .put(SPACE, key("a"), key("1"))
            .delete(SPACE, key("a"))
            .delete(SPACE, key("b"))
            .put(SPACE, key("b"), key("1"))
            .delete(SPACE, key("never there")));

    assertThat(rows(storage, KeyRange.all(), ASCENDING)).containsExactly("b=1");
  }

  @Test
  void deleteRange_amongOtherWrites_removesWhatIsThereThen() {
    put("a", "0");
    put("b", "0");
    put("c", "0");

    storage.write(
        new StorageBatch()
            .put(SPACE, key("ab"), key("1"))
            .deleteRange(SPACE, new KeyRange(key("a"), key("c")))
            .deleteRange(SPACE, new KeyRange(key("c"), key("a")))
            .put(SPACE, key("aa"), key("1")));

    assertThat(rows(storage, KeyRange.all(), ASCENDING)).containsExactly("aa=1", "c=0");
  }

  @Test
  void deleteRange_openSnapshot_stillSeesTheRows() {
    put("a", "0");
    try (StorageSnapshot before = storage.snapshot()) {
      storage.write(new StorageBatch().deleteRange(SPACE, KeyRange.prefix(key("a"))));
      storage.compact();

      assertThat(rows(before, KeyRange.all(), ASCENDING)).containsExactly("a=0");
      assertThat(rows(storage, KeyRange.all(), ASCENDING)).isEmpty();
    }
  }

  @Test
  void deleteRange_withoutEnd_isRefused() {
    StorageBatch batch = new StorageBatch();

    assertThatThrownBy(() -> batch.deleteRange(SPACE, KeyRange.all()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Range to be deleted has no end");
    assertThat(batch.isEmpty()).isTrue();
  }

  @Test
  void spaces_ofSnapshot_holdEveryoneWithRows() {
    storage.write(new StorageBatch().put(SPACE, key("a"), key("1")).put(OTHER, key("a"), key("1")));

    try (StorageSnapshot moment = storage.snapshot()) {
      assertThat(moment.spaces()).contains(SPACE, OTHER);
    }
  }

  @Test
  void compact_afterWrites_changesNothing() {
    put("a", "1");
    put("b", "1");
    storage.write(new StorageBatch().delete(SPACE, key("a")));

    storage.compact();

    assertThat(rows(storage, KeyRange.all(), ASCENDING)).containsExactly("b=1");
  }

  @Test
  void write_sameBatchTwice_sameResult() {
    StorageBatch batch = new StorageBatch().put(SPACE, key("a"), key("1")).delete(SPACE, key("b"));

    storage.write(batch);
    put("b", "2");
    storage.write(batch);

    assertThat(rows(storage, KeyRange.all(), ASCENDING)).containsExactly("a=1");
  }

  @Test
  void write_emptyBatch_changesNothing() {
    storage.write(new StorageBatch());

    assertThat(rows(storage, KeyRange.all(), ASCENDING)).isEmpty();
  }

  @Test
  void write_severalSpaces_keptApart() {
    storage.write(new StorageBatch().put(SPACE, key("a"), key("1")).put(OTHER, key("a"), key("2")));

    storage.write(new StorageBatch().delete(SPACE, key("a")));

    assertThat(storage.get(SPACE, key("a"))).isNull();
    assertThat(text(storage.get(OTHER, key("a")))).isEqualTo("2");
  }

  @Test
  void scan_unsignedOrder_bothDirections() {
    byte[][] ordered = {{}, {0}, {0, 0}, {1}, {127}, {(byte) 128}, {-1}, {-1, 0}, {-1, -1}};
    StorageBatch batch = new StorageBatch();
    for (int i = ordered.length - 1; i >= 0; i--) {
      batch.put(SPACE, ordered[i], new byte[0]);
    }
    storage.write(batch);

    assertThat(keys(KeyRange.all(), ASCENDING)).containsExactly(ordered);
    assertThat(keys(KeyRange.all(), DESCENDING)).containsExactly(reversed(ordered));
  }

  @Test
  void scan_prefix_exactlyKeysThatStartWithIt() {
    byte[][] all = {{1}, {-1}, {-1, -2}, {-1, -1}, {-1, -1, 0}, {-1, -1, -1}};
    for (byte[] key : all) {
      storage.write(new StorageBatch().put(SPACE, key, new byte[0]));
    }

    assertThat(keys(KeyRange.prefix(new byte[] {-1, -1}), ASCENDING))
        .containsExactly(all[3], all[4], all[5]);
    assertThat(keys(KeyRange.prefix(new byte[] {-1, -1}), DESCENDING))
        .containsExactly(all[5], all[4], all[3]);
    assertThat(keys(KeyRange.prefix(new byte[] {1}), DESCENDING)).containsExactly(all[0]);
    assertThat(keys(KeyRange.prefix(new byte[0]), ASCENDING)).hasSize(6);
    assertThat(keys(KeyRange.prefix(new byte[] {1, -1}), ASCENDING)).isEmpty();
  }

  @Test
  void scan_range_fromInclusiveToExclusive() {
    Stream.of("a", "b", "c", "d").forEach(key -> put(key, ""));

    assertThat(rows(storage, range("b", "d"), ASCENDING)).containsExactly("b=", "c=");
    assertThat(rows(storage, range("b", "d"), DESCENDING)).containsExactly("c=", "b=");
    assertThat(rows(storage, range("aa", "bb"), ASCENDING)).containsExactly("b=");
    assertThat(rows(storage, range("c", null), DESCENDING)).containsExactly("d=", "c=");
  }

  @Test
  void scan_emptyOrInvertedRange_noRows() {
    Stream.of("a", "b", "c").forEach(key -> put(key, ""));

    for (Direction direction : Direction.values()) {
      assertThat(rows(storage, range("b", "b"), direction)).isEmpty();
      assertThat(rows(storage, range("c", "a"), direction)).isEmpty();
      assertThat(rows(storage, range("x", null), direction)).isEmpty();
      assertThat(rows(storage, range("", ""), direction)).isEmpty();
    }
  }

  @Test
  void scan_spaceNeverWritten_noRows() {
    try (StorageCursor cursor = storage.scan(OTHER, KeyRange.all(), ASCENDING)) {
      assertThat(cursor.next()).isFalse();
      assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void scan_writesAfterTheCall_notSeen() {
    Stream.of("a", "b", "c").forEach(key -> put(key, "1"));

    List<String> seen = new ArrayList<>();
    try (StorageCursor cursor = storage.scan(SPACE, KeyRange.all(), ASCENDING)) {
      storage.write(
          new StorageBatch()
              .put(SPACE, key("b"), key("2"))
              .delete(SPACE, key("c"))
              .put(SPACE, key("d"), key("2")));
      collect(cursor, seen);
    }

    assertThat(seen).containsExactly("a=1", "b=1", "c=1");
  }

  @Test
  void cursor_beforeFirstAndAfterLastRow_refusesKeyAndValue() {
    put("a", "1");

    try (StorageCursor cursor = storage.scan(SPACE, KeyRange.all(), ASCENDING)) {
      assertThatThrownBy(cursor::key).hasMessageContaining("Call next() first");
      assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
      assertThat(cursor.next()).isTrue();
      assertThat(text(cursor.key()) + text(cursor.key())).isEqualTo("aa");
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.next()).isFalse();
      assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void snapshot_laterWrites_notSeen() {
    Stream.of("a", "b").forEach(key -> put(key, "1"));

    try (StorageSnapshot snapshot = storage.snapshot()) {
      storage.write(
          new StorageBatch()
              .put(SPACE, key("a"), key("2"))
              .delete(SPACE, key("b"))
              .put(SPACE, key("c"), key("2"))
              .put(OTHER, key("new space"), key("2")));

      assertThat(text(snapshot.get(SPACE, key("a")))).isEqualTo("1");
      assertThat(snapshot.get(SPACE, key("c"))).isNull();
      assertThat(snapshot.get(OTHER, key("new space"))).isNull();
      assertThat(rows(snapshot, KeyRange.all(), ASCENDING)).containsExactly("a=1", "b=1");
      assertThat(rows(snapshot, KeyRange.all(), DESCENDING)).containsExactly("b=1", "a=1");
      assertThat(rows(storage, KeyRange.all(), ASCENDING)).containsExactly("a=2", "c=2");
    }
  }

  @Test
  void snapshot_severalOpen_eachItsOwnMoment() {
    List<StorageSnapshot> snapshots = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      put("a", "v" + i);
      snapshots.add(storage.snapshot());
    }

    snapshots.remove(7).close();

    assertThat(text(snapshots.get(0).get(SPACE, key("a")))).isEqualTo("v0");
    assertThat(text(snapshots.get(7).get(SPACE, key("a")))).isEqualTo("v8");
    snapshots.forEach(StorageSnapshot::close);
  }

  @Test
  void sync_afterWrites_keepsThem() {
    put("a", "1");

    storage.sync();
    storage.sync();

    assertThat(text(storage.get(SPACE, key("a")))).isEqualTo("1");
  }

  @Test
  void close_everyCallAfterwards_throwsClosed() {
    put("a", "1");
    StorageSnapshot snapshot = storage.snapshot();
    StorageCursor cursor = storage.scan(SPACE, KeyRange.all(), ASCENDING);
    StorageCursor empty = storage.scan(OTHER, KeyRange.all(), ASCENDING);
    StorageCursor onSnapshot = snapshot.scan(SPACE, KeyRange.all(), ASCENDING);
    cursor.next();

    storage.close();
    storage.close();

    assertClosed(
        () -> storage.get(SPACE, key("a")),
        () -> storage.scan(SPACE, KeyRange.all(), ASCENDING),
        () -> put("b", "1"),
        () -> storage.write(new StorageBatch()),
        storage::sync,
        storage::compact,
        storage::snapshot,
        () -> snapshot.get(SPACE, key("a")),
        () -> snapshot.scan(SPACE, KeyRange.all(), ASCENDING),
        cursor::next,
        cursor::key,
        cursor::value,
        empty::next,
        empty::key,
        onSnapshot::next);
    onSnapshot.close();
    cursor.close();
    empty.close();
    snapshot.close();
  }

  @Test
  void snapshot_closed_itAndItsCursorsThrow() {
    put("a", "1");
    StorageSnapshot snapshot = storage.snapshot();
    StorageCursor cursor = snapshot.scan(SPACE, KeyRange.all(), ASCENDING);
    cursor.next();

    snapshot.close();
    snapshot.close();

    assertClosed(
        () -> snapshot.get(SPACE, key("a")),
        () -> snapshot.scan(SPACE, KeyRange.all(), ASCENDING),
        cursor::next,
        cursor::key);
    assertThat(text(storage.get(SPACE, key("a")))).isEqualTo("1");
  }

  @Test
  void cursor_closed_throws() {
    put("a", "1");
    StorageCursor cursor = storage.scan(SPACE, KeyRange.all(), ASCENDING);
    cursor.next();

    cursor.close();
    cursor.close();

    assertClosed(cursor::next, cursor::key, cursor::value);
  }

  @Test
  void write_concurrentReaders_seeWholeBatches() throws Exception {
    StorageRaces.readersSeeWholeBatches(storage);
  }

  @Test
  void write_concurrentWriters_loseNothing() throws Exception {
    StorageRaces.writersLoseNothing(storage);
  }

  @Test
  void close_whileOthersRead_theyEndWithClosed() throws Exception {
    StorageRaces.closingEndsReaders(storage);
  }

  @Test
  void anyHistory_sameAsSortedMap() {
    Property.check(60, random -> StorageLaw.behavesLikeSortedMap(storage, random));
  }

  private static void assertClosed(ThrowingCallable... calls) {
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call).isInstanceOf(ClosedException.class);
    }
  }

  void put(String key, String value) {
    storage.write(new StorageBatch().put(SPACE, key(key), key(value)));
  }

  private List<byte[]> keys(KeyRange range, Direction direction) {
    List<byte[]> keys = new ArrayList<>();
    try (StorageCursor cursor = storage.scan(SPACE, range, direction)) {
      while (cursor.next()) {
        keys.add(cursor.key());
      }
    }
    return keys;
  }

  static List<String> rows(StorageReader reader, KeyRange range, Direction direction) {
    List<String> rows = new ArrayList<>();
    try (StorageCursor cursor = reader.scan(SPACE, range, direction)) {
      collect(cursor, rows);
    }
    return rows;
  }

  private static void collect(StorageCursor cursor, List<String> rows) {
    while (cursor.next()) {
      rows.add(text(cursor.key()) + "=" + text(cursor.value()));
    }
  }

  private static byte[][] reversed(byte[][] keys) {
    byte[][] reversed = new byte[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      reversed[i] = keys[keys.length - 1 - i];
    }
    return reversed;
  }

  private static KeyRange range(String from, String to) {
    return new KeyRange(key(from), to == null ? null : key(to));
  }

  static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
