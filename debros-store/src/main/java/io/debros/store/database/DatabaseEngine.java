package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.ClosedException;
import io.debros.store.index.IndexDefinition;
import io.debros.store.index.IndexStage;
import io.debros.store.index.KeyCursor;
import io.debros.store.index.RowChange;
import io.debros.store.index.RowConflict;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.OplogOptions;
import io.debros.store.oplog.Staged;
import io.debros.store.storage.Receipt;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every database is made of: a log, the index over it, one writer at a time, listeners. A type
 * of databases only says what its operations are and how they are read; see {@link DatabaseType}.
 * Thread-safe.
 */
public final class DatabaseEngine {
  private final DatabaseContext context;
  private final Manifest manifest;
  private final Address address;
  private final DatabaseOptions options;
  private final Oplog log;
  private final EntryIndexer indexer;
  private final DatabaseIndex index;
  private final WriterLock writer;
  private final KeyWatch keyWatch;
  private final Joiner joiner = new Joiner(this);
  private volatile @Nullable DatabaseListeners listeners;
  private volatile boolean closed;

  private DatabaseEngine(
      DatabaseContext context,
      Manifest manifest,
      AccessController access,
      Indexing indexing,
      DatabaseOptions options) {
    this.context = context;
    this.manifest = manifest;
    this.address = manifest.address();
    this.options = options;
    this.log =
        Oplog.open(
            address.toString(),
            context.identity(),
            context.identities(),
            context.blocks(),
            context.storage(),
            access,
            new OplogOptions(
                options.referencesCount(),
                context.limits(),
                context.verifiers(),
                options.encryption()));
    this.indexer = new EntryIndexer(indexing, log);
    this.writer = new WriterLock(context.indexes().writeLock(address.toString()));
    this.index = openIndex();
    this.keyWatch = KeyWatch.of(options.encryption(), this::followKeys);
  }

  /**
   * Opens a database whose manifest is known. Rebuilds the index from the log, with a warning, if
   * it was not made from the present heads. Writes nothing else.
   */
  public static <D extends Database, O> D open(
      DatabaseContext context,
      Manifest manifest,
      AccessController access,
      DatabaseType<D, O> type,
      O options) {
    DatabaseOptions shared = type.shared(options);
    DatabaseEngine engine = new DatabaseEngine(context, manifest, access, type.indexing(), shared);
    try {
      engine.followKeys(); // what happened to them while nobody did
      D database = type.open(engine, options);
      engine.listeners = new DatabaseListeners(database);
      engine.listeners.addNew(shared.listeners());
      return database;
    } catch (RuntimeException | Error failure) {
      engine.giveUp();
      throw failure;
    }
  }

  /** Databases, open or not, whose indexes hold what one of some encryption keys protects. */
  public static Set<Address> usersOf(DatabaseContext context, Set<String> keyIds) {
    return KeyUses.usersOf(context.storage(), keyIds);
  }

  /**
   * Removes what was derived from the log of a database that is closed; it is derived again when
   * the database is opened.
   */
  public static void purge(DatabaseContext context, Address address) {
    DatabaseIndex.purge(context, address);
  }

  /**
   * Completes a database that is open already by what the options ask for.
   *
   * @throws IllegalArgumentException if they contradict those that it was opened with
   */
  public static <D extends Database, O> void reopen(D present, DatabaseType<D, O> type, O options) {
    DatabaseOptions opened = present.engine().options;
    DatabaseOptions wanted = type.shared(options);
    if (opened.referencesCount() != wanted.referencesCount()) {
      throw new IllegalArgumentException(
          problem("Database is open with other options")
              .at("address", present.address())
              .at("referencesCount", opened.referencesCount())
              .advice("Open it with these options, or close it first")
              .toString());
    }
    if (!opened.encryption().equals(wanted.encryption())) {
      throw new IllegalArgumentException(
          problem("Database is open with other ciphers")
              .at("address", present.address())
              .at("encrypted", !opened.encryption().equals(Encryption.NONE))
              .advice("Open it with the same ciphers, or close it first")
              .toString());
    }
    if (!present.engine().indexer.indexing().version().equals(type.indexing().version())) {
      throw new IllegalArgumentException(
          problem("Database is open with other rules for its rows")
              .at("address", present.address())
              .advice("Open it as the same type with the same merge rule, or close it first")
              .toString());
    }
    present.engine().listeners().addNew(wanted.listeners());
    type.reopen(present, options);
  }

  Address address() {
    return address;
  }

  Manifest manifest() {
    return manifest;
  }

  DatabaseContext context() {
    return context;
  }

  Indexing indexing() {
    return indexer.indexing();
  }

  WriterLock writer() {
    return writer;
  }

  Oplog log() {
    requireOpen();
    return log;
  }

  /** What becomes of rows that cannot be read. */
  SealedRows sealedRows() {
    return indexer.sealed();
  }

  /** How rows are made of several operations; null if the newest is the row. */
  @Nullable RowMerge merge() {
    return indexer.merge();
  }

  /** Number of the database in the indexes. */
  int indexId() {
    return index.id();
  }

  /** The row of a key; null if there is none. */
  @Nullable Row find(String key) {
    requireOpen();
    int id = index.id();
    return indexer
        .sealed()
        .find(key, name -> context.indexes().keys().find(context.storage(), id, name));
  }

  long count() {
    requireOpen();
    return context.indexes().keys().count(context.storage(), index.id());
  }

  /** The number of the database in the indexes at the moment of a snapshot. */
  int indexIdAt(StorageSnapshot snapshot) {
    requireOpen();
    return index.idAt(snapshot);
  }

  /**
   * Rows as of now.
   *
   * @param open gives the rows of a snapshot by the number that the database has in it
   * @param amount how many at most; -1 for all
   */
  RowCursor<Row> rows(BiFunction<StorageSnapshot, Integer, KeyCursor> open, int amount) {
    return cursor(snapshot -> new KeyRows(open.apply(snapshot, indexIdAt(snapshot))), amount);
  }

  /** A cursor over a snapshot of its own, which is closed with it. */
  <R> RowCursor<R> cursor(Function<StorageSnapshot, RowCursor.Rows<R>> open, int amount) {
    requireOpen();
    int limit = RowCursor.checked(amount);
    StorageSnapshot snapshot = context.storage().snapshot();
    try {
      return new RowCursor<>(open.apply(snapshot), limit, snapshot);
    } catch (RuntimeException e) {
      snapshot.close();
      throw e;
    }
  }

  void ensureIndexes(Collection<IndexDefinition> definitions) {
    requireOpen();
    if (!index.keeps(definitions)) {
      exclusively(
          () -> {
            index.ensure(definitions);
            return index;
          });
    }
  }

  JoinOutcome joining(Function<Joiner, JoinOutcome> action) {
    Durable<JoinOutcome> joined =
        exclusively(() -> new Durable<>(action.apply(joiner), joiner.lastCommit()));
    return joined.await();
  }

  void drop() {
    Receipt receipt =
        exclusively(
            () -> {
              Staged cleared = log.stage();
              cleared.clear();
              StorageBatch batch = new StorageBatch();
              cleared.writeTo(batch);
              int fresh = index.drop(batch);
              Receipt emptied = context.storage().submit(batch);
              cleared.applied(); // also if the sync fails: readers see it
              joiner.dropped();
              goOnEmpty(fresh);
              listeners().dropped();
              return emptied;
            });
    receipt.awaitDurable();
  }

  DatabaseListeners listeners() {
    DatabaseListeners present = listeners;
    if (present == null) {
      throw new IllegalStateException(
          problem("Database was used before it was open")
              .at("address", address)
              .advice("Let DatabaseType.open do nothing but make the database")
              .toString());
    }
    return present;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    writer.lockAnyway();
    try {
      if (!closed) {
        closed = true;
        keyWatch.close();
        listeners().closed();
      }
    } finally {
      writer.unlock();
    }
  }

  /** Writer only. */
  StagedDatabase stage(IndexStage stage) {
    index.begin();
    Staged staged = log.stage();
    indexer.follow(staged);
    return new StagedDatabase(this, staged, index, indexer, stage);
  }

  /**
   * Writes changes of databases of one node in one batch. Writer of all of them only; wait for the
   * receipt as writer of none, so that others can write meanwhile and share the sync.
   */
  static Receipt commit(List<StagedDatabase> staged, IndexStage stage) {
    StorageBatch batch = new StorageBatch();
    staged.forEach(changes -> changes.writeTo(batch));
    stage.writeTo(batch);
    Receipt receipt = staged.get(0).database().context.storage().submit(batch);
    List<RowChange> rows = stage.changes();
    List<RowConflict> conflicts = stage.conflicts();
    staged.forEach(StagedDatabase::applied);
    stage.applied();
    staged.forEach(changes -> changes.announce(changes.database().listeners(), rows, conflicts));
    return receipt;
  }

  void requireOpen() {
    if (closed) {
      throw new ClosedException(
          problem("Database is closed").at("address", address).advice("Open it again at its node"));
    }
  }

  private DatabaseIndex openIndex() {
    writer.lockAnyway();
    try {
      return DatabaseIndex.open(context, address, log, indexer);
    } finally {
      writer.unlock();
    }
  }

  /**
   * Keys of the ring changed; nothing is left of forgotten ones when this returns. What a database
   * that is closed has of them is not its own business.
   */
  private void followKeys() {
    try {
      exclusively(
          () -> {
            index.followKeys(log);
            return index;
          });
    } catch (ClosedException error) {
      if (!closed) {
        throw error; // not this database, but the storage
      }
    }
  }

  /** It could not be opened: from now on it must not touch what another instance has. */
  private void giveUp() {
    closed = true;
    keyWatch.close();
  }

  private void goOnEmpty(int fresh) {
    try {
      index.dropped(fresh);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T> T exclusively(Supplier<T> action) {
    writer.lock(this);
    try {
      return action.get();
    } finally {
      writer.unlock();
    }
  }

  /** What came of a write, and when it is durable. */
  private record Durable<T>(T outcome, Receipt receipt) {
    T await() {
      receipt.awaitDurable();
      return outcome;
    }
  }
}
