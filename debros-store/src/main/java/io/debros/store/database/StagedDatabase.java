package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.NotFoundException;
import io.debros.store.index.IndexStage;
import io.debros.store.index.RowChange;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryOrder;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Staged;
import io.debros.store.storage.StorageBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one database that are not written yet. Nothing of them shows before {@link #applied}.
 * Used by the thread that has the database's lock.
 */
final class StagedDatabase {
  private final DocumentDatabase database;
  private final Staged log;
  private final DatabaseIndex index;
  private final int id;
  private final IndexStage stage;
  private final List<Entry> appended = new ArrayList<>();
  private final List<Entry> joinedHeads = new ArrayList<>();

  /**
   * @param stage shared by all databases of the transaction
   */
  StagedDatabase(DocumentDatabase database, Staged log, DatabaseIndex index, IndexStage stage) {
    this.database = database;
    this.log = log;
    this.index = index;
    this.id = index.id();
    this.stage = stage;
  }

  DocumentDatabase database() {
    return database;
  }

  int id() {
    return id;
  }

  @Nullable DocumentRow find(String key) {
    return DocumentRow.of(key, stage.find(id, key));
  }

  Set<String> lookup(String indexName, byte[] value) {
    return stage.lookup(id, indexName, value);
  }

  long nextTime() {
    List<Entry> heads = log.heads();
    return heads.isEmpty() ? 1 : heads.get(0).clock().time() + 1;
  }

  Cid put(CborMap document) {
    return append(DocumentOperation.put(keyOf(document), document));
  }

  Cid delete(String key) {
    if (find(key) == null) {
      throw new NotFoundException(
          problem("No document with this key in the database")
              .at("key", key)
              .at("address", database.address())
              .advice("Delete only what get(key) finds"));
    }
    return append(DocumentOperation.delete(key));
  }

  List<Entry> join(Collection<Entry> heads, BlockSource missing) {
    List<Entry> newestFirst = heads.stream().sorted(EntryOrder.NEWEST_FIRST).toList();
    JoinOutcome outcome = log.join(newestFirst, missing);
    outcome.entries().forEach(entry -> DocumentOperation.index(entry, id, stage));
    joinedHeads.addAll(outcome.heads());
    return outcome.entries();
  }

  boolean isEmpty() {
    return appended.isEmpty() && joinedHeads.isEmpty();
  }

  void writeTo(StorageBatch batch) {
    log.writeTo(batch);
    index.putHeads(batch, log.heads());
  }

  void applied() {
    log.applied();
  }

  /** Tells listeners of this database what was committed. */
  void announce(DatabaseListeners listeners, List<RowChange> rows) {
    List<DocumentChange> changes = listeners.isEmpty() ? List.of() : changes(rows);
    if (!changes.isEmpty()) {
      listeners.changed(changes, joinedHeads.isEmpty() ? ChangeOrigin.LOCAL : ChangeOrigin.JOINED);
    }
    appended.forEach(listeners::updated);
    joinedHeads.forEach(listeners::updated);
    if (!joinedHeads.isEmpty()) {
      listeners.joined(joinedHeads);
    }
  }

  /** What readers see of the changes: a deletion of what was not there is none. */
  private List<DocumentChange> changes(List<RowChange> rows) {
    List<DocumentChange> changes = new ArrayList<>();
    for (RowChange row : rows) {
      DocumentRow before = DocumentRow.of(row.key(), row.before());
      DocumentRow after = DocumentRow.of(row.key(), row.after());
      if (row.databaseId() == id && (before != null || after != null)) {
        changes.add(new DocumentChange(row.key(), before, after));
      }
    }
    return changes;
  }

  private Cid append(CborValue payload) {
    Entry entry = log.append(payload);
    DocumentOperation.index(entry, id, stage);
    appended.add(entry);
    return entry.hash();
  }

  private String keyOf(CborMap document) {
    CborValue key = document.find(database.indexBy());
    if (key instanceof CborText text && !text.value().isEmpty()) {
      return text.value();
    }
    throw new IllegalArgumentException(
        problem(
                key == null
                    ? "Document lacks the field that holds its key"
                    : "Key of the document is not a text of at least one character")
            .at("field", database.indexBy())
            .at("address", database.address())
            .advice("Set the field to the key of the document, as text")
            .toString());
  }
}
