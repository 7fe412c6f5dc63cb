package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.UnreadableException;
import io.debros.store.index.IndexStage;
import io.debros.store.index.Indexes;
import io.debros.store.index.WinningEntry;
import io.debros.store.merge.Ancestry;
import io.debros.store.merge.MergeRule;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.Staged;
import io.debros.store.storage.StorageBatch;
import org.jspecify.annotations.Nullable;

/** Takes entries into an index, by the rules of the type of their database. Thread-safe. */
final class EntryIndexer {
  private static final String VALUE = "value";
  private static final String ENCRYPTED = "!";

  private final Indexing indexing;
  private final @Nullable RowMerge merge;
  private final SealedRows sealed;
  private @Nullable Staged staged; // writer only

  EntryIndexer(Indexing indexing, Oplog log) {
    this.indexing = indexing;
    this.sealed = new SealedRows(log.options().encryption().data());
    MergeRule rule = indexing.merge();
    this.merge =
        rule == null
            ? null
            : new RowMerge(
                rule, hash -> operation(log.get(hash)), new Ancestry(hash -> entry(log, hash)));
  }

  /** Rows are made of what these writes build on, too, until it is called again. Writer only. */
  void follow(@Nullable Staged writes) {
    staged = writes;
  }

  private Entry entry(Oplog log, Cid hash) {
    Staged writes = staged;
    Entry fresh = writes == null ? null : writes.find(hash);
    return fresh == null ? log.get(hash) : fresh;
  }

  Indexing indexing() {
    return indexing;
  }

  /** Which rules made the rows; others with a cipher for values than without one. */
  String version() {
    return version(indexing, sealed.hasCipher());
  }

  static String version(Indexing indexing, Encryption encryption) {
    return version(indexing, encryption.data() != null);
  }

  private static String version(Indexing indexing, boolean encrypted) {
    return encrypted ? indexing.version() + ENCRYPTED : indexing.version();
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
    RowMerge rule = merge;
    KeyHistories histories =
        rule == null ? null : (key, operation) -> stage.merge(numbers.rows(), key, operation, rule);
    take(entry, numbers, uses, stage, histories);
  }

  /**
   * Adds an entry to the history of its key, whose row is made later; nothing if it is foreign.
   *
   * @param stage takes what is not made of histories
   */
  void record(
      Entry entry, SealedRows.Numbers numbers, KeyUses uses, IndexStage stage, StorageBatch batch) {
    take(
        entry,
        numbers,
        uses,
        stage,
        (key, operation) -> Indexes.record(batch, numbers.rows(), key, operation));
  }

  private void take(
      Entry entry,
      SealedRows.Numbers numbers,
      KeyUses uses,
      IndexStage stage,
      @Nullable KeyHistories histories) {
    SealedRows.Opened opened = sealed.open(entry);
    byte[] encrypted = opened.encrypted();
    UnreadableException.Reason reason = opened.reason();
    if (encrypted != null) {
      uses.note(entry, encrypted, reason == null);
    }
    if (encrypted != null && reason != null) {
      sealed.takeUnreadable(entry, encrypted, reason, numbers, stage, histories);
      return;
    }
    IndexedEntry indexed = read(indexing, entry, opened.payload());
    if (indexed != null && sealed.take(entry, indexed.key(), numbers, stage, histories)) {
      add(indexed, numbers.rows(), stage, histories);
    }
  }

  private static void add(
      IndexedEntry indexed, int databaseId, IndexStage stage, @Nullable KeyHistories histories) {
    if (histories != null) {
      histories.add(indexed.key(), indexed.winner());
    } else if (indexed.document() == null) {
      stage.add(databaseId, indexed.key(), indexed.winner());
    } else {
      stage.add(databaseId, indexed.key(), indexed.winner(), indexed.document());
    }
  }

  /** An operation of a history; null if its entry is foreign. */
  private @Nullable WinningEntry operation(Entry entry) {
    SealedRows.Opened opened = sealed.open(entry);
    if (opened.reason() != null) {
      return SealedRows.deletion(entry);
    }
    IndexedEntry indexed = read(indexing, entry, opened.payload());
    return indexed == null ? null : indexed.winner();
  }

  /** What an entry does to the rows of its database, alone; null if it is foreign. */
  static @Nullable IndexedEntry read(Indexing indexing, Entry entry) {
    return read(indexing, entry, entry.payload());
  }

  private static @Nullable IndexedEntry read(
      Indexing indexing, Entry entry, @Nullable CborValue payload) {
    RowOperation operation = payload == null ? null : indexing.read(entry.hash(), payload);
    if (operation == null || payload == null) {
      return null;
    }
    CborValue value = operation.value();
    if (value == null) {
      WinningEntry deletion = WinningEntry.delete(entry.hash(), entry.clock());
      return new IndexedEntry(operation.key(), deletion, null);
    }
    byte[] encoded = encoded(entry, payload, value);
    WinningEntry put = WinningEntry.put(entry.hash(), entry.clock(), encoded);
    CborMap document = value instanceof CborMap map ? map : null;
    return new IndexedEntry(operation.key(), put, document);
  }

  /** The same as an operation of its key. */
  static @Nullable WinningEntry winner(Indexing indexing, Entry entry) {
    IndexedEntry indexed = read(indexing, entry);
    return indexed == null ? null : indexed.winner();
  }

  /** As it stands in the block, if it is the value of the operation. */
  private static byte[] encoded(Entry entry, CborValue payload, CborValue value) {
    boolean inBlock = payload instanceof CborMap map && map.find(VALUE) == value;
    byte[] received = inBlock ? entry.encodedPayloadField(VALUE) : null;
    return received == null ? DagCbor.encode(value) : received;
  }
}
