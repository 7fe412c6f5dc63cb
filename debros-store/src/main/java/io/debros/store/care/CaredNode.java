package io.debros.store.care;

import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.database.Database;
import io.debros.store.database.DatabaseContext;
import io.debros.store.database.Indexing;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** What care needs of the node that it looks after. Thread-safe. */
@API(status = INTERNAL)
public interface CaredNode {
  /** What the databases of the node share. */
  DatabaseContext context();

  /** Every database that the node knows, open or not, in a fixed order. */
  List<Address> databases();

  /** The ring of keys that the node keeps. */
  EncryptionKeys encryptionKeys();

  /** The open instance of a database; null if it is closed. */
  @Nullable Database findOpen(Address address);

  /** By which rules databases of a type are indexed; null if the type is not known here. */
  @Nullable Indexing indexing(Manifest manifest);

  /**
   * Closes all databases and runs an action while nobody opens one.
   *
   * @throws IllegalStateException if others go on opening databases
   */
  void alone(Runnable action);

  /** The record of a database was written, which the node may not know. */
  void remember(Manifest manifest);

  /** A record of a database was removed, because nothing of it is here. */
  void forget(Address address);
}
