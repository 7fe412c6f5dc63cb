package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.NotFoundException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.storage.StorageBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one database that are not written yet. Nothing of them shows before {@link #applied}.
 * Used by the thread that has the database's lock.
 */
final class StagedDatabase {
  private final DocumentDatabase database;
  private final Oplog log;
  private final Oplog.Staged stagedLog;
  private final DatabaseIndexes.Staged stagedIndexes;
  private final List<Entry> updates = new ArrayList<>();
  private final List<Entry> joined = new ArrayList<>();

  StagedDatabase(DocumentDatabase database, Oplog log, DatabaseIndexes indexes) {
    this.database = database;
    this.log = log;
    this.stagedLog = log.stage();
    this.stagedIndexes = indexes.stage();
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

  @Nullable DocumentRow find(String key) {
    return stagedIndexes.find(key);
  }

  DatabaseIndexes.Staged indexes() {
    return stagedIndexes;
  }

  long nextTime() {
    return stagedLog.nextTime();
  }

  List<Entry> join(Collection<Entry> heads, BlockSource missing) {
    Oplog.JoinOutcome outcome = stagedLog.join(heads, missing);
    outcome.added().forEach(stagedIndexes::add);
    joined.addAll(outcome.heads());
    return outcome.added();
  }

  boolean isEmpty() {
    return updates.isEmpty() && joined.isEmpty();
  }

  void writeTo(StorageBatch batch) {
    stagedLog.writeTo(batch);
    stagedIndexes.writeTo(batch, stagedLog.heads());
  }

  void applied() {
    stagedLog.applied();
    stagedIndexes.applied();
  }

  private Cid append(CborValue payload) {
    Entry entry = stagedLog.append(payload);
    stagedIndexes.add(entry);
    updates.add(entry);
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
                    ? "Document doesn't contain the field that holds its key"
                    : "Key of the document is not a text of at least one character")
            .at("field", database.indexBy())
            .at("address", database.address())
            .advice("Set the field to the document's key, as text")
            .toString());
  }
}
