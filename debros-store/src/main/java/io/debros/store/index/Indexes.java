package io.debros.store.index;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.NotFoundException;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All indexes of a storage. Thread-safe. */
public final class Indexes {
  private final Storage storage;
  private final IndexCatalogue catalogue;
  private final IndexGarbage garbage;
  private final WriteLocks locks = new WriteLocks();
  private final KeyIndex keys;
  private final FieldIndex fields;

  private Indexes(Storage storage) {
    this.storage = storage;
    this.catalogue = new IndexCatalogue(storage);
    this.garbage = new IndexGarbage(storage);
    this.keys = new KeyIndex();
    this.fields =
        new FieldIndex(
            storage, catalogue, new IndexBuilder(storage, keys, garbage), garbage, locks);
  }

  /** The indexes in a storage; removes what a crash left of dropped ones. */
  public static Indexes open(Storage storage) {
    Indexes indexes = new Indexes(storage);
    indexes.garbage.collect();
    return indexes;
  }

  /** Winning entries by key. */
  public KeyIndex keys() {
    return keys;
  }

  /** Keys by field value. */
  public FieldIndex fields() {
    return fields;
  }

  /** The number of a database, given to it now, and for good, if it has none. */
  public int databaseId(String address) {
    return catalogue.databaseId(address);
  }

  /** The number that a database had at the moment of a snapshot; null if it had none. */
  public @Nullable Integer findDatabaseId(StorageReader reader, String address) {
    return IndexCatalogue.findDatabaseId(reader, address);
  }

  /**
   * The address of a database by its number.
   *
   * @param reader that the number comes from: a later one may not know a dropped database
   * @throws NotFoundException if there is none of this number
   */
  public String addressOf(StorageReader reader, int databaseId) {
    String address = IndexCatalogue.findAddress(reader, databaseId);
    if (address == null) {
      throw new NotFoundException(
          problem("No database has this number")
              .at("number", databaseId)
              .advice("Take numbers from Indexes.databaseId or from an index"));
    }
    return address;
  }

  /**
   * Whoever writes to a database, makes sure of its indexes or drops it holds this lock meanwhile;
   * there is one for each address.
   */
  public ReentrantLock writeLock(String address) {
    return locks.of(address);
  }

  /** Collects changes; see {@link IndexStage}. */
  public IndexStage stage() {
    return new IndexStage(storage, keys, fields);
  }

  /** The operations of a key of a database that merges; the caller closes it. */
  public static KeyHistory history(StorageReader reader, int databaseId, String key) {
    return new KeyHistory(reader, databaseId, key);
  }

  /** Adds an operation to the history of a key and leaves its row as it is; see {@link #remake}. */
  public static void record(
      StorageBatch batch, int databaseId, String key, WinningEntry operation) {
    byte[] row = HistoryRows.key(databaseId, key, operation);
    int flags = HistoryRow.added(row, operation).flags();
    batch.put(HistoryRows.HISTORY, row, HistoryRows.flags(flags));
  }

  /**
   * Makes the rows of all keys of a database that merges from their histories, in batches of
   * bounded size. Conflicts that are found are taken as told. Nobody writes to the database
   * meanwhile.
   *
   * @param last adds to the last batch
   */
  public void remake(int databaseId, KeyMerge merge, Consumer<StorageBatch> last) {
    new HistoryReplay(storage, this, databaseId, merge).run(last);
  }

  /**
   * Takes all rows of a database out of sight, whatever their number, when the batch is written.
   * With the same batch the database gets a new number, under which it is empty and has the same
   * indexes. Call {@link #dropped} after the write. Nobody writes to the database meanwhile.
   *
   * @return the new number
   */
  public int drop(StorageBatch batch, String address) {
    int dropped = catalogue.databaseId(address);
    int fresh = catalogue.newNumber();
    catalogue.drop(batch, dropped);
    IndexCatalogue.putDatabase(batch, fresh, address);
    fields.carryOver(batch, dropped, fresh);
    return fresh;
  }

  /**
   * The batch of {@link #drop} was written: removes the rows of the old number. If this ends early,
   * the next {@link #open} goes on.
   */
  public void dropped(int databaseId) {
    fields.dropped(databaseId);
    garbage.collect();
  }

  /**
   * Removes everything: every database gets a new number when it is opened, and makes its indexes
   * anew. Numbers that were given are not given again. Nobody has a database open; if this ends
   * early, rows are left that belong to nobody, and doing it again removes them.
   *
   * @param batch what else happens at the same moment
   */
  public void forgetAll(StorageBatch batch) {
    catalogue.forgetAll(batch);
    storage.write(batch);
    fields.forgetAll();
    garbage.removeAll();
  }
}
