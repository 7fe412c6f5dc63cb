package io.debros.store.transfer;

import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.block.BlockSource;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseContext;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.OplogOptions;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** What carrying databases in and out needs of a node. Thread-safe. */
@API(status = INTERNAL)
public interface TransferNode {
  /**
   * What a database is made of; the node need not know it.
   *
   * @param source of manifest and rules of access where they are not here
   * @throws io.debros.store.error.MissingBlockException if they are nowhere
   * @throws IllegalArgumentException if its access controller is not supported
   */
  DatabaseDescription describe(Address address, BlockSource source);

  /**
   * Makes sure that the node can open a database.
   *
   * @throws IllegalArgumentException if its type is not known
   */
  void requireKnownType(DatabaseDescription description);

  /** Opens a database in a context of the caller's, where nobody else sees it. */
  Database open(DatabaseContext context, DatabaseDescription description, AccessController access);

  /**
   * Runs an action with a database: the open one, or one that is opened for the action and seen by
   * nobody else. Its description need not be stored.
   *
   * @param encryption to open it with
   */
  void with(DatabaseDescription description, Encryption encryption, Consumer<Database> action);

  /**
   * How the log of a database is read: as its open instance does, if there is one.
   *
   * @param encryption of one that is closed
   */
  OplogOptions logOptions(Address address, Encryption encryption);

  /** Stores the description of a database and lists it from now on. */
  void remember(DatabaseDescription description);

  /** Returns when whatever opens, closes or describes a database now has done so. */
  void awaitOpening();

  /** Where the key files of the node are; null if its keys are not in its directory. */
  @Nullable Path keyDirectory();
}
