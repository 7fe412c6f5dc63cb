package io.debros.store.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.OverlayStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * import-jobs: id -> ImportState
 * imports:     id ‖ … a layer over the storage (OverlayStorage), in which are
 *   blocks:    what the file gave, and whatever the layer's log writes while entries are checked
 *   arrivals:  16 bytes of the SHA-256 of the log's id ‖ time (8) ‖ CID of an entry -> empty
 *   checked-batches: the same 16 bytes ‖ number (4) -> how many entries (4)
 *
 * An entry is newer than all that it builds on, so arrivals in key order can be joined one by one.
 */
/**
 * Where blocks of a CAR file wait until all are here and checked. Nothing of it can be seen by
 * anybody else; it outlives the process and is thrown away with one small write. One thread at a
 * time.
 */
final class ImportSpool {
  static final Space JOBS = new Space("import-jobs");
  static final Space LAYERS = new Space("imports");

  private static final Space ARRIVALS = new Space("arrivals");
  private static final Space BATCHES = new Space("checked-batches");
  private static final int LOG_BYTES = 16;
  private static final int HASH_HEAD = 2;

  private final Storage storage;
  private final byte[] id;
  private final OverlayStorage layer;
  private final BlockStore blocks;
  private ImportState state;
  private StorageBatch batch = new StorageBatch();
  private int batchBlocks;
  private int batchEntries;

  private ImportSpool(Storage storage, ImportState state) {
    this.storage = storage;
    this.id = ImportState.id(state.roots());
    this.layer = new OverlayStorage(storage, LAYERS, id);
    this.blocks = new BlockStore(layer);
    this.state = state;
  }

  /** The spool of files with these roots: as it was left, or a new one. */
  static ImportSpool open(Storage storage, List<Cid> roots, long offset) {
    byte[] row = storage.get(JOBS, ImportState.id(roots));
    return new ImportSpool(
        storage, row == null ? ImportState.begin(roots, offset) : ImportState.decode(row));
  }

  /** Every spool that was left. */
  static List<ImportState> left(Storage storage) {
    List<ImportState> left = new ArrayList<>();
    try (StorageCursor jobs = storage.scan(JOBS, KeyRange.all(), Direction.ASCENDING)) {
      while (jobs.next()) {
        left.add(ImportState.decode(jobs.value()));
      }
    }
    return left;
  }

  ImportState state() {
    return state;
  }

  /** The storage as it will be when everything of the spool is taken in. */
  Storage layer() {
    return layer;
  }

  /** Blocks of the spool and of the storage below. */
  BlockStore blocks() {
    return blocks;
  }

  /** Counts from the beginning of the file again; blocks that are here already are written once. */
  void rewind(long offset) {
    if (state.phase() == ImportState.Phase.RECEIVING) {
      state = ImportState.begin(state.roots(), offset);
    }
  }

  /** Takes a block; it is kept when the next {@link #flush} has returned. */
  void add(Block block, @Nullable Entry entry) {
    blocks.put(batch, block);
    batchBlocks++;
    if (entry != null) {
      batch.put(ARRIVALS, arrival(entry), new byte[0]);
      batchEntries++;
    }
  }

  /** Bytes that wait for {@link #flush}. */
  long waitingBytes() {
    return batch.byteCount();
  }

  /**
   * Stores what was added, and from where to go on.
   *
   * @param offset of the file after the last block that was added
   */
  void flush(long offset) {
    if (!batch.isEmpty()) {
      layer.write(batch);
      batch = new StorageBatch();
    }
    put(state.received(offset, batchBlocks, batchEntries));
    batchBlocks = 0;
    batchEntries = 0;
  }

  /** Goes on to a phase. */
  void enter(ImportState.Phase phase) {
    put(state.with(phase));
    storage.sync();
  }

  /**
   * Entries of a log that are in the spool, oldest first; close it.
   *
   * @param reader reads the blocks of entries
   */
  Arrivals arrivals(Address log, Oplog reader) {
    return new Arrivals(
        reader,
        layer.scan(ARRIVALS, KeyRange.prefix(logPrefix(log.toString())), Direction.ASCENDING));
  }

  /** Stores what checking a batch has come to, together with how many entries were in it. */
  void checked(Address log, StorageBatch outcome, int number, int entries) {
    outcome.put(BATCHES, batchKey(log, number), ByteBuffer.allocate(4).putInt(entries).array());
    layer.write(outcome);
  }

  /** The batches of a log that were checked, oldest first. */
  List<BatchSize> checkedBatches(Address log) {
    List<BatchSize> sizes = new ArrayList<>();
    KeyRange all = KeyRange.prefix(logPrefix(log.toString()));
    try (StorageCursor rows = layer.scan(BATCHES, all, Direction.ASCENDING)) {
      while (rows.next()) {
        sizes.add(BatchSize.of(ByteBuffer.wrap(rows.value()).getInt()));
      }
    }
    return sizes;
  }

  /** Throws everything away. */
  void discard() {
    StorageBatch end = new StorageBatch().delete(JOBS, id);
    layer.discard(end);
    storage.write(end);
  }

  private void put(ImportState next) {
    storage.write(new StorageBatch().put(JOBS, id, next.encode()));
    state = next;
  }

  private static byte[] batchKey(Address log, int number) {
    return ByteBuffer.allocate(LOG_BYTES + Integer.BYTES)
        .put(logPrefix(log.toString()))
        .putInt(number)
        .array();
  }

  private static byte[] arrival(Entry entry) {
    byte[] hash = entry.hash().bytes();
    return ByteBuffer.allocate(LOG_BYTES + Long.BYTES + hash.length)
        .put(logPrefix(entry.logId()))
        .putLong(entry.clock().time())
        .put(hash)
        .array();
  }

  private static byte[] logPrefix(String logId) {
    byte[] hash = Multihash.sha256(logId.getBytes(UTF_8)).bytes();
    return Arrays.copyOfRange(hash, HASH_HEAD, HASH_HEAD + LOG_BYTES);
  }

  static long bytes(List<Entry> entries) {
    return entries.stream().mapToLong(Entry::size).sum();
  }

  /** Entries in the order in which they can be joined. */
  static final class Arrivals implements AutoCloseable {
    private final Oplog reader;
    private final StorageCursor rows;

    private Arrivals(Oplog reader, StorageCursor rows) {
      this.reader = reader;
      this.rows = rows;
    }

    /** The next entries; none at the end. */
    List<Entry> next(BatchSize size) {
      List<Entry> entries = new ArrayList<>();
      int bytes = 0;
      while (size.hasRoom(entries.size(), bytes) && rows.next()) {
        byte[] key = rows.key();
        Cid hash = Cid.decode(Arrays.copyOfRange(key, LOG_BYTES + Long.BYTES, key.length));
        Entry entry = reader.get(hash);
        entries.add(entry);
        bytes += entry.size();
      }
      return entries;
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
