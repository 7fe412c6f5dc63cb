package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.error.ClosedException;
import io.debros.store.index.IndexDefinition;
import io.debros.store.index.IndexStage;
import io.debros.store.index.KeyCursor;
import io.debros.store.index.RowChange;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.OplogOptions;
import io.debros.store.oplog.Staged;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageSnapshot;
import java.util.Collection;
import java.util.List;
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
            OplogOptions.of(options.referencesCount()).withVerifiers(context.verifiers()));
    this.indexer = new EntryIndexer(indexing);
    this.writer = new WriterLock(context.indexes().writeLock(address.toString()));
    this.index = openIndex();
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
    D database = type.open(engine, options);
    engine.listeners = new DatabaseListeners(database);
    return database;
  }

  /**
   * Completes a database that is open already by what the options ask for.
   *
   * @throws IllegalArgumentException if they contradict those that it was opened with
   */
  public static <D extends Database, O> void reopen(D present, DatabaseType<D, O> type, O options) {
    DatabaseOptions opened = present.engine().options;
    if (opened.referencesCount() != type.shared(options).referencesCount()) {
      throw new IllegalArgumentException(
          problem("Database is open with other options")
              .at("address", present.address())
              .at("referencesCount", opened.referencesCount())
              .advice("Open it with these options, or close it first")
              .toString());
    }
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

  WriterLock writer() {
    return writer;
  }

  Oplog log() {
    requireOpen();
    return log;
  }

  /** Number of the database in the indexes. */
  int indexId() {
    return index.id();
  }

  /** The row of a key; null if there is none. */
  @Nullable Row find(String key) {
    requireOpen();
    return Row.of(key, context.indexes().keys().find(context.storage(), index.id(), key));
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

  JoinOutcome join(Collection<Entry> entries, BlockSource missing) {
    return exclusively(
        () -> {
          IndexStage stage = context.indexes().stage();
          StagedDatabase staged = stage(stage);
          JoinOutcome outcome = staged.join(entries, missing);
          if (!staged.isEmpty()) {
            commit(List.of(staged), stage);
          }
          return outcome;
        });
  }

  void drop() {
    exclusively(
        () -> {
          Staged cleared = log.stage();
          cleared.clear();
          StorageBatch batch = new StorageBatch();
          cleared.writeTo(batch);
          int fresh = index.drop(batch);
          context.storage().write(batch);
          cleared.applied();
          goOnEmpty(fresh);
          listeners().dropped();
          return fresh;
        });
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
        listeners().closed();
      }
    } finally {
      writer.unlock();
    }
  }

  /** Writer only. */
  StagedDatabase stage(IndexStage stage) {
    return new StagedDatabase(this, log.stage(), index, indexer, stage);
  }

  /** Writes changes of databases of one node in one batch. Writer of all of them only. */
  static void commit(List<StagedDatabase> staged, IndexStage stage) {
    StorageBatch batch = new StorageBatch();
    staged.forEach(changes -> changes.writeTo(batch));
    stage.writeTo(batch);
    staged.get(0).database().context.storage().write(batch);
    List<RowChange> rows = stage.changes();
    staged.forEach(StagedDatabase::applied);
    stage.applied();
    staged.forEach(changes -> changes.announce(changes.database().listeners(), rows));
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
}
