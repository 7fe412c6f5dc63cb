package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.error.ClosedException;
import io.debros.store.index.FieldCursor;
import io.debros.store.index.IndexStage;
import io.debros.store.index.Indexes;
import io.debros.store.index.ValueRange;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.Receipt;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes to several databases of one node that happen together or not at all, also across the death
 * of the process. Holds the writer locks of its databases from {@link #begin} to {@link #commit} or
 * {@link #close}; they are taken in the order of the addresses, so transactions never wait for each
 * other in a circle. Readers see nothing of it before {@link #commit} and all of it afterwards.
 *
 * <p>Used by the thread that began it only. A thread that has a transaction open writes through it:
 * it must neither begin another one nor wait for another thread that writes.
 */
public final class DatabaseTransaction implements AutoCloseable {
  private enum State {
    OPEN,
    ENDED,
    CLOSED
  }

  private final Map<DatabaseEngine, StagedDatabase> databases = new LinkedHashMap<>();
  private final Indexes indexes;
  private final DatabaseContext context;
  private final IndexStage index;
  private State state = State.OPEN;

  private DatabaseTransaction(List<DatabaseEngine> locked) {
    context = locked.get(0).context();
    indexes = context.indexes();
    index = indexes.stage();
    for (DatabaseEngine database : locked) {
      databases.put(database, database.stage(index));
    }
  }

  /**
   * Waits for the writers of the databases and begins.
   *
   * @param databases of one node, in any order, at least one
   * @throws ClosedException if one of them is closed
   * @throws IllegalArgumentException if there are none, or they belong to several nodes
   * @throws IllegalStateException if this thread has one of them in a transaction already
   */
  public static DatabaseTransaction begin(Collection<? extends Database> databases) {
    requireOneNode(databases);
    List<DatabaseEngine> locked = new ArrayList<>();
    try {
      databases.stream()
          .map(Database::engine)
          .distinct()
          .sorted(Comparator.comparing(database -> database.address().toString()))
          .forEach(
              database -> {
                database.writer().lock(database);
                locked.add(database);
              });
      locked.forEach(database -> database.writer().enterTransaction());
      return new DatabaseTransaction(locked);
    } catch (RuntimeException | Error e) {
      release(locked);
      throw e;
    }
  }

  /** The document of a key, as this transaction leaves it; null if there is none. */
  public @Nullable DocumentRow get(DocumentDatabase database, String key) {
    return DocumentRow.of(find(database, key));
  }

  /** The row of a key, as this transaction leaves it; null if there is none. */
  public @Nullable Row find(Database database, String key) {
    return staged(database).find(database.requireGiven("Key", key));
  }

  /**
   * Keys of the documents that have a value in a field index, as this transaction leaves them.
   *
   * @param value as the index encodes it
   * @throws IllegalArgumentException if the index is not kept for the database
   */
  public Set<String> lookup(DocumentDatabase database, String indexName, byte[] value) {
    return staged(database).lookup(indexName, value);
  }

  /**
   * Documents that have a value in the field index of a group: those of the databases of this
   * transaction as it leaves them, those of others as they are now.
   *
   * @param value as the index encodes it
   * @throws IllegalArgumentException if the group has no such index
   */
  public List<GroupRow> lookupGroup(String group, String indexName, byte[] value) {
    requireOpen();
    List<GroupRow> found = committedOutside(group, indexName, value);
    for (StagedDatabase staged : databases.values()) {
      if (indexes.fields().names(staged.id()).contains(indexName)) {
        Address address = staged.database().address();
        staged.lookup(indexName, value).forEach(key -> found.add(new GroupRow(address, key)));
      }
    }
    return found;
  }

  /** Clock time that the next operation on the database will carry. */
  public long nextTime(Database database) {
    return staged(database).nextTime();
  }

  /**
   * Stages a document, see {@link DocumentDatabase#put}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid put(DocumentDatabase database, CborMap document) {
    return append(database, database.putOperation(document));
  }

  /**
   * Stages a deletion, see {@link DocumentDatabase#delete}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid delete(DocumentDatabase database, String key) {
    return append(database, database.deleteOperation(key, find(database, key)));
  }

  /**
   * Stages a value, see {@link KeyValueDatabase#put}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid put(KeyValueDatabase database, String key, CborValue value) {
    return append(database, database.putOperation(key, value));
  }

  /**
   * Stages a deletion, see {@link KeyValueDatabase#delete}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid delete(KeyValueDatabase database, String key) {
    return append(database, database.deleteOperation(key));
  }

  /**
   * Stages an event, see {@link EventDatabase#add}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid add(EventDatabase database, CborValue value) {
    return append(database, database.addOperation(value));
  }

  /**
   * Stages an event, see {@link FeedDatabase#add}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid add(FeedDatabase database, CborValue value) {
    return append(database, database.addOperation(value));
  }

  /**
   * Stages a removal, see {@link FeedDatabase#remove}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid remove(FeedDatabase database, Cid added) {
    String key = database.requireGiven("Hash", added).toString();
    return append(database, database.removeOperation(added, find(database, key)));
  }

  /**
   * Stages an addition, see {@link CounterDatabase#increment(long)}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid increment(CounterDatabase database, long amount) {
    return count(database, own(database).incremented(amount));
  }

  /**
   * Stages a subtraction, see {@link CounterDatabase#decrement(long)}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid decrement(CounterDatabase database, long amount) {
    return count(database, own(database).decremented(amount));
  }

  /**
   * Stages an operation as it goes into the log, for types of databases that are not known here.
   *
   * @return hash that the entry has if the transaction commits
   * @throws io.debros.store.error.AppendDeniedException if this node may not write there
   * @throws io.debros.store.error.StorageException if the present row cannot be read; then the
   *     transaction cannot be committed any more
   */
  public Cid append(Database database, CborValue operation) {
    return staged(database).append(operation);
  }

  /**
   * Writes everything in one storage batch, releases the databases, tells the listeners, and then
   * waits until the write is durable as the settings of the node say. Writes nothing if nothing was
   * staged. Nothing but {@link #close} may follow, whatever the outcome.
   *
   * @throws io.debros.store.error.StorageException if nothing was written, and the databases are as
   *     they were before; or if it was written and can be read, but could not be synced: see {@link
   *     Receipt#awaitDurable}
   */
  public void commit() {
    submit().awaitDurable();
  }

  /**
   * Does what {@link #commit} does but for the waiting: for callers who have locks of their own to
   * release before they wait. The commit is acknowledged when the receipt says so.
   *
   * @throws io.debros.store.error.StorageException if nothing was written; the databases are as
   *     they were before
   */
  public Receipt submit() {
    requireOpen();
    state = State.ENDED;
    databases.keySet().forEach(DatabaseEngine::requireOpen);
    databases.values().forEach(DatabaseTransaction::requireWhole);
    List<StagedDatabase> changed =
        databases.values().stream().filter(staged -> !staged.isEmpty()).toList();
    Receipt receipt = changed.isEmpty() ? Receipt.SETTLED : DatabaseEngine.commit(changed, index);
    close();
    return receipt;
  }

  /** Releases the databases; what was not committed is forgotten. Nothing the second time. */
  @Override
  public void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      release(databases.keySet());
    }
  }

  /** How many bytes of entries are staged. */
  long stagedBytes() {
    return databases.values().stream().mapToLong(StagedDatabase::bytes).sum();
  }

  private Count own(CounterDatabase database) {
    return Count.of(find(database, database.ownKey()));
  }

  private Cid count(CounterDatabase database, Count count) {
    return append(database, KeyOperations.put(database.ownKey(), count.toValue()));
  }

  private static void release(Collection<DatabaseEngine> locked) {
    for (DatabaseEngine database : locked) {
      database.writer().leaveTransaction();
      database.writer().unlock();
    }
  }

  private List<GroupRow> committedOutside(String group, String indexName, byte[] value) {
    Set<Integer> inside =
        databases.values().stream().map(StagedDatabase::id).collect(Collectors.toSet());
    List<GroupRow> found = new ArrayList<>();
    ValueRange range = ValueRange.of(value);
    try (StorageSnapshot now = context.storage().snapshot();
        FieldCursor rows =
            indexes.fields().scanGroup(now, group, indexName, range, Direction.ASCENDING)) {
      while (rows.next()) {
        if (!inside.contains(rows.databaseId())) {
          found.add(GroupRow.of(indexes, now, rows));
        }
      }
    }
    return found;
  }

  private StagedDatabase staged(Database database) {
    requireOpen();
    StagedDatabase staged = databases.get(database.engine());
    if (staged == null) {
      throw new IllegalArgumentException(
          problem("Database is not part of the transaction")
              .at("address", database.address())
              .advice("Name it when the transaction begins")
              .toString());
    }
    return staged;
  }

  private static void requireWhole(StagedDatabase staged) {
    if (staged.isTorn()) {
      throw new IllegalStateException(
          problem("A write of the transaction failed half way, nothing is written")
              .at("address", staged.database().address())
              .advice("Close a transaction when a write throws, and begin a new one")
              .toString());
    }
  }

  private void requireOpen() {
    if (state != State.OPEN) {
      throw new IllegalStateException(
          problem("Transaction has ended").advice("Begin a new one").toString());
    }
  }

  private static void requireOneNode(Collection<? extends Database> databases) {
    long nodes = databases.stream().map(database -> database.engine().context()).distinct().count();
    if (nodes != 1) {
      throw new IllegalArgumentException(
          problem("Transaction needs databases of one node")
              .at("databases", databases.size())
              .at("nodes", nodes)
              .advice("Name the databases to be written, all opened at the same node")
              .toString());
    }
  }
}
