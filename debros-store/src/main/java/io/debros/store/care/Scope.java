package io.debros.store.care;

import io.debros.store.database.Indexing;
import io.debros.store.identity.Identities;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.Encryption;
import io.debros.store.storage.StorageReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one task share.
 *
 * @param node that is looked after
 * @param reader of one moment of its storage
 * @param progress to be told on the caller's thread
 * @param readings of the databases that were open when the task began
 */
record Scope(
    CaredNode node, StorageReader reader, Cancellable progress, Map<Address, Reading> readings) {
  /** Blocks of no certain database. */
  Blocks blocks() {
    return new Blocks(reader, node.context().blocks(), Encryption.NONE);
  }

  Blocks blocks(Address database) {
    return new Blocks(reader, node.context().blocks(), reading(database).encryption());
  }

  Reading reading(Address database) {
    return readings.getOrDefault(database, Reading.CLOSED);
  }

  /** How entries become rows; null if the type of the database is not known here. */
  @Nullable Indexing indexing(Manifest manifest) {
    Indexing open = reading(manifest.address()).indexing();
    return open == null ? node.indexing(manifest) : open;
  }

  Identities identities() {
    return node.context().identities();
  }
}
