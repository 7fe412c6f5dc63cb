package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.access.IpfsAccessController;
import io.debros.store.access.IpfsAccessList;
import io.debros.store.block.BlockStore;
import io.debros.store.database.DatabaseContext;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.ClosedException;
import io.debros.store.identity.FileKeyStore;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.identity.Signatures;
import io.debros.store.index.FieldIndex;
import io.debros.store.index.KeyIndex;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.AccessController;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.RocksStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageSnapshot;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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

  private final Storage storage;
  private final BlockStore blocks;
  private final Identity identity;
  private final DatabaseContext context;
  private final DatabaseCatalogue catalogue;
  private final Map<Address, DocumentDatabase> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private DebrosNode(Storage storage, KeyStore keys, String identityName) {
    this.storage = storage;
    this.blocks = new BlockStore(storage);
    Identities identities = Identities.withPublicKeys(keys, Signatures.fastest(), blocks);
    this.identity = identities.create(identityName);
    this.catalogue = DatabaseCatalogue.read(storage);
    this.context =
        new DatabaseContext(
            storage,
            blocks,
            identities,
            identity,
            new KeyIndex(storage),
            new FieldIndex(storage),
            catalogue::address);
  }

  /**
   * Opens a node.
   *
   * @throws io.debros.store.error.DirectoryLockedException if its directory is in use; names the
   *     process
   * @throws io.debros.store.error.StorageException if the directory cannot be used
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
    return identity;
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
    lifecycle.readLock().lock();
    try {
      requireOpen();
      Manifest manifest =
          nameOrAddress.startsWith(Address.PREFIX)
              ? manifests.get(Address.parse(nameOrAddress))
              : manifests.create(nameOrAddress, options);
      DocumentDatabase database =
          open.compute(
              manifest.address(),
              (address, present) ->
                  present == null || present.isClosed() ? open(manifest, options) : present);
      return reopened(database, options);
    } finally {
      lifecycle.readLock().unlock();
    }
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
   * Writes a database as a CAR file of version 1: manifest, access list, identities of the writers
   * and all entries, oldest first. The roots are the manifest and then the heads, newest first, so
   * the file says by itself what it holds. The stream stays the caller's to close.
   *
   * @throws io.debros.store.error.NotFoundException if this node never had the database
   */
  public void exportCar(Address address, OutputStream output) {
    throw new IllegalStateException();
  }

  /**
   * Takes in a database from a CAR file: all of it, or nothing. The first root is the manifest; the
   * others are heads to join. A file that names none, as written by other tools, offers every entry
   * that no other entry of the file points to. Importing twice equals importing once; what is here
   * already stays. Holds the file in memory while it is verified.
   *
   * @return address of the database, to be opened by
   */
  public Address importCar(InputStream input) {
    throw new IllegalStateException();
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
      if (!closed) {
        closed = true;
        open.values().forEach(DocumentDatabase::close);
        storage.close();
      }
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  private DocumentDatabase open(Described described, DocumentOptions options) {
    DatabaseCatalogue.Record record = known(described);
    return DocumentDatabase.open(
        context, record.id(), described.manifest(), described.access(), options);
  }

  private DatabaseCatalogue.Record known(Described described) {
    DatabaseCatalogue.Record known = catalogue.find(described.manifest().address());
    if (known != null) {
      return known;
    }
    DatabaseCatalogue.Record created = catalogue.create(described.manifest());
    StorageBatch batch = new StorageBatch();
    described.blocks().forEach(block -> blocks.put(batch, block));
    catalogue.put(batch, created);
    storage.write(batch);
    catalogue.add(created);
    return created;
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

  private DatabaseInfo info(DatabaseCatalogue.Record known) {
    DocumentDatabase database = open.get(known.address());
    return new DatabaseInfo(
        known.name(),
        known.address(),
        known.type(),
        database != null && !database.isClosed(),
        context.keys().count(storage, known.id()));
  }

  private static KeyStore keyStore(NodeSettings settings) {
    if (settings.keyStore() != null) {
      return settings.keyStore();
    }
    Path directory = settings.directory();
    return directory == null
        ? new MemoryKeyStore()
        : FileKeyStore.open(directory.resolve(KEY_STORE));
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException(
          problem("Node is closed").advice("Open the node again, and its databases after it"));
    }
  }
}
