package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockStore;
import io.debros.store.care.NodeCare;
import io.debros.store.database.CounterDatabase;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseContext;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DatabaseType;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.FeedDatabase;
import io.debros.store.database.GroupCursor;
import io.debros.store.database.GroupRow;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.directory.DataFormat;
import io.debros.store.directory.DirectoryIdentity;
import io.debros.store.directory.Notes;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.error.ClosedException;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.identity.IdentityProvider;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.Signatures;
import io.debros.store.index.Indexes;
import io.debros.store.index.ValueRange;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.VerifierPool;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.RocksStorage;
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
import org.jspecify.annotations.Nullable;

/**
 * The front door of the store: one data directory with its key store, its blocks and its databases.
 * Needs no server, no network and no peer.
 *
 * <p>Thread-safe. {@link #close()} closes everything that the node opened; afterwards every call
 * throws {@link ClosedException}.
 */
public final class DebrosNode implements AutoCloseable {
  private final Storage storage;
  private final EncryptionKeys encryptionKeys;
  private final ForgottenKeys forgottenKeys;
  private final DatabaseContext context;
  private final NodeDatabases databases;
  private final NodeCare care;
  private final Notes notes;
  private final @Nullable NodeNetwork network;

  private DebrosNode(NodeSettings settings, Storage storage) {
    NodeKeys keys = NodeKeys.open(settings.directory(), settings.keys());
    BlockStore blocks = new BlockStore(storage);
    Identities identities = identities(settings, keys.signing(), blocks);
    Identity identity = identities.create(settings.identityName(), settings.identityType());
    if (keyDirectory(settings) != null) {
      DirectoryIdentity.require(storage, settings.identityName(), identity);
    }
    this.storage = storage;
    this.encryptionKeys = keys.encryption();
    this.context =
        new DatabaseContext(
            storage,
            blocks,
            Indexes.open(storage),
            identities,
            identity,
            VerifierPool.open(),
            settings.joinLimits());
    this.network = NodeNetwork.open(settings.network(), keys, blocks);
    try {
      this.databases = new NodeDatabases(context, settings.extensions(), network);
      this.care =
          new NodeCare(databases.cared(encryptionKeys), databases.transfer(keyDirectory(settings)));
      this.notes = new Notes(storage);
      this.forgottenKeys = ForgottenKeys.follow(encryptionKeys, context, databases.open());
    } catch (RuntimeException | Error failure) {
      close(network);
      throw failure;
    }
  }

  /**
   * Opens a node.
   *
   * @throws io.debros.store.error.DirectoryLockedException if its directory is in use; names the
   *     process
   * @throws io.debros.store.error.StorageException if the directory cannot be used, or was used by
   *     a newer version
   * @throws io.debros.store.error.WrongPassphraseException if another passphrase protects its keys
   * @throws IllegalArgumentException if the type of its identity has no provider
   */
  public static DebrosNode open(NodeSettings settings) {
    Path directory = settings.directory();
    if (directory == null) {
      return open(settings, new MemoryStorage());
    }
    NodeCare.requireRestored(directory);
    DataFormat.requireReadable(directory);
    return open(settings, RocksStorage.open(directory, settings.durability()), directory);
  }

  /**
   * Opens a node on a storage of the caller's, which is closed together with the node.
   *
   * @param settings of which the directory counts for the key store only
   */
  public static DebrosNode open(NodeSettings settings, Storage storage) {
    return open(settings, storage, null);
  }

  /** Data of an older format is brought up to date; the directory, if any, is marked. */
  private static DebrosNode open(NodeSettings settings, Storage storage, @Nullable Path directory) {
    NodeNetwork network = null;
    try {
      DataFormat.bringUpToDate(storage, directory);
      DebrosNode node = new DebrosNode(settings, storage);
      network = node.network;
      node.care.finishImports();
      return node;
    } catch (RuntimeException e) {
      close(network);
      storage.close();
      throw e;
    }
  }

  /** The identity that this node writes with. */
  public Identity identity() {
    return context.identity();
  }

  /**
   * The ring of keys for encrypted databases that this node keeps, beside its private keys unless
   * the settings say otherwise.
   */
  public EncryptionKeys encryptionKeys() {
    requireOpen();
    return encryptionKeys;
  }

  /** Opens a documents database, see {@link #open(String, DatabaseType, Object)}. */
  public DocumentDatabase openDocuments(String nameOrAddress, DocumentOptions options) {
    return open(nameOrAddress, DatabaseTypes.DOCUMENTS, options);
  }

  /** Opens a key-value database, see {@link #open(String, DatabaseType, Object)}. */
  public KeyValueDatabase openKeyValue(String nameOrAddress, DatabaseOptions options) {
    return open(nameOrAddress, DatabaseTypes.KEY_VALUE, options);
  }

  /** Opens an events database, see {@link #open(String, DatabaseType, Object)}. */
  public EventDatabase openEvents(String nameOrAddress, DatabaseOptions options) {
    return open(nameOrAddress, DatabaseTypes.EVENTS, options);
  }

  /** Opens an events database as a feed, see {@link #open(String, DatabaseType, Object)}. */
  public FeedDatabase openFeed(String nameOrAddress, DatabaseOptions options) {
    return open(nameOrAddress, DatabaseTypes.FEED, options);
  }

  /** Opens a key-value database as a counter, see {@link #open(String, DatabaseType, Object)}. */
  public CounterDatabase openCounter(String nameOrAddress, DatabaseOptions options) {
    return open(nameOrAddress, DatabaseTypes.COUNTER, options);
  }

  /**
   * Opens a database, and creates it if it is named and not here. The same name, type and settings
   * give the same address on every node. A database that is open already is the same instance, also
   * if several threads open it at once.
   *
   * @param nameOrAddress a name, or {@code /orbitdb/zdpu…}
   * @param type one of {@link DatabaseTypes}, or your own; it need not be registered
   * @throws IllegalArgumentException if the text is neither, the database is of another type, or it
   *     is open with options that contradict these
   * @throws io.debros.store.error.MissingBlockException if the manifest of the address is not here
   */
  public <D extends Database, O> D open(String nameOrAddress, DatabaseType<D, O> type, O options) {
    return databases.open(nameOrAddress, type, options);
  }

  /**
   * Opens a database that is here by its address, or by its name if there is only one of the name,
   * as the type in its manifest says. One that is open already is returned as it is.
   *
   * @throws NotFoundException if the name is not known here
   * @throws IllegalArgumentException if several databases have the name, or the type is not known
   * @throws io.debros.store.error.MissingBlockException if the manifest of the address is not here
   */
  public Database open(String nameOrAddress) {
    return databases.open(nameOrAddress);
  }

  /**
   * Who may write to a database of this node, which need not be open: an {@code
   * OrbitDbAccessController} if the list can change, an {@code IpfsAccessController} if it is
   * fixed, or that of a registered type.
   *
   * @throws NotFoundException if this node does not know the database
   */
  public AccessController access(Address address) {
    return databases.access(address);
  }

  /** The address that a name and options stand for at this node. Creates nothing. */
  public Address addressOf(String name, DocumentOptions options) {
    return addressOf(name, DatabaseTypes.DOCUMENTS, options);
  }

  /** The address that a name, a type and options stand for at this node. Creates nothing. */
  public <O> Address addressOf(String name, DatabaseType<?, O> type, O options) {
    return databases.addressOf(name, type, options);
  }

  /** Every database that was ever opened in this directory, by name. */
  public List<DatabaseInfo> databases() {
    return databases.all();
  }

  /**
   * This moment of all databases of the node, for {@link DocumentDatabase#view}. Close it soon:
   * meanwhile the storage keeps what is overwritten.
   */
  public StorageSnapshot snapshot() {
    requireOpen();
    return storage.snapshot();
  }

  /**
   * Where this node meets others.
   *
   * @throws IllegalStateException if its settings name no network
   */
  public NodeNetwork network() {
    requireOpen();
    if (network == null) {
      throw new IllegalStateException(
          problem("Node has no network")
              .advice("Set debros.network.enabled=true, or NodeSettings.withNetwork(…)")
              .toString());
    }
    return network;
  }

  /** Looks after the data of this node: checks it and repairs it. */
  public NodeCare care() {
    requireOpen();
    return care;
  }

  /** Begins a transaction over databases of this node, see {@link DatabaseTransaction#begin}. */
  public DatabaseTransaction begin(Collection<? extends Database> databases) {
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
    try (GroupCursor rows = scanGroup(snapshot, group, indexName, ValueRange.of(value))) {
      while (rows.next()) {
        found.add(rows.row());
      }
    }
    return found;
  }

  /**
   * Documents with values of a range in the field index of a group, see {@link #lookupGroup}, read
   * as they are asked for. The caller closes the cursor, and the snapshot after it.
   *
   * @throws IllegalArgumentException if the group had no such index at the moment of the snapshot
   */
  public GroupCursor scanGroup(
      StorageSnapshot snapshot, String group, String indexName, ValueRange range) {
    requireOpen();
    Indexes indexes = context.indexes();
    return new GroupCursor(
        indexes,
        snapshot,
        indexes.fields().scanGroup(snapshot, group, indexName, range, Direction.ASCENDING));
  }

  /**
   * Writes a database as a CAR file of version 1; see {@link NodeCare#exportCar}, which also tells
   * of its progress.
   *
   * @throws NotFoundException if this node does not know the database
   * @throws io.debros.store.error.StorageException if the stream fails
   */
  public void exportCar(Address address, OutputStream output) {
    care().exportCar(address, output, Progress.NONE);
  }

  /**
   * Takes in a database from a CAR file: all of it, or nothing; see {@link NodeCare#importCar},
   * which also tells of its progress.
   *
   * @return address to open the database by
   * @throws io.debros.store.error.BadBlockException if the file is malformed or a block was changed
   * @throws io.debros.store.error.BadEntryException if an entry is forged
   * @throws io.debros.store.error.AppendDeniedException if a writer may not write
   * @throws io.debros.store.error.MissingBlockException if something that an entry names is missing
   */
  public Address importCar(InputStream input) {
    return care().importCar(input, Progress.NONE);
  }

  /**
   * What the application noted under a key in this directory; null if nothing. Notes are local: no
   * peer and no CAR file carries them. The caller owns the array.
   */
  public byte @Nullable [] findNote(String key) {
    requireOpen();
    return notes.find(key);
  }

  /**
   * Notes something under a key, in place of what was there; as durable as a write to a database.
   *
   * @throws io.debros.store.error.StorageException if it was not written
   */
  public void putNote(String key, byte[] value) {
    requireOpen();
    notes.put(key, value);
  }

  /**
   * Returns if the storage takes writes. Writes nothing.
   *
   * @throws io.debros.store.error.StorageException if it does not, because an earlier write could
   *     not be stored; names that failure
   */
  public void requireWritable() {
    requireOpen();
    storage.write(new StorageBatch());
  }

  /** Whether this node was closed. */
  public boolean isClosed() {
    return databases.isClosed();
  }

  /**
   * Parts from all peers, waits for the writers and closes all databases; nothing happens the
   * second time.
   */
  @Override
  public void close() {
    // first: peers keep away for a while whoever leaves topics, and not whoever just goes
    close(network);
    if (databases.close()) {
      forgottenKeys.close();
      context.verifiers().close();
      storage.close();
    }
  }

  private static Identities identities(NodeSettings settings, KeyStore keys, BlockStore blocks) {
    List<IdentityProvider> providers =
        settings.extensions().identityProviders().stream()
            .map(provider -> provider.apply(keys))
            .toList();
    Signatures signatures = Signatures.open(Signatures.Implementation.PREFERRED);
    return Identities.withPublicKeys(keys, signatures, blocks, providers);
  }

  /** Null if keys are not in the directory of the node. */
  private static @Nullable Path keyDirectory(NodeSettings settings) {
    Path directory = settings.directory();
    return directory == null || settings.keys().keyStore() != null
        ? null
        : directory.resolve(NodeKeys.DIRECTORY);
  }

  private static void close(@Nullable NodeNetwork network) {
    if (network != null) {
      network.close();
    }
  }

  private void requireOpen() {
    databases.requireOpen();
  }
}
