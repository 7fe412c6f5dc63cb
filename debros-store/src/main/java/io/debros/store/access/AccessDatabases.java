package io.debros.store.access;

import io.debros.store.database.KeyValueDatabase;
import io.debros.store.manifest.Address;

/** Gives access controllers the databases that they keep rules in. Thread-safe. */
@FunctionalInterface
public interface AccessDatabases {
  /**
   * The database of an address, open; the same instance for all who ask while it is. It stays open
   * as long as a database is that has it among {@link AccessDescription#databases}. Somebody else
   * may close it nevertheless; then ask again.
   */
  KeyValueDatabase open(Address address);
}
