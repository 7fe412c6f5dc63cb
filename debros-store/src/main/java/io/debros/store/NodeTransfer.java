package io.debros.store;

import io.debros.store.access.AccessDatabases;
import io.debros.store.block.BlockSource;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseContext;
import io.debros.store.database.DatabaseEngine;
import io.debros.store.database.DatabaseType;
import io.debros.store.database.Indexing;
import io.debros.store.database.StoredDatabase;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.OplogOptions;
import io.debros.store.transfer.DatabaseDescription;
import io.debros.store.transfer.TransferNode;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node, as those see it who carry databases in and out. Thread-safe. */
final class NodeTransfer implements TransferNode {
  private final DatabaseContext context;
  private final DatabaseManifests manifests;
  private final TypeRegistry types;
  private final OpenDatabases open;
  private final AccessDatabases lists;
  private final @Nullable Path keyDirectory;
  private final Consumer<DatabaseDescription> memory;

  /**
   * @param keyDirectory as {@link #keyDirectory()}
   * @param memory lists a database from now on
   */
  NodeTransfer(
      DatabaseContext context,
      DatabaseManifests manifests,
      TypeRegistry types,
      OpenDatabases open,
      AccessDatabases lists,
      @Nullable Path keyDirectory,
      Consumer<DatabaseDescription> memory) {
    this.context = context;
    this.manifests = manifests;
    this.types = types;
    this.open = open;
    this.lists = lists;
    this.keyDirectory = keyDirectory;
    this.memory = memory;
  }

  @Override
  public DatabaseDescription describe(Address address, BlockSource source) {
    return manifests.readOfAnyType(address, source);
  }

  @Override
  public void requireKnownType(DatabaseDescription description) {
    description.manifest().requireSupported(types.names(), Set.of(description.accessType().type()));
  }

  @Override
  public Database open(
      DatabaseContext where, DatabaseDescription description, AccessController access) {
    return open(where, description, access, types.get(description.manifest()));
  }

  @Override
  public void with(
      DatabaseDescription description, Encryption encryption, Consumer<Database> action) {
    Database present =
        open.<@Nullable Database>exclusively(
            description.address(),
            database -> database == null ? usedClosed(description, encryption, action) : database);
    if (present != null) {
      action.accept(present);
    }
  }

  @Override
  public OplogOptions logOptions(Address address, Encryption encryption) {
    Database present = open.find(address);
    return present == null
        ? OplogOptions.of(0)
            .withLimits(context.limits())
            .withVerifiers(context.verifiers())
            .withEncryption(encryption)
        : present.log().options();
  }

  @Override
  public void remember(DatabaseDescription description) {
    open.exclusively(
        description.address(),
        database -> {
          memory.accept(description);
          return description;
        });
  }

  @Override
  public void awaitOpening() {
    open.awaitRunning();
  }

  @Override
  public @Nullable Path keyDirectory() {
    return keyDirectory;
  }

  private @Nullable Database usedClosed(
      DatabaseDescription description, Encryption encryption, Consumer<Database> action) {
    Manifest manifest = description.manifest();
    AccessController access = description.accessController(lists);
    Indexing indexing = types.get(manifest).indexing();
    try (Database database = StoredDatabase.open(context, manifest, access, indexing, encryption)) {
      action.accept(database);
    }
    return null;
  }

  private static <D extends Database, O> D open(
      DatabaseContext where,
      DatabaseDescription description,
      AccessController access,
      DatabaseType<D, O> type) {
    return DatabaseEngine.open(where, description.manifest(), access, type, type.defaults());
  }
}
