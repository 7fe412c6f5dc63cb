package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.error.ClosedException;
import io.debros.store.index.IndexDefinition;
import io.debros.store.index.IndexStage;
import io.debros.store.index.RowChange;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.storage.Receipt;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A replicated set of documents by key: a signed log of PUT and DEL operations and an index of what
 * they come to. Of several writes of one key the last one counts, in the order of the log; two
 * replicas with the same entries show the same documents.
 *
 * <p>Thread-safe. Writes of one database happen one after the other; each is one atomic storage
 * batch, and waits for the disk (where durability is {@code commit}) while others write already.
 * Reads never wait for writers, and cost one index look-up whatever the length of the log. After
 * {@link #close()} every call but those about names throws {@link ClosedException}.
 *
 * @see <a href="https://github.com/orbitdb/orbitdb/blob/main/docs/DATABASES.md">OrbitDB
 *     databases</a>
 */
public final class DocumentDatabase implements AutoCloseable {
  /** Database type in manifests. */
  public static final String TYPE = "documents";

  private final DatabaseContext context;
  private final Manifest manifest;
  private final Address address;
  private final DocumentOptions options;
  private final Oplog log;
  private final DatabaseIndex index;
  private final DatabaseListeners listeners = new DatabaseListeners(this);
  private final WriterLock writer;
  private volatile boolean closed;

  private DocumentDatabase(
      DatabaseContext context, Manifest manifest, DocumentOptions options, Oplog log) {
    this.context = context;
    this.manifest = manifest;
    this.address = manifest.address();
    this.options = options;
    this.log = log;
    this.writer = new WriterLock(context.indexes().writeLock(address.toString()));
    this.index = openIndex();
  }

  /**
   * Opens a database whose manifest is known. Rebuilds the index from the log, with a warning, if
   * it was not made from the present heads. Writes nothing else.
   */
  public static DocumentDatabase open(
      DatabaseContext context,
      Manifest manifest,
      AccessController access,
      DocumentOptions options) {
    Oplog log =
        Oplog.open(
            manifest.address().toString(),
            context.identity(),
            context.identities(),
            context.blocks(),
            context.storage(),
            access,
            options.referencesCount());
    DocumentDatabase database = new DocumentDatabase(context, manifest, options, log);
    database.ensureIndexes(options.indexes());
    return database;
  }

  /** {@code /orbitdb/zdpu…}; the same on every node for the same name and settings. */
  public Address address() {
    return address;
  }

  /** Name in the manifest. */
  public String name() {
    return manifest.name();
  }

  /** The immutable description of this database. */
  public Manifest manifest() {
    return manifest;
  }

  /** Field that holds the key of a document that is put. */
  public String indexBy() {
    return options.indexBy();
  }

  /** How this database was opened. */
  public DocumentOptions options() {
    return options;
  }

  /**
   * Writes a document under the key in its {@link #indexBy()} field, in place of an earlier one.
   *
   * @return hash of the entry
   * @throws IllegalArgumentException if the key field is absent, empty or not text
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid put(CborMap document) {
    requireGiven("Document", document);
    try (DatabaseTransaction transaction = DatabaseTransaction.begin(List.of(this))) {
      Cid hash = transaction.put(this, document);
      transaction.commit();
      return hash;
    }
  }

  /**
   * Deletes the document of a key; its history stays in the log.
   *
   * @return hash of the entry
   * @throws io.debros.store.error.NotFoundException if there is no document with the key
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid delete(String key) {
    requireGiven("Key", key);
    try (DatabaseTransaction transaction = DatabaseTransaction.begin(List.of(this))) {
      Cid hash = transaction.delete(this, key);
      transaction.commit();
      return hash;
    }
  }

  /** The document of a key; null if there is none. */
  public @Nullable DocumentRow get(String key) {
    requireOpen();
    requireGiven("Key", key);
    return DocumentRow.of(key, context.indexes().keys().find(context.storage(), index.id(), key));
  }

  /**
   * Documents by their last write, newest first.
   *
   * @param amount how many at most; -1 for all
   * @throws IllegalArgumentException if the amount is below -1
   */
  public RowCursor iterator(int amount) {
    return cursor(Direction.DESCENDING, DatabaseView.checked(amount));
  }

  /** All documents by their last write, oldest first; overwriting moves a document to the end. */
  public List<DocumentRow> all() {
    List<DocumentRow> all = new ArrayList<>();
    try (RowCursor rows = cursor(Direction.ASCENDING, RowCursor.ALL)) {
      while (rows.next()) {
        all.add(rows.row());
      }
    }
    return all;
  }

  /**
   * The documents that a predicate accepts, newest first. Reads all documents. Values of foreign
   * writers that are not maps are never found.
   */
  public List<CborMap> query(Predicate<CborMap> predicate) {
    List<CborMap> found = new ArrayList<>();
    try (RowCursor rows = iterator(RowCursor.ALL)) {
      while (rows.next()) {
        if (rows.row().rawValue() instanceof CborMap document && predicate.test(document)) {
          found.add(document);
        }
      }
    }
    return found;
  }

  /** How many documents there are; does not count them. */
  public long count() {
    requireOpen();
    return context.indexes().keys().count(context.storage(), index.id());
  }

  /** The entries that no other points to, newest first. */
  public List<Entry> heads() {
    return log().heads();
  }

  /** The log of this database, for reading. */
  public Oplog log() {
    requireOpen();
    return log;
  }

  /** This database at the moment of a snapshot of its node. */
  public DatabaseView view(StorageSnapshot snapshot) {
    requireOpen();
    return new DatabaseView(context.indexes(), index.idAt(snapshot), snapshot);
  }

  /**
   * Makes sure that field indexes exist, and builds them from all documents if need be. An index of
   * the same name with another fingerprint is replaced. Waits for nobody if they exist already.
   */
  public void ensureIndexes(Collection<IndexDefinition> definitions) {
    requireOpen();
    if (!index.keeps(definitions)) {
      exclusively(
          () -> {
            index.ensure(definitions);
            return Receipt.SETTLED;
          });
    }
  }

  /**
   * Joins heads of others and the entries that link them to this log: all of them, or none.
   * Everything new is verified before anything changes. Joining twice equals joining once.
   *
   * @param heads in any order; those that others of them build on count as ancestors
   * @param missing asked for entries and identities that are not here
   * @return entries that were new to this log, oldest first
   * @throws io.debros.store.error.BadEntryException if a signature, an identity or the form is
   *     wrong
   * @throws io.debros.store.error.AppendDeniedException if a writer may not write here
   * @throws io.debros.store.error.MissingBlockException if an ancestor is nowhere
   */
  public List<Entry> join(Collection<Entry> heads, BlockSource missing) {
    List<Entry> added = new ArrayList<>();
    Receipt receipt =
        exclusively(
            () -> {
              IndexStage stage = context.indexes().stage();
              StagedDatabase staged = stage(stage);
              added.addAll(staged.join(heads, missing));
              return staged.isEmpty() ? Receipt.SETTLED : commit(List.of(staged), stage);
            });
    receipt.awaitDurable();
    return added;
  }

  /**
   * Empties the log and the indexes. Blocks stay, so that peers can be served; the database stays
   * open and can be filled again. (If the storage fails between emptying and going on, the database
   * is closed: open it again.)
   *
   * @throws io.debros.store.error.StorageException if nothing was changed, or the change could not
   *     be synced
   */
  public void drop() {
    Receipt receipt =
        exclusively(
            () -> {
              Oplog.Staged cleared = log.stage();
              cleared.clear();
              StorageBatch batch = new StorageBatch();
              cleared.writeTo(batch);
              int fresh = index.drop(batch);
              Receipt emptied = context.storage().submit(batch);
              cleared.applied();
              goOnEmpty(fresh);
              listeners.dropped();
              return emptied;
            });
    receipt.awaitDurable();
  }

  /** Adds a listener; one that is added twice is told twice. */
  public void addListener(DatabaseListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener; nothing happens if it was not added. */
  public void removeListener(DatabaseListener listener) {
    listeners.remove(listener);
  }

  /** Whether this database was closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Waits for the writer and closes the database; nothing happens the second time. */
  @Override
  public void close() {
    writer.lockAnyway();
    try {
      if (!closed) {
        closed = true;
        listeners.closed();
      }
    } finally {
      writer.unlock();
    }
  }

  DatabaseContext context() {
    return context;
  }

  WriterLock writer() {
    return writer;
  }

  /** Writer only. */
  StagedDatabase stage(IndexStage stage) {
    return new StagedDatabase(this, log.stage(), index, stage);
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
    staged.forEach(StagedDatabase::applied);
    stage.applied();
    staged.forEach(changes -> changes.database().writer.leaveTransaction());
    staged.forEach(changes -> changes.announce(changes.database().listeners, rows));
    return receipt;
  }

  private DatabaseIndex openIndex() {
    writer.lockAnyway();
    try {
      return DatabaseIndex.open(context, address, log);
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

  private Receipt exclusively(Supplier<Receipt> action) {
    writer.lock(this);
    try {
      return action.get();
    } finally {
      writer.unlock();
    }
  }

  private RowCursor cursor(Direction direction, int limit) {
    requireOpen();
    StorageSnapshot snapshot = context.storage().snapshot();
    try {
      return new RowCursor(view(snapshot).inLogOrder(direction), limit, snapshot);
    } catch (RuntimeException e) {
      snapshot.close();
      throw e;
    }
  }

  private void requireGiven(String what, @Nullable Object argument) {
    if (argument == null) {
      throw new IllegalArgumentException(
          problem(what + " is null").at("address", address).advice("Give one").toString());
    }
  }

  void requireOpen() {
    if (closed) {
      throw new ClosedException(
          problem("Database is closed").at("address", address).advice("Open it again at its node"));
    }
  }
}
