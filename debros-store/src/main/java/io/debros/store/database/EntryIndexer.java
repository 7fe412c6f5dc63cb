package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.index.IndexStage;
import io.debros.store.index.WinningEntry;
import io.debros.store.oplog.Entry;

/**
 * Takes entries into an index, by the rules of the type of their database. Immutable, thread-safe.
 */
record EntryIndexer(Indexing indexing) {
  private static final String VALUE = "value";

  /** Adds what an entry does to the rows of its database; nothing if it is foreign. */
  void index(Entry entry, int databaseId, IndexStage stage) {
    CborValue payload = entry.payload();
    RowOperation operation = indexing.read(entry.hash(), payload);
    if (operation == null) {
      return;
    }
    CborValue value = operation.value();
    if (value == null) {
      WinningEntry deletion = WinningEntry.delete(entry.hash(), entry.clock());
      stage.add(databaseId, operation.key(), deletion);
      return;
    }
    byte[] encoded = encoded(entry, payload, value);
    WinningEntry put = WinningEntry.put(entry.hash(), entry.clock(), encoded);
    if (value instanceof CborMap document) {
      stage.add(databaseId, operation.key(), put, document);
    } else {
      stage.add(databaseId, operation.key(), put);
    }
  }

  /** As it stands in the block, if it is the value of the operation. */
  private static byte[] encoded(Entry entry, CborValue payload, CborValue value) {
    boolean inBlock = payload instanceof CborMap map && map.find(VALUE) == value;
    byte[] received = inBlock ? entry.encodedPayloadField(VALUE) : null;
    return received == null ? DagCbor.encode(value) : received;
  }
}
