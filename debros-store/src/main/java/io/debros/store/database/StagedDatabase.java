package io.debros.store.database;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.index.IndexStage;
import io.debros.store.index.RowChange;
import io.debros.store.index.RowConflict;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
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
  private final DatabaseEngine database;
  private final Staged log;
  private final DatabaseIndex index;
  private final EntryIndexer indexer;
  private final int id;
  private final IndexStage stage;
  private final List<Entry> appended = new ArrayList<>();
  private final List<Entry> joinedHeads = new ArrayList<>();
  private long bytes;
  private boolean torn; // the log has an entry, the index has not

  /**
   * @param stage shared by all databases of the transaction
   */
  StagedDatabase(
      DatabaseEngine database,
      Staged log,
      DatabaseIndex index,
      EntryIndexer indexer,
      IndexStage stage) {
    this.database = database;
    this.log = log;
    this.index = index;
    this.indexer = indexer;
    this.id = index.id();
    this.stage = stage;
  }

  DatabaseEngine database() {
    return database;
  }

  int id() {
    return id;
  }

  @Nullable Row find(String key) {
    return indexer.sealed().find(key, name -> stage.find(id, name));
  }

  Set<String> lookup(String indexName, byte[] value) {
    return stage.lookup(id, indexName, value);
  }

  long nextTime() {
    List<Entry> heads = log.heads();
    return heads.isEmpty() ? 1 : heads.get(0).clock().time() + 1;
  }

  Cid append(CborValue payload) {
    Entry entry = log.append(payload);
    try {
      index.add(entry, stage);
    } catch (RuntimeException | Error failure) {
      torn = true;
      throw failure;
    }
    appended.add(entry);
    bytes += entry.size();
    return entry.hash();
  }

  /** Newest first, as JavaScript joins the heads of a peer. */
  JoinOutcome offer(Collection<Entry> entries, BlockSource missing) {
    List<Entry> newestFirst = entries.stream().sorted(EntryOrder.NEWEST_FIRST).toList();
    return joined(log.offer(newestFirst, missing));
  }

  JoinOutcome offerBlocks(Collection<EntryBlock> blocks, BlockSource missing, Set<Cid> vouched) {
    return joined(log.offerBlocks(blocks, missing, vouched));
  }

  /** Bytes of the entries that were appended. */
  long bytes() {
    return bytes;
  }

  /** Whether an {@link #append} failed half way, so that nothing of all this may be written. */
  boolean isTorn() {
    return torn;
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
    indexer.follow(null);
    index.written();
  }

  /** Has the listeners of this database told what was committed. */
  void announce(DatabaseListeners listeners, List<RowChange> rows, List<RowConflict> rowConflicts) {
    List<Change> changes = listeners.isEmpty() ? List.of() : changes(rows);
    if (!changes.isEmpty()) {
      listeners.changed(changes, joinedHeads.isEmpty() ? ChangeOrigin.LOCAL : ChangeOrigin.JOINED);
    }
    List<Conflict> conflicts = new ArrayList<>();
    List<Twin> twins = new ArrayList<>();
    rowConflicts.forEach(row -> gather(row, conflicts, twins));
    if (!conflicts.isEmpty()) {
      listeners.conflicted(conflicts);
    }
    if (!twins.isEmpty()) {
      listeners.twinned(twins);
    }
    appended.forEach(listeners::updated);
    if (!appended.isEmpty()) {
      listeners.appended(List.copyOf(appended));
    }
    joinedHeads.forEach(listeners::updated);
    if (!joinedHeads.isEmpty()) {
      listeners.joined(joinedHeads);
    }
  }

  private void gather(RowConflict of, List<Conflict> conflicts, List<Twin> twins) {
    if (of.databaseId() == id) {
      Row made = Row.of(of.key(), of.row());
      RowMerge.Fold fold = (RowMerge.Fold) of.fold();
      fold.conflicts().forEach(each -> conflicts.add(new Conflict(of.key(), each, made)));
      fold.twins().forEach(each -> twins.add(new Twin(of.key(), each, made)));
    }
  }

  private JoinOutcome joined(JoinOutcome outcome) {
    outcome.entries().forEach(entry -> index.add(entry, stage));
    joinedHeads.addAll(outcome.heads());
    return outcome;
  }

  /** What readers see of the changes: a deletion of what was not there is none. */
  private List<Change> changes(List<RowChange> rows) {
    List<Change> changes = new ArrayList<>();
    for (RowChange row : rows) {
      Row before = Row.of(row.key(), row.before());
      Row after = Row.of(row.key(), row.after());
      if (row.databaseId() == id && (before != null || after != null)) {
        changes.add(new Change(row.key(), before, after));
      }
    }
    return changes;
  }
}
