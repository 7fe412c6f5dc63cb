package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.UnreadableException;
import io.debros.store.index.IndexStage;
import io.debros.store.index.Indexes;
import io.debros.store.index.WinningEntry;
import io.debros.store.merge.MergeRule;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.storage.StorageBatch;
import org.jspecify.annotations.Nullable;

/** Takes entries into an index, by the rules of the type of their database. Thread-safe. */
final class EntryIndexer {
  private static final String VALUE = "value";
  private static final String ENCRYPTED = "!";

  private final Indexing indexing;
  private final @Nullable RowMerge merge;
  private final SealedRows sealed;

  EntryIndexer(Indexing indexing, Oplog log) {
    this.indexing = indexing;
    this.sealed = new SealedRows(log.options().encryption().data());
    MergeRule rule = indexing.merge();
    this.merge = rule == null ? null : new RowMerge(rule, hash -> operation(log.get(hash)));
  }

  Indexing indexing() {
    return indexing;
  }

  /** Which rules made the rows; others with a cipher for values than without one. */
  String version() {
    return sealed.hasCipher() ? indexing.version() + ENCRYPTED : indexing.version();
  }

  SealedRows sealed() {
    return sealed;
  }

  /** How rows are made of several operations; null if the newest is the row. */
  @Nullable RowMerge merge() {
    return merge;
  }

  /** Adds what an entry does to the rows of its database; nothing if it is foreign. */
  void index(Entry entry, SealedRows.Numbers numbers, KeyUses uses, IndexStage stage) {
    SealedRows.Opened opened = sealed.open(entry);
    byte[] encrypted = opened.encrypted();
    UnreadableException.Reason reason = opened.reason();
    if (encrypted != null) {
      uses.note(entry, encrypted, reason == null);
      if (reason != null) {
        sealed.takeUnreadable(entry, encrypted, reason, numbers, stage);
      }
    }
    CborValue payload = opened.payload();
    if (payload == null) {
      return;
    }
    RowOperation operation = indexing.read(entry.hash(), payload);
    if (operation != null && sealed.take(entry, operation.key(), numbers, stage)) {
      index(entry, payload, operation, numbers.rows(), stage);
    }
  }

  private void index(
      Entry entry, CborValue payload, RowOperation operation, int databaseId, IndexStage stage) {
    WinningEntry winner = winner(entry, payload, operation);
    if (merge != null) {
      stage.merge(databaseId, operation.key(), winner, merge);
    } else if (operation.value() instanceof CborMap document) {
      stage.add(databaseId, operation.key(), winner, document);
    } else {
      stage.add(databaseId, operation.key(), winner);
    }
  }

  /** Adds an entry to the history of its key, whose row is made later; nothing if it is foreign. */
  void record(Entry entry, int databaseId, StorageBatch batch) {
    CborValue payload = entry.payload();
    RowOperation operation = indexing.read(entry.hash(), payload);
    if (operation != null) {
      Indexes.record(batch, databaseId, operation.key(), winner(entry, payload, operation));
    }
  }

  private @Nullable WinningEntry operation(Entry entry) {
    CborValue payload = entry.payload();
    RowOperation operation = indexing.read(entry.hash(), payload);
    return operation == null ? null : winner(entry, payload, operation);
  }

  private static WinningEntry winner(Entry entry, CborValue payload, RowOperation operation) {
    CborValue value = operation.value();
    return value == null
        ? WinningEntry.delete(entry.hash(), entry.clock())
        : WinningEntry.put(entry.hash(), entry.clock(), encoded(entry, payload, value));
  }

  /** As it stands in the block, if it is the value of the operation. */
  private static byte[] encoded(Entry entry, CborValue payload, CborValue value) {
    boolean inBlock = payload instanceof CborMap map && map.find(VALUE) == value;
    byte[] received = inBlock ? entry.encodedPayloadField(VALUE) : null;
    return received == null ? DagCbor.encode(value) : received;
  }
}
