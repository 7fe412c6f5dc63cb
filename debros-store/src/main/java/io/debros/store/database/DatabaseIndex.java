package io.debros.store.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.index.IndexDefinition;
import io.debros.store.index.IndexStage;
import io.debros.store.index.Indexes;
import io.debros.store.index.KeyMerge;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.Traversal;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageSnapshot;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
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
  static final byte[] UNFINISHED = {0};

  /** What the address of a database has behind it in the indexes for {@link SealedRows}. */
  static final String TAGS = "#tags";

  private static final int BATCH_ENTRIES = 1000;
  private static final int BATCH_BYTES = 4 << 20;

  private final DatabaseContext context;
  private final Address address;
  private final EntryIndexer indexer;
  private final byte[] key;
  private final String tagsAddress;
  private final KeyUses uses;
  private volatile int id;
  private int tagsId; // writer only
  private int freshTagsId; // writer only, between drop and dropped

  private DatabaseIndex(DatabaseContext context, Address address, Oplog log, EntryIndexer indexer) {
    this.context = context;
    this.address = address;
    this.indexer = indexer;
    this.key = address.toString().getBytes(UTF_8);
    this.tagsAddress = address + TAGS;
    this.uses = new KeyUses(context, address, log);
    this.id = indexes().databaseId(address.toString());
    this.tagsId = indexer.sealed().hasTags() ? indexes().databaseId(tagsAddress) : 0;
  }

  /**
   * Compares the index with the log, at the cost of one look-up, and makes it again, in batches of
   * bounded size and with one warning, if they differ.
   */
  static DatabaseIndex open(
      DatabaseContext context, Address address, Oplog log, EntryIndexer indexer) {
    DatabaseIndex index = new DatabaseIndex(context, address, log, indexer);
    byte[] stored = context.storage().get(SPACE, index.key);
    if (stored == null ? !log.heads().isEmpty() : !Arrays.equals(stored, index.mark(log.heads()))) {
      if (stored != null && isOfOtherRules(stored, log.heads())) {
        LOG.info("Rows of a database follow other rules now, remaking them {address={}}", address);
      } else {
        LOG.warn(
            "Index of a database does not agree with its log, rebuilding it {address={}}", address);
      }
      index.rebuild(log);
    }
    return index;
  }

  /** Makes the index again if keys were forgotten, or arrived, that entries are encrypted with. */
  void followKeys(Oplog log) {
    if (!uses.ringChanged()) {
      return;
    }
    KeyUses.Difference difference = uses.difference();
    if (difference != KeyUses.Difference.NONE) {
      LOG.info("Encryption keys changed, remaking the index of a database {address={}}", address);
      rebuild(log);
    } else if (indexer.sealed().hasTags()) {
      StorageBatch batch = new StorageBatch();
      uses.putRing(batch);
      context.storage().write(batch);
    }
    if (difference == KeyUses.Difference.LOST) {
      context.storage().compact();
    }
  }

  /**
   * Removes what the index of a database that is closed shows, so that nothing is left of what it
   * was made from; it is made again when the database is opened.
   */
  static void purge(DatabaseContext context, Address address) {
    ReentrantLock lock = context.indexes().writeLock(address.toString());
    lock.lock();
    try {
      purge(context.indexes(), context.storage(), address);
    } finally {
      lock.unlock();
    }
  }

  private static void purge(Indexes indexes, Storage storage, Address address) {
    StorageBatch batch = new StorageBatch();
    int rows = indexes.databaseId(address.toString());
    indexes.drop(batch, address.toString());
    Integer tags = indexes.findDatabaseId(storage, address + TAGS);
    if (tags != null) {
      indexes.drop(batch, address + TAGS);
    }
    batch.put(SPACE, address.toString().getBytes(UTF_8), UNFINISHED);
    KeyUses.clear(batch, storage, address);
    storage.write(batch);
    indexes.dropped(rows);
    if (tags != null) {
      indexes.dropped(tags);
    }
  }

  /** Begins a new collection of entries; if the one before was not written, it never will be. */
  void begin() {
    uses.forgetPending();
  }

  /** Adds what an entry does to the rows. */
  void add(Entry entry, IndexStage stage) {
    indexer.index(entry, numbers(), uses, stage);
  }

  private SealedRows.Numbers numbers() {
    return new SealedRows.Numbers(id, tagsId);
  }

  /** The batch of {@link #putHeads} was written. */
  void written() {
    uses.written();
  }

  /** Number of the database in the indexes; another one after each drop. */
  int id() {
    return id;
  }

  /** The number that the database had at the moment of a snapshot. */
  int idAt(StorageSnapshot snapshot) {
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
    uses.writeTo(batch);
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
    batch.put(SPACE, key, mark(List.of()));
    uses.clear(batch);
    freshTagsId = tagsId == 0 ? 0 : indexes().drop(batch, tagsAddress);
    return indexes().drop(batch, address.toString());
  }

  /** Goes on with the empty index. */
  void dropped(int fresh) {
    int dropped = id;
    int droppedTags = tagsId;
    id = fresh;
    tagsId = freshTagsId;
    indexes().dropped(dropped);
    if (droppedTags != 0) {
      indexes().dropped(droppedTags);
    }
  }

  private void rebuild(Oplog log) {
    StorageBatch batch = new StorageBatch();
    int fresh = drop(batch);
    batch.put(SPACE, key, UNFINISHED);
    context.storage().write(batch);
    dropped(fresh);
    KeyMerge merge = indexer.merge();
    if (merge == null) {
      replay(log.heads(), log.traverse());
    } else {
      record(log.traverse());
      indexes().remake(id, merge, last -> putMade(last, log.heads()));
    }
  }

  /** Histories first, so that each row is made once. */
  private void record(Traversal entries) {
    while (entries.hasNext()) {
      IndexStage stage = indexes().stage();
      StorageBatch batch = new StorageBatch();
      for (int i = 0; i < BATCH_ENTRIES && entries.hasNext(); i++) {
        indexer.record(entries.next(), numbers(), uses, stage, batch);
      }
      stage.writeTo(batch);
      write(stage, batch);
    }
  }

  private void replay(List<Entry> heads, Traversal entries) {
    boolean more;
    do {
      IndexStage stage = indexes().stage();
      int bytes = 0;
      for (int i = 0; i < BATCH_ENTRIES && bytes < BATCH_BYTES && entries.hasNext(); i++) {
        Entry entry = entries.next();
        add(entry, stage);
        bytes += entry.size();
      }
      more = entries.hasNext();
      StorageBatch batch = new StorageBatch();
      stage.writeTo(batch);
      if (!more) {
        putMade(batch, heads);
      }
      write(stage, batch);
    } while (more);
  }

  private void write(IndexStage stage, StorageBatch batch) {
    uses.writeTo(batch);
    context.storage().write(batch);
    stage.applied();
    uses.written();
  }

  /** The index was made anew, from the heads and with the keys that there are. */
  private void putMade(StorageBatch batch, List<Entry> heads) {
    putHeads(batch, heads);
    uses.putRing(batch);
  }

  private Indexes indexes() {
    return context.indexes();
  }

  private byte[] mark(List<Entry> heads) {
    return mark(indexer.version(), heads);
  }

  /** What says that an index was made by rules of a version from heads, newest first. */
  static byte[] mark(String version, List<Entry> heads) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(version.getBytes(UTF_8));
    bytes.writeBytes(hashes(heads));
    return bytes.toByteArray();
  }

  /** Whether only the version in front of the heads differs: it is printable, no CID is. */
  private static boolean isOfOtherRules(byte[] stored, List<Entry> heads) {
    byte[] now = hashes(heads);
    int version = stored.length - now.length;
    return version >= 0
        && Arrays.equals(stored, version, stored.length, now, 0, now.length)
        && (version == 0 || stored[0] >= ' ');
  }

  static byte[] hashes(List<Entry> heads) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    heads.forEach(head -> bytes.writeBytes(head.hash().bytes()));
    return bytes.toByteArray();
  }
}
