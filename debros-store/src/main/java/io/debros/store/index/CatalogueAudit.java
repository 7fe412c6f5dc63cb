package io.debros.store.index;

import static io.debros.store.error.Problem.problem;
import static io.debros.store.index.CatalogueRows.CATALOGUE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.Problem;
import io.debros.store.error.StorageException;
import io.debros.store.index.IndexCatalogue.State;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the catalogue of a storage's indexes with itself and with the rows of the indexes, as a
 * reader has them: what each database's own {@link IndexAudit} does not see. Changes nothing. One
 * thread at a time.
 */
public final class CatalogueAudit {
  private final StorageReader reader;
  private final FieldIndex fields;
  private final Set<String> addresses;
  private final BiConsumer<IndexPart, Problem> wrong;
  private final Set<Integer> databases = new HashSet<>();
  private final Set<Integer> dropped = new HashSet<>();
  private final Set<Integer> indexes = new HashSet<>();
  private final Set<Integer> ended = new HashSet<>();
  private int largest;

  /**
   * The audit of a storage.
   *
   * @param addresses of the databases that the node knows
   * @param wrong told what is wrong
   */
  public CatalogueAudit(
      Indexes indexes,
      StorageReader reader,
      Set<String> addresses,
      BiConsumer<IndexPart, Problem> wrong) {
    this.reader = reader;
    this.fields = indexes.fields();
    this.addresses = addresses;
    this.wrong = wrong;
  }

  /**
   * Looks at every row.
   *
   * @param done told how many rows were looked at
   */
  public void run(LongConsumer done) {
    forEach(CATALOGUE, this::collect, done);
    forEach(CATALOGUE, this::check, done);
    checkNextNumber();
    findUnknown(KeyRows.KEYS);
    findUnknown(KeyRows.ORDER);
    findUnknown(HistoryRows.HISTORY);
    forEach(FieldRows.FIELDS, this::checkField, done);
  }

  private void collect(StorageCursor row) {
    KeyReader key = new KeyReader(row.key());
    switch (tag(key)) {
      case 'b' -> databases.add(seen(key.int32()));
      case 'z' -> dropped.add(seen(key.int32()));
      case 'x' -> collectIndex(seen(new KeyReader(row.value()).int32()));
      case 'g' -> collectEnded(key);
      default -> {
        return; // says nothing about who is there
      }
    }
  }

  private void collectIndex(int index) {
    if (!indexes.add(index)) {
      wrong(problem("Two indexes have one number").at("index", index));
    }
  }

  private void collectEnded(KeyReader key) {
    int index = seen(key.int32());
    if (key.int32() == 0) {
      ended.add(index);
    }
  }

  private int seen(int number) {
    largest = Math.max(largest, number);
    return number;
  }

  private void check(StorageCursor row) {
    KeyReader key = new KeyReader(row.key());
    char tag = tag(key);
    boolean right =
        switch (tag) {
          case 'a' -> isNumber(key.restAsText(), row.value());
          case 'b' -> isAddress(key.int32(), row.value());
          case 'c' -> databases.contains(key.int32()) && row.value().length == Long.BYTES;
          case 'g' -> isGarbage(key, row.value());
          case 'h' -> isHidden(key.int32(), key.int32()) && row.value().length == 0;
          case 'm' -> isMember(key.int32(), key.int32(), State.decode(row.value()));
          case 'n' -> row.key().length == 1 && row.value().length == Integer.BYTES;
          case 'r' -> isReverse(key.int32(), key.int32()) && row.value().length == 0;
          case 'x' -> isSlot(row.key(), row.value());
          case 'z' -> row.key().length == 5 && row.value().length == 0;
          default -> false;
        };
    if (!right) {
      wrong(problem("Row of the catalogue contradicts the others").at("kind", tag));
    }
  }

  private boolean isNumber(String address, byte[] number) {
    int database = new KeyReader(number).int32();
    return number.length == Integer.BYTES
        && addresses.contains(address)
        && address.equals(IndexCatalogue.findAddress(reader, database));
  }

  private boolean isAddress(int database, byte[] address) {
    Integer number = IndexCatalogue.findDatabaseId(reader, new String(address, UTF_8));
    return number != null && number == database;
  }

  private static boolean isGarbage(KeyReader key, byte[] value) {
    return key.int32() > 0 && key.int32() >= 0 && value.length == 0;
  }

  private boolean isHidden(int index, int database) {
    State state = IndexCatalogue.state(reader, database, index);
    boolean leaving = isMarkedGarbage(index, database);
    return state == null ? leaving : state != State.COMPLETE || leaving;
  }

  private boolean isMember(int database, int index, State state) {
    boolean hidden = has(CatalogueRows.hidden(index, database));
    return databases.contains(database)
        && indexes.contains(index)
        && has(CatalogueRows.reverseMember(index, database))
        && (hidden || state == State.COMPLETE);
  }

  private boolean isReverse(int index, int database) {
    return has(CatalogueRows.member(database, index));
  }

  private boolean isSlot(byte[] key, byte[] value) {
    KeyReader parts = new KeyReader(value);
    int index = parts.int32();
    String fingerprint = parts.restAsText();
    for (int database : IndexCatalogue.membersOf(reader, index)) {
      MaintainedIndex maintained = maintained(index, database);
      if (maintained != null && !isSlotOf(maintained.definition(), database, key, fingerprint)) {
        return false;
      }
    }
    KeyReader owner = new KeyReader(key).skip(1);
    return switch (tag(owner)) {
      case 'D' -> databases.contains(owner.int32());
      case 'G' -> owner.part().length > 0;
      default -> false;
    };
  }

  private static boolean isSlotOf(
      IndexDefinition definition, int database, byte[] key, String fingerprint) {
    return definition.fingerprint().equals(fingerprint)
        && Arrays.equals(key, CatalogueRows.slot(database, definition.group(), definition.name()));
  }

  private void checkNextNumber() {
    byte[] stored = reader.get(CATALOGUE, CatalogueRows.NEXT_NUMBER);
    int next = stored == null || stored.length != 4 ? 1 : new KeyReader(stored).int32();
    if (next <= largest) {
      wrong(
          problem("Next number of the catalogue was given before")
              .at("next", next)
              .at("largest", largest));
    }
  }

  /** Databases that have rows, by jumps from one to the next. */
  private void findUnknown(Space space) {
    byte @Nullable [] from = new byte[0];
    while (from != null) {
      byte[] key = first(space, from);
      byte[] prefix = key == null ? null : Arrays.copyOf(key, Integer.BYTES);
      if (prefix != null && !isKnown(new KeyReader(prefix).int32())) {
        wrong.accept(
            space.equals(KeyRows.KEYS) ? IndexPart.KEYS : IndexPart.ORDER,
            problem("Rows of an index belong to no database").at("space", space.name()));
      }
      from = prefix == null ? null : KeyRange.afterPrefix(prefix);
    }
  }

  private byte @Nullable [] first(Space space, byte[] from) {
    try (StorageCursor rows = reader.scan(space, new KeyRange(from, null), Direction.ASCENDING)) {
      return rows.next() ? rows.key() : null;
    }
  }

  private boolean isKnown(int database) {
    return databases.contains(database) || dropped.contains(database);
  }

  private void checkField(StorageCursor row) {
    KeyReader parts = new KeyReader(row.key());
    int index = parts.int32();
    parts.part();
    int database = parts.int32();
    if (!isField(index, database, parts.restAsText(), row.key()) || row.value().length != 0) {
      wrong.accept(
          IndexPart.FIELDS,
          problem("Row of a field index belongs to no row with that value").at("index", index));
    }
  }

  private boolean isField(int index, int database, String key, byte[] row) {
    if (ended.contains(index) || isMarkedGarbage(index, database)) {
      return true; // about to be removed
    }
    State state = IndexCatalogue.state(reader, database, index);
    if (state == null || !indexes.contains(index)) {
      return false;
    }
    if (state != State.COMPLETE) {
      return true; // not shown, and removed before it is built
    }
    byte[] stored = reader.get(KeyRows.KEYS, KeyRows.key(database, key));
    WinningEntry entry = stored == null ? null : IndexAudit.decodeOrNull(stored);
    return entry != null && !entry.deleted() && holds(index, database, key, entry, row);
  }

  /** Only who defined an index knows which values it holds; of others, being live is enough. */
  private boolean holds(int index, int database, String key, WinningEntry entry, byte[] row) {
    MaintainedIndex maintained = maintained(index, database);
    return maintained == null || IndexAudit.rowsOf(maintained, database, key, entry).contains(row);
  }

  private @Nullable MaintainedIndex maintained(int index, int database) {
    for (MaintainedIndex maintained : fields.indexesOf(database)) {
      if (maintained.id() == index) {
        return maintained;
      }
    }
    return null;
  }

  private boolean isMarkedGarbage(int index, int database) {
    return has(CatalogueRows.garbage(index, database)) || has(CatalogueRows.garbage(index, 0));
  }

  private boolean has(byte[] key) {
    return reader.get(CATALOGUE, key) != null;
  }

  private static char tag(KeyReader key) {
    return (char) key.octet();
  }

  private void forEach(Space space, Consumer<StorageCursor> action, LongConsumer done) {
    try (StorageCursor rows = reader.scan(space, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        try {
          action.accept(rows);
        } catch (StorageException damaged) {
          wrong.accept(
              space.equals(CATALOGUE) ? IndexPart.CATALOGUE : IndexPart.FIELDS,
              problem("Row of an index is damaged").at("space", space.name()));
        }
        done.accept(1);
      }
    }
  }

  private void wrong(Problem problem) {
    wrong.accept(IndexPart.CATALOGUE, problem);
  }
}
