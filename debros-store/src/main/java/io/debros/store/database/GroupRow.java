package io.debros.store.database;

import io.debros.store.index.FieldCursor;
import io.debros.store.index.Indexes;
import io.debros.store.manifest.Address;
import io.debros.store.storage.StorageSnapshot;

/**
 * Where a document of an index group is. Immutable.
 *
 * @param database that holds it
 * @param key of the document there
 */
public record GroupRow(Address database, String key) {
  /** The row that a cursor over a group, read from a snapshot, stands on. */
  public static GroupRow of(Indexes indexes, StorageSnapshot snapshot, FieldCursor row) {
    return new GroupRow(Address.parse(indexes.addressOf(snapshot, row.databaseId())), row.key());
  }
}
