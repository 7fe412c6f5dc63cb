package io.debros.store.care;

import io.debros.store.block.BlockSource;
import io.debros.store.database.DatabaseContext;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.AccessController;
import io.debros.store.storage.StorageReader;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What care needs of the node that it looks after. Thread-safe. */
public interface CaredNode {
  /** What the databases of the node share. */
  DatabaseContext context();

  /** Every database that the node knows, open or not, in a fixed order. */
  List<Address> databases();

  /**
   * Who may write to a database, which the node need not know yet.
   *
   * @param description source of manifest and access list where they are not here
   * @throws io.debros.store.error.MissingBlockException if they are nowhere
   * @throws IllegalArgumentException if its type or its access controller are not supported
   */
  AccessController access(Address address, BlockSource description);

  /**
   * Runs an action with a database: the open one, or one that is opened for the action and seen by
   * nobody else.
   *
   * @param description as for {@link #access}
   */
  void withDatabase(Address address, BlockSource description, Consumer<DocumentDatabase> action);

  /**
   * Stores the description of a database and lists it from now on.
   *
   * @param description as for {@link #access}
   */
  void remember(Address address, BlockSource description);

  /** How the entries of a database become rows; null if its type is not known here. */
  @Nullable RowReader rows(Manifest manifest);

  /** Whether the index of a database was made from the heads of its log. */
  boolean isIndexed(StorageReader reader, Address address);
}
