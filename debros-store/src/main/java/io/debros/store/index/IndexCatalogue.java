package io.debros.store.index;

import static io.debros.store.error.Problem.problem;
import static io.debros.store.index.CatalogueRows.CATALOGUE;
import static io.debros.store.index.FieldRows.NO_VALUE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.StorageException;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store remembers about databases and indexes. Thread-safe. */
final class IndexCatalogue {
  private final Storage storage;

  IndexCatalogue(Storage storage) {
    this.storage = storage;
  }

  /** How far an index is built for a database. */
  enum State {
    /** No rows yet. */
    EMPTY('e'),
    /** Some rows, which may be wrong. */
    STALE('s'),
    /** Kept with every write. */
    COMPLETE('c');

    private final byte letter;

    State(char letter) {
      this.letter = (byte) letter;
    }

    byte[] encode() {
      return new byte[] {letter};
    }

    static State decode(byte[] stored) {
      return Arrays.stream(values())
          .filter(state -> stored.length == 1 && stored[0] == state.letter)
          .findFirst()
          .orElseThrow(
              () ->
                  new StorageException(
                      problem("State of an index is damaged")
                          .at("bytes", stored.length)
                          .advice("Restore the directory from a backup")));
    }
  }

  /** An index as it was last defined. */
  record StoredIndex(int id, String fingerprint) {}

  /** The number of a database, given to it now if it has none. */
  synchronized int databaseId(String address) {
    Integer known = findDatabaseId(storage, address);
    if (known != null) {
      return known;
    }
    int id = newNumber();
    StorageBatch batch = new StorageBatch();
    putDatabase(batch, id, address);
    storage.write(batch);
    return id;
  }

  static void putDatabase(StorageBatch batch, int databaseId, String address) {
    batch.put(CATALOGUE, CatalogueRows.numberOf(address), CatalogueRows.number(databaseId));
    batch.put(CATALOGUE, CatalogueRows.addressOf(databaseId), address.getBytes(UTF_8));
  }

  /** Null if the database had no number then. */
  static @Nullable Integer findDatabaseId(StorageReader reader, String address) {
    byte[] known = reader.get(CATALOGUE, CatalogueRows.numberOf(address));
    return known == null ? null : new KeyReader(known).int32();
  }

  /** Null if there is none of this number, or it was dropped. */
  static @Nullable String findAddress(StorageReader reader, int databaseId) {
    byte[] address = reader.get(CATALOGUE, CatalogueRows.addressOf(databaseId));
    return address == null ? null : new String(address, UTF_8);
  }

  /** A number never given before, also if the writes that would use it fail. */
  synchronized int newNumber() {
    byte[] stored = storage.get(CATALOGUE, CatalogueRows.NEXT_NUMBER);
    int number = stored == null ? 1 : new KeyReader(stored).int32();
    storage.write(
        new StorageBatch()
            .put(CATALOGUE, CatalogueRows.NEXT_NUMBER, CatalogueRows.number(number + 1)));
    return number;
  }

  static long count(StorageReader reader, int databaseId) {
    byte[] count = reader.get(CATALOGUE, CatalogueRows.count(databaseId));
    return count == null ? 0 : new KeyReader(count).int64();
  }

  /** Writes a counter; zero leaves no row, so that equal states are equal bytes. */
  static void putCount(StorageBatch batch, int databaseId, long count) {
    byte[] key = CatalogueRows.count(databaseId);
    if (count == 0) {
      batch.delete(CATALOGUE, key);
    } else {
      batch.put(CATALOGUE, key, new KeyWriter(Long.BYTES).int64(count).toBytes());
    }
  }

  static @Nullable StoredIndex find(StorageReader reader, byte[] slot) {
    byte[] row = reader.get(CATALOGUE, slot);
    return row == null ? null : stored(row);
  }

  private static StoredIndex stored(byte[] row) {
    KeyReader reader = new KeyReader(row);
    return new StoredIndex(reader.int32(), reader.restAsText());
  }

  static void put(StorageBatch batch, byte[] slot, StoredIndex index) {
    byte[] fingerprint = index.fingerprint.getBytes(UTF_8);
    batch.put(
        CATALOGUE,
        slot,
        new KeyWriter(4 + fingerprint.length).int32(index.id).rest(fingerprint).toBytes());
  }

  /** Null if the database is not in the index. */
  static @Nullable State state(StorageReader reader, int databaseId, int indexId) {
    byte[] state = reader.get(CATALOGUE, CatalogueRows.member(databaseId, indexId));
    return state == null ? null : State.decode(state);
  }

  static void putState(StorageBatch batch, int databaseId, int indexId, State state) {
    batch.put(CATALOGUE, CatalogueRows.member(databaseId, indexId), state.encode());
    batch.put(CATALOGUE, CatalogueRows.reverseMember(indexId, databaseId), NO_VALUE);
    if (state == State.COMPLETE) {
      batch.delete(CATALOGUE, CatalogueRows.hidden(indexId, databaseId));
    } else {
      batch.put(CATALOGUE, CatalogueRows.hidden(indexId, databaseId), NO_VALUE);
    }
  }

  /** Takes a database out of an index; rows that are left stay hidden until they are removed. */
  static void leave(StorageBatch batch, int databaseId, int indexId) {
    batch.delete(CATALOGUE, CatalogueRows.member(databaseId, indexId));
    batch.delete(CATALOGUE, CatalogueRows.reverseMember(indexId, databaseId));
    batch.put(CATALOGUE, CatalogueRows.hidden(indexId, databaseId), NO_VALUE);
    batch.put(CATALOGUE, CatalogueRows.garbage(indexId, databaseId), NO_VALUE);
  }

  /** Ends an index with all members. */
  void end(StorageBatch batch, int indexId) {
    for (int member : membersOf(indexId)) {
      batch.delete(CATALOGUE, CatalogueRows.member(member, indexId));
      batch.delete(CATALOGUE, CatalogueRows.reverseMember(indexId, member));
      batch.delete(CATALOGUE, CatalogueRows.hidden(indexId, member));
    }
    batch.put(CATALOGUE, CatalogueRows.garbage(indexId, 0), NO_VALUE);
  }

  /** Indexes that a database is in. */
  List<Integer> indexesOf(int databaseId) {
    return secondNumbers(storage, CatalogueRows.all('m', databaseId));
  }

  /** Databases that are in an index. */
  List<Integer> membersOf(int indexId) {
    return membersOf(storage, indexId);
  }

  static List<Integer> membersOf(StorageReader reader, int indexId) {
    return secondNumbers(reader, CatalogueRows.all('r', indexId));
  }

  /** Databases whose rows in an index must not be shown. */
  static List<Integer> hiddenIn(StorageReader reader, int indexId) {
    return secondNumbers(reader, CatalogueRows.all('h', indexId));
  }

  private static List<Integer> secondNumbers(StorageReader reader, KeyRange range) {
    List<Integer> numbers = new ArrayList<>();
    try (StorageCursor rows = reader.scan(CATALOGUE, range, Direction.ASCENDING)) {
      while (rows.next()) {
        numbers.add(new KeyReader(rows.key()).skip(5).int32());
      }
    }
    return numbers;
  }

  /** Takes all that is known of a database out of the catalogue, but for its number. */
  void drop(StorageBatch batch, int databaseId) {
    batch.delete(CATALOGUE, CatalogueRows.addressOf(databaseId));
    batch.delete(CATALOGUE, CatalogueRows.count(databaseId));
    batch.put(CATALOGUE, CatalogueRows.dropped(databaseId), NO_VALUE);
    indexesOf(databaseId).forEach(index -> leave(batch, databaseId, index));
    dropOwnIndexes(batch, databaseId);
  }

  private void dropOwnIndexes(StorageBatch batch, int databaseId) {
    KeyRange slots = CatalogueRows.slotsOf(databaseId);
    try (StorageCursor rows = storage.scan(CATALOGUE, slots, Direction.ASCENDING)) {
      while (rows.next()) {
        batch.delete(CATALOGUE, rows.key());
        end(batch, stored(rows.value()).id);
      }
    }
  }

  /** Removes every row but the next number, which is above all that were ever given. */
  synchronized void forgetAll(StorageBatch batch) {
    int next = 1;
    try (StorageCursor rows = storage.scan(CATALOGUE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        next = Math.max(next, CatalogueRows.largestNumber(rows.key(), rows.value()) + 1);
        batch.delete(CATALOGUE, rows.key());
      }
    }
    batch.put(CATALOGUE, CatalogueRows.NEXT_NUMBER, CatalogueRows.number(next));
  }
}
