package io.debros.store.care;

import io.debros.store.database.Database;
import io.debros.store.database.Indexing;
import io.debros.store.database.StoredDatabase;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Encryption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the entries of a database are read, which only those know who opened it.
 *
 * @param indexing how they become rows; null for the rules of the type in its manifest
 * @param encryption how they are decrypted
 */
record Reading(@Nullable Indexing indexing, Encryption encryption) {
  /** Of a database that nobody has open. */
  static final Reading CLOSED = new Reading(null, Encryption.NONE);

  /** Those of all databases that are open now. */
  static Map<Address, Reading> ofOpen(CaredNode node) {
    Map<Address, Reading> readings = new HashMap<>();
    for (Address address : node.databases()) {
      Database open = node.findOpen(address);
      if (open != null) {
        readings.put(
            address, new Reading(StoredDatabase.indexing(open), open.log().options().encryption()));
      }
    }
    return readings;
  }
}
