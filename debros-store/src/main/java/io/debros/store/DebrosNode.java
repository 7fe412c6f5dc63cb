package io.debros.store;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.DatabaseManifests.Described;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.database.DatabaseContext;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.GroupRow;
import io.debros.store.error.ClosedException;
import io.debros.store.error.NotFoundException;
import io.debros.store.identity.FileKeyStore;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.identity.Passphrase;
import io.debros.store.identity.Signatures;
import io.debros.store.index.FieldCursor;
import io.debros.store.index.Indexes;
import io.debros.store.index.ValueRange;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.Oplog;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.RocksStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The front door of the store: one data directory with its key store, its blocks and its databases.
 * Needs no server, no network and no peer.
 *
 * <p>Thread-safe. {@link #close()} closes everything that the node opened; afterwards every call
 * throws {@link ClosedException}.
 */
public final class DebrosNode implements AutoCloseable {
  private static final String KEY_STORE = "keystore";

  /** Text of the application's choice -> its bytes. */
  private static final Space NOTES = new Space("notes");

  private final Storage storage;
  private final DatabaseContext context;
  private final DatabaseManifests manifests;
  private final DatabaseCatalogue catalogue;
  private final Map<Address, DocumentDatabase> open = new ConcurrentHashMap<>();
  private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
  private volatile boolean closed;

  private DebrosNode(Storage storage, KeyStore keys, String identityName) {
    BlockStore blocks = new BlockStore(storage);
    Signatures signatures = Signatures.open(Signatures.Implementation.PREFERRED);
    Identities identities = Identities.withPublicKeys(keys, signatures, blocks);
    Identity identity = identities.create(identityName);
    this.storage = storage;
    this.context =
        new DatabaseContext(storage, blocks, Indexes.open(storage), identities, identity);
    this.manifests = new DatabaseManifests(identity, blocks);
    this.catalogue = DatabaseCatalogue.read(storage);
  }

  /**
   * Opens a node.
   *
   * @throws io.debros.store.error.DirectoryLockedException if its directory is in use; names the
   *     process
   * @throws io.debros.store.error.StorageException if the directory cannot be used
   * @throws io.debros.store.error.WrongPassphraseException if another passphrase protects its keys
   */
  public static DebrosNode open(NodeSettings settings) {
    Path directory = settings.directory();
    return open(
        settings,
        directory == null
            ? new MemoryStorage()
            : RocksStorage.open(directory, settings.durability()));
  }

  /**
   * Opens a node on a storage of the caller's, which is closed together with the node.
   *
   * @param settings of which the directory counts for the key store only
   */
  public static DebrosNode open(NodeSettings settings, Storage storage) {
    try {
      return new DebrosNode(storage, keyStore(settings), settings.identityName());
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  /** The identity that this node writes with. */
  public Identity identity() {
    return context.identity();
  }

  /**
   * Opens a documents database, and creates it if it is named and not here. The same name and
   * settings give the same address on every node. A database that is open already is the same
   * instance, also if several threads open it at once.
   *
   * @param nameOrAddress a name, or {@code /orbitdb/zdpu…}
   * @throws IllegalArgumentException if the text is neither, the database is of another type, or it
   *     is open with another key field or number of references
   * @throws io.debros.store.error.MissingBlockException if the manifest of the address is not here
   */
  public DocumentDatabase openDocuments(String nameOrAddress, DocumentOptions options) {
    while (true) {
      DocumentDatabase database = whileOpen(() -> openOrPresent(nameOrAddress, options));
      try {
        return reopened(database, options);
      } catch (ClosedException e) {
        if (closed || !database.isClosed()) {
          throw e;
        } // somebody closed it just now: open it again
      }
    }
  }

  /** The address that a name and options stand for at this node. Creates nothing. */
  public Address addressOf(String name, DocumentOptions options) {
    requireOpen();
    return manifests.create(name, options).address();
  }

  /** Every database that was ever opened in this directory, by name. */
  public List<DatabaseInfo> databases() {
    requireOpen();
    return catalogue.all().stream().map(this::info).toList();
  }

  /**
   * This moment of all databases of the node, for {@link DocumentDatabase#view}. Close it soon:
   * meanwhile the storage keeps what is overwritten.
   */
  public StorageSnapshot snapshot() {
    requireOpen();
    return storage.snapshot();
  }

  /** Begins a transaction over databases of this node, see {@link DatabaseTransaction#begin}. */
  public DatabaseTransaction begin(Collection<DocumentDatabase> databases) {
    requireOpen();
    return DatabaseTransaction.begin(databases);
  }

  /**
   * Documents that have a value in the field index of a group, over all databases of the group that
   * have the index, open or not.
   *
   * @param value as the index encodes it
   * @throws IllegalArgumentException if the group had no such index at the moment of the snapshot
   */
  public List<GroupRow> lookupGroup(
      StorageSnapshot snapshot, String group, String indexName, byte[] value) {
    requireOpen();
    List<GroupRow> found = new ArrayList<>();
    ValueRange range = ValueRange.of(value);
    try (FieldCursor rows =
        context
            .indexes()
            .fields()
            .scanGroup(snapshot, group, indexName, range, Direction.ASCENDING)) {
      while (rows.next()) {
        found.add(GroupRow.of(context.indexes(), snapshot, rows));
      }
    }
    return found;
  }

  /**
   * Writes a database as a CAR file of version 1: access list, manifest, entries and the identities
   * of their writers. The roots are the manifest and then the heads, newest first, so the file says
   * by itself what it holds. The database need not be open. The stream stays the caller's to close.
   *
   * @throws NotFoundException if this node does not know the database
   * @throws io.debros.store.error.StorageException if the stream fails
   */
  public void exportCar(Address address, OutputStream output) {
    requireOpen();
    if (catalogue.find(address) == null) {
      throw new NotFoundException(
          problem("Database is not known here")
              .at("address", address)
              .advice("Export one of those that databases() lists"));
    }
    Described described = manifests.read(address, BlockSource.NONE);
    Oplog log =
        Oplog.open(
            address.toString(),
            context.identity(),
            context.identities(),
            context.blocks(),
            storage,
            described.accessController(),
            DocumentOptions.DEFAULT_REFERENCES);
    CarExport.write(described, log, context.blocks(), output);
  }

  /**
   * Takes in a database from a CAR file: all of it, or nothing. The first root is the manifest, the
   * others are heads to join. A file without other roots, as some tools write it, offers every
   * entry that no other entry of it points to. Hashes, signatures, identities, access and links are
   * all checked before anything is stored; blocks that do not belong to the database are left out.
   * Importing twice equals importing once, and what is here already stays. Holds the file in memory
   * meanwhile; the stream stays the caller's to close.
   *
   * @return address to open the database by
   * @throws io.debros.store.error.BadBlockException if the file is malformed or a block was changed
   * @throws io.debros.store.error.BadEntryException if an entry is forged
   * @throws io.debros.store.error.AppendDeniedException if a writer may not write
   * @throws io.debros.store.error.MissingBlockException if something that an entry names is missing
   */
  public Address importCar(InputStream input) {
    requireOpen();
    CarImport car = CarImport.read(input);
    Described described = manifests.read(car.address(), car);
    DocumentDatabase present =
        whileOpen(
            () ->
                open.compute(
                    described.address(),
                    (address, found) -> isOpen(found) ? found : importClosed(described, car)));
    if (present != null) {
      present.join(car.heads(), car);
    }
    return described.address();
  }

  /**
   * What the application noted under a key in this directory; null if nothing. Notes are local: no
   * peer and no CAR file carries them. The caller owns the array.
   */
  public byte @Nullable [] findNote(String key) {
    requireOpen();
    return storage.get(NOTES, key.getBytes(UTF_8));
  }

  /**
   * Notes something under a key, in place of what was there; as durable as a write to a database.
   *
   * @throws io.debros.store.error.StorageException if it was not written
   */
  public void putNote(String key, byte[] value) {
    requireOpen();
    StorageBatch batch = new StorageBatch();
    batch.put(NOTES, key.getBytes(UTF_8), value);
    storage.write(batch);
  }

  /** Whether this node was closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Waits for the writers and closes all databases; nothing happens the second time. */
  @Override
  public void close() {
    lifecycle.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lifecycle.writeLock().unlock();
    }
    open.values().forEach(DocumentDatabase::close);
    storage.close();
  }

  private Described describe(String nameOrAddress, DocumentOptions options) {
    if (nameOrAddress == null) {
      throw new IllegalArgumentException(
          problem("Name of the database is null")
              .advice("Give a name, or an address as /orbitdb/zdpu…")
              .toString());
    }
    return nameOrAddress.startsWith("/orbitdb/") || nameOrAddress.startsWith("\\orbitdb\\")
        ? manifests.read(Address.parse(nameOrAddress), BlockSource.NONE)
        : manifests.create(nameOrAddress, options);
  }

  private DocumentDatabase openOrPresent(String nameOrAddress, DocumentOptions options) {
    Described described = describe(nameOrAddress, options);
    if (!isOpen(open.get(described.address()))) {
      open.values().removeIf(DocumentDatabase::isClosed);
    }
    return Objects.requireNonNull(
        open.compute(
            described.address(),
            (address, present) -> isOpen(present) ? present : open(described, options)));
  }

  private DocumentDatabase open(Described described, DocumentOptions options) {
    remember(described);
    return DocumentDatabase.open(
        context, described.manifest(), described.accessController(), options);
  }

  /** The database is remembered when its entries are here, so a bad file leaves no trace. */
  private @Nullable DocumentDatabase importClosed(Described described, CarImport car) {
    try (DocumentDatabase database =
        DocumentDatabase.open(
            context,
            described.manifest(),
            described.accessController(),
            DocumentOptions.defaults())) {
      database.join(car.heads(), car);
    }
    remember(described);
    return null;
  }

  private void remember(Described described) {
    if (catalogue.find(described.address()) != null) {
      return;
    }
    Manifest manifest = described.manifest();
    DatabaseCatalogue.Known created =
        new DatabaseCatalogue.Known(described.address(), manifest.name(), manifest.type());
    StorageBatch batch = new StorageBatch();
    described.blocks().forEach(block -> context.blocks().put(batch, block));
    catalogue.put(batch, created);
    storage.write(batch);
    catalogue.add(created);
  }

  private static DocumentDatabase reopened(DocumentDatabase database, DocumentOptions options) {
    DocumentOptions present = database.options();
    if (!present.indexBy().equals(options.indexBy())
        || present.referencesCount() != options.referencesCount()) {
      throw new IllegalArgumentException(
          problem("Database is open with other options")
              .at("address", database.address())
              .at("indexBy", present.indexBy())
              .at("referencesCount", present.referencesCount())
              .advice("Open it with these options, or close it first")
              .toString());
    }
    database.ensureIndexes(options.indexes());
    return database;
  }

  private DatabaseInfo info(DatabaseCatalogue.Known known) {
    Indexes indexes = context.indexes();
    int id = indexes.databaseId(known.address().toString());
    return new DatabaseInfo(
        known.name(),
        known.address(),
        known.type(),
        isOpen(open.get(known.address())),
        indexes.keys().count(storage, id));
  }

  private static KeyStore keyStore(NodeSettings settings) {
    if (settings.keyStore() != null) {
      return settings.keyStore();
    }
    Path directory = settings.directory();
    if (directory == null) {
      return new MemoryKeyStore();
    }
    Path path = directory.resolve(KEY_STORE);
    Passphrase passphrase = settings.passphrase();
    return passphrase == null ? FileKeyStore.open(path) : FileKeyStore.open(path, passphrase);
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException(
          problem("Node is closed").advice("Open the node again, and its databases after it"));
    }
  }

  private static boolean isOpen(@Nullable DocumentDatabase database) {
    return database != null && !database.isClosed();
  }

  /** Runs an action that close() waits for; it must not wait for the writer of a database. */
  private <T> T whileOpen(Supplier<T> action) {
    lifecycle.readLock().lock();
    try {
      requireOpen();
      return action.get();
    } finally {
      lifecycle.readLock().unlock();
    }
  }
}
