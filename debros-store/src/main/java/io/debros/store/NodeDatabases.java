package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.access.AccessControllerTypes;
import io.debros.store.block.BlockSource;
import io.debros.store.care.CaredNode;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseContext;
import io.debros.store.database.DatabaseEngine;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseType;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.Indexing;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.directory.DatabaseRecord;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.error.ClosedException;
import io.debros.store.index.Indexes;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.AccessController;
import io.debros.store.storage.StorageBatch;
import io.debros.store.transfer.DatabaseDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The databases of a node: describes, opens, lists and remembers them. Thread-safe. */
final class NodeDatabases {
  private final DatabaseContext context;
  private final DatabaseManifests manifests;
  private final DatabaseCatalogue catalogue;
  private final TypeRegistry types;
  private final OpenDatabases open = new OpenDatabases();
  private final SharedLists lists;
  private final @Nullable NodeNetwork network;
  private final BlockSource peers;

  /**
   * @param network where peers are; null if there are none
   */
  NodeDatabases(DatabaseContext context, NodeExtensions extensions, @Nullable NodeNetwork network) {
    this.context = context;
    this.network = network;
    this.peers = network == null ? BlockSource.NONE : network.blocks();
    this.lists = new SharedLists(this::openList, open::find, this::rulesChanged);
    this.types = new TypeRegistry(extensions.databaseTypes());
    this.manifests =
        new DatabaseManifests(
            context.identity(),
            context.blocks(),
            new AccessControllerTypes(extensions.accessControllerTypes()));
    this.catalogue = DatabaseCatalogue.read(context.storage());
  }

  /** Opens a database as a type; see {@link DebrosNode#open(String, DatabaseType, Object)}. */
  <D extends Database, O> D open(String nameOrAddress, DatabaseType<D, O> type, O options) {
    requireOpen();
    Address address = parseIfAddress(nameOrAddress);
    DatabaseDescription described =
        address == null
            ? manifests.create(nameOrAddress, type.name(), type.shared(options))
            : manifests.read(address, peers, types.namesWith(type));
    requireType(described.manifest(), type);
    if (address != null) {
      fetchLists(described);
    }
    while (true) {
      D database = openOrPresent(described, type, options);
      try {
        DatabaseEngine.reopen(database, type, options);
        lists.keep(database);
        return database;
      } catch (ClosedException e) {
        if (isClosed() || !database.isClosed()) {
          throw e;
        } // somebody closed it just now: open it again
      }
    }
  }

  /** Opens a database as its manifest says; see {@link DebrosNode#open(String)}. */
  Database open(String nameOrAddress) {
    requireOpen();
    Address address = parseIfAddress(nameOrAddress);
    DatabaseDescription described =
        manifests.read(
            address == null ? catalogue.get(nameOrAddress, this::listsOf).address() : address,
            peers,
            types.names());
    fetchLists(described);
    Database present = open.find(described.address());
    Database database =
        present == null ? openAsManifestSays(described, types.get(described.manifest())) : present;
    lists.keep(database);
    return database;
  }

  /** Who may write to a database, which need not be open. */
  AccessController access(Address address) {
    requireOpen();
    Database present = open.find(address);
    return present == null ? describe(address).accessController(lists) : present.access();
  }

  <O> Address addressOf(String name, DatabaseType<?, O> type, O options) {
    requireOpen();
    return manifests.create(name, type.name(), type.shared(options)).address();
  }

  /** Every database that was ever opened, by name. */
  List<DatabaseInfo> all() {
    requireOpen();
    return catalogue.all().stream().map(this::info).toList();
  }

  /** Those that are open now. */
  OpenDatabases open() {
    return open;
  }

  /** Closes all and lets none be opened; false if that was done before. */
  boolean close() {
    return open.close();
  }

  boolean isClosed() {
    return open.isClosed();
  }

  void requireOpen() {
    open.requireOpen();
  }

  /** These databases, as care sees them. */
  CaredNode cared(EncryptionKeys encryptionKeys) {
    return new Cared(encryptionKeys);
  }

  /**
   * These databases, for those who move them to other nodes.
   *
   * @param keyDirectory where private keys are; null if they are not in the node's directory
   */
  NodeTransfer transfer(@Nullable Path keyDirectory) {
    return new NodeTransfer(context, manifests, types, open, lists, keyDirectory, this::remember);
  }

  private <D extends Database, O> D openAsManifestSays(
      DatabaseDescription described, DatabaseType<D, O> type) {
    return openOrPresent(described, type, type.defaults());
  }

  private <D extends Database, O> D openOrPresent(
      DatabaseDescription described, DatabaseType<D, O> type, O options) {
    Database database =
        open.findOrOpen(
            described.address(),
            () -> {
              remember(described);
              return open(described, type, options);
            });
    if (!type.databaseClass().isInstance(database)) {
      throw new IllegalArgumentException(
          problem("Database is open as another type")
              .at("address", database.address())
              .at("open", database.getClass().getSimpleName())
              .at("asked", type.databaseClass().getSimpleName())
              .advice("Use the open one, or close it first")
              .toString());
    }
    return type.databaseClass().cast(database);
  }

  private <D extends Database, O> D open(
      DatabaseDescription described, DatabaseType<D, O> type, O options) {
    D database =
        DatabaseEngine.open(
            context, described.manifest(), described.accessController(lists), type, options);
    try {
      lists.use(database, described.rules().databases());
      if (network != null) {
        network.follow(database);
      }
      return database;
    } catch (RuntimeException | Error failure) {
      database.close();
      throw failure;
    }
  }

  /** Peers are asked before databases are locked: it may take a while. */
  private void fetchLists(DatabaseDescription described) {
    for (Address list : described.rules().databases()) {
      if (catalogue.find(list) == null) {
        remember(manifests.read(list, peers, Set.of(KeyValueDatabase.TYPE)));
      }
    }
  }

  private void rulesChanged(Database database) {
    if (network != null) {
      network.rulesChanged(database);
    }
  }

  private List<Address> listsOf(Address address) {
    return describe(address).rules().databases();
  }

  /** A database that this node knows. */
  private DatabaseDescription describe(Address address) {
    return manifests.read(address, BlockSource.NONE, Set.of(catalogue.get(address).type()));
  }

  private KeyValueDatabase openList(Address address) {
    DatabaseDescription described =
        manifests.read(address, BlockSource.NONE, Set.of(KeyValueDatabase.TYPE));
    return openOrPresent(described, DatabaseTypes.KEY_VALUE, DatabaseOptions.defaults());
  }

  private static void requireType(Manifest manifest, DatabaseType<?, ?> type) {
    if (!manifest.type().equals(type.name())) {
      throw new IllegalArgumentException(
          problem("Database is of another type")
              .at("address", manifest.address())
              .at("type", manifest.type())
              .at("asked", type.name())
              .advice("Open it as what it is")
              .toString());
    }
  }

  private static @Nullable Address parseIfAddress(String nameOrAddress) {
    if (nameOrAddress == null) {
      throw new IllegalArgumentException(
          problem("Name of the database is null")
              .advice("Give a name, or an address as /orbitdb/zdpu…")
              .toString());
    }
    return nameOrAddress.startsWith("/orbitdb/") || nameOrAddress.startsWith("\\orbitdb\\")
        ? Address.parse(nameOrAddress)
        : null;
  }

  private void remember(DatabaseDescription described) {
    if (catalogue.find(described.address()) != null) {
      return;
    }
    Manifest manifest = described.manifest();
    DatabaseRecord created = DatabaseRecord.of(manifest);
    StorageBatch batch = new StorageBatch();
    described.blocks().forEach(block -> context.blocks().put(batch, block));
    created.put(batch);
    context.storage().write(batch);
    catalogue.add(created);
  }

  private DatabaseInfo info(DatabaseRecord known) {
    Indexes indexes = context.indexes();
    int id = indexes.databaseId(known.address().toString());
    return new DatabaseInfo(
        known.name(),
        known.address(),
        known.type(),
        open.find(known.address()) != null,
        indexes.keys().count(context.storage(), id));
  }

  /** These databases, as care sees them. */
  private final class Cared implements CaredNode {
    private final EncryptionKeys encryptionKeys;

    Cared(EncryptionKeys encryptionKeys) {
      this.encryptionKeys = encryptionKeys;
    }

    @Override
    public DatabaseContext context() {
      return context;
    }

    @Override
    public List<Address> databases() {
      requireOpen();
      return catalogue.all().stream().map(DatabaseRecord::address).toList();
    }

    @Override
    public EncryptionKeys encryptionKeys() {
      return encryptionKeys;
    }

    @Override
    public @Nullable Database findOpen(Address address) {
      return open.find(address);
    }

    @Override
    public @Nullable Indexing indexing(Manifest manifest) {
      DatabaseType<?, ?> type = types.find(manifest.type());
      return type == null ? null : type.indexing();
    }

    @Override
    public void alone(Runnable action) {
      open.alone(action);
    }

    @Override
    public void remember(Manifest manifest) {
      catalogue.add(DatabaseRecord.of(manifest));
    }

    @Override
    public void forget(Address address) {
      catalogue.remove(address);
    }
  }
}
