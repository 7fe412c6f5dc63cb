package io.debros.store.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.index.IndexDefinition;
import io.debros.store.index.IndexStage;
import io.debros.store.index.Indexes;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.Traversal;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageSnapshot;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of one database, and from which heads of the log and by which rules it was made: that
 * is recorded in the batch that writes both. If the log has other heads when it is opened, or the
 * type of the database other rules, the index is made again. Reads of {@link #id} are thread-safe;
 * everything else is the writer's.
 */
final class DatabaseIndex {
  /** Address -> version of the rules, and bytes of the CIDs of the indexed heads, newest first. */
  static final Space SPACE = new Space("indexed-heads");

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseIndex.class);
  private static final byte[] UNFINISHED = {0};
  private static final int BATCH_ENTRIES = 1000;
  private static final int BATCH_BYTES = 4 << 20;

  private final DatabaseContext context;
  private final Address address;
  private final EntryIndexer indexer;
  private final byte[] key;
  private volatile int id;
  private volatile boolean renumbered;

  private DatabaseIndex(DatabaseContext context, Address address, EntryIndexer indexer) {
    this.context = context;
    this.address = address;
    this.indexer = indexer;
    this.key = address.toString().getBytes(UTF_8);
    this.id = indexes().databaseId(address.toString());
  }

  /**
   * Compares the index with the log, at the cost of one look-up, and makes it again, in batches of
   * bounded size and with one warning, if they differ.
   */
  static DatabaseIndex open(
      DatabaseContext context, Address address, Oplog log, EntryIndexer indexer) {
    DatabaseIndex index = new DatabaseIndex(context, address, indexer);
    byte[] stored = context.storage().get(SPACE, index.key);
    if (stored == null ? !log.heads().isEmpty() : !Arrays.equals(stored, index.mark(log.heads()))) {
      LOG.warn(
          "Index of a database does not agree with its log, rebuilding it {address={}}", address);
      index.rebuild(log);
    }
    return index;
  }

  /** Number of the database in the indexes; another one after each drop. */
  int id() {
    return id;
  }

  /** The number that the database had at the moment of a snapshot. */
  int idAt(StorageSnapshot snapshot) {
    if (!renumbered) {
      return id;
    }
    Integer then = indexes().findDatabaseId(snapshot, address.toString());
    return then == null ? id : then; // a number given later has no rows in the snapshot
  }

  /** Whether {@link #ensure} would find nothing to do. */
  boolean keeps(Collection<IndexDefinition> wanted) {
    return wanted.stream().allMatch(definition -> indexes().fields().isKept(id, definition));
  }

  /** Records the heads whose entries are all indexed once the batch is written. */
  void putHeads(StorageBatch batch, List<Entry> heads) {
    batch.put(SPACE, key, mark(heads));
  }

  /** Keeps field indexes from now on, and builds them if need be. */
  void ensure(Collection<IndexDefinition> wanted) {
    wanted.forEach(definition -> indexes().fields().ensure(id, definition));
  }

  /**
   * Adds to a batch what empties the index; call {@link #dropped} when it is written.
   *
   * @return number of the empty index, which has the same definitions
   */
  int drop(StorageBatch batch) {
    renumbered = true;
    batch.put(SPACE, key, mark(List.of()));
    return indexes().drop(batch, address.toString());
  }

  /** Goes on with the empty index. */
  void dropped(int fresh) {
    int dropped = id;
    id = fresh;
    indexes().dropped(dropped);
  }

  private void rebuild(Oplog log) {
    StorageBatch batch = new StorageBatch();
    int fresh = drop(batch);
    batch.put(SPACE, key, UNFINISHED);
    context.storage().write(batch);
    dropped(fresh);
    replay(log.heads(), log.traverse());
  }

  private void replay(List<Entry> heads, Traversal entries) {
    boolean more;
    do {
      IndexStage stage = indexes().stage();
      int bytes = 0;
      for (int i = 0; i < BATCH_ENTRIES && bytes < BATCH_BYTES && entries.hasNext(); i++) {
        Entry entry = entries.next();
        indexer.index(entry, id, stage);
        bytes += entry.size();
      }
      more = entries.hasNext();
      StorageBatch batch = new StorageBatch();
      stage.writeTo(batch);
      if (!more) {
        putHeads(batch, heads);
      }
      context.storage().write(batch);
      stage.applied();
    } while (more);
  }

  private Indexes indexes() {
    return context.indexes();
  }

  private byte[] mark(List<Entry> heads) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(indexer.indexing().version().getBytes(UTF_8));
    heads.forEach(head -> bytes.writeBytes(head.hash().bytes()));
    return bytes.toByteArray();
  }
}
