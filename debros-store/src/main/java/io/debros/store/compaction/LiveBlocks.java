package io.debros.store.compaction;

import io.debros.store.block.Block;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.UnreadableException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.StoredLog;
import io.debros.store.progress.Meter;
import io.debros.store.progress.Progress;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.transfer.RecentHashes;
import io.debros.store.transfer.TransferNode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks the blocks that are needed at one moment: entries of all logs, also those that a damaged
 * index has lost but that others build on, the identities that they name, what describes the known
 * databases, and the identity of the node. The marks lie in a space of their own, in the order of
 * the blocks. One thread at a time.
 */
final class LiveBlocks {
  /** CID -> empty; only while a compaction runs. */
  static final Space MARKS = new Space("marks");

  private static final Logger LOG = LoggerFactory.getLogger(LiveBlocks.class);
  private static final Space LOGS = new Space("log");
  private static final byte[] AFTER_ALL_CIDS = {(byte) 0xff};
  private static final int BATCH_ROWS = 10_000;
  private static final int IDENTITIES_REMEMBERED = 10_000;
  private static final byte[] NOTHING = {};

  private final Storage storage;
  private final StorageReader moment;
  private final RecentHashes identities = new RecentHashes(IDENTITIES_REMEMBERED);
  private StorageBatch batch = new StorageBatch();
  private Encryption encryption = Encryption.NONE;
  private boolean sure = true;

  /**
   * @param storage where the marks go
   * @param moment whose blocks are marked
   */
  LiveBlocks(Storage storage, StorageReader moment) {
    this.storage = storage;
    this.moment = moment;
  }

  /** Removes all marks, also those that a crash left. */
  static void clear(Storage storage) {
    storage.write(new StorageBatch().deleteRange(MARKS, new KeyRange(NOTHING, AFTER_ALL_CIDS)));
  }

  /** Marks everything. */
  void mark(Cid identity, List<Address> databases, TransferNode descriptions, Progress progress) {
    mark(identity);
    for (Address database : databases) {
      markDescription(database, descriptions);
    }
    Meter meter = new Meter(progress, "mark", null, 0);
    Map<String, Encryption> ciphers = new HashMap<>();
    databases.forEach(
        database ->
            ciphers.put(
                hex(StoredLog.of(database.toString()).prefix()),
                descriptions.logOptions(database, Encryption.NONE).encryption()));
    for (byte[] prefix : StoredLog.prefixes(moment)) {
      encryption = ciphers.getOrDefault(hex(prefix), Encryption.NONE);
      markLog(prefix, meter);
    }
    storage.write(batch);
  }

  /**
   * Whether it is known which blocks are needed. If not, because an entry or a description cannot
   * be read here, then only entries can be removed without harm.
   */
  boolean isSure() {
    return sure;
  }

  private void markDescription(Address database, TransferNode descriptions) {
    mark(database.manifest());
    try {
      descriptions.describe(database, BlockSource.NONE).blocks().stream()
          .map(Block::cid)
          .forEach(this::mark);
    } catch (DebrosException | IllegalArgumentException e) {
      LOG.warn("Description of a database cannot be read {address={}}", database, e);
      sure = false;
    }
  }

  private void markLog(byte[] prefix, Meter meter) {
    try (StorageCursor rows = moment.scan(LOGS, KeyRange.prefix(prefix), Direction.ASCENDING)) {
      while (rows.next()) {
        byte[] key = rows.key();
        markEntry(prefix, Cid.decode(Arrays.copyOfRange(key, prefix.length, key.length)), meter);
      }
    }
  }

  /** An entry, and those below it that the index of the log lacks; usually there are none. */
  private void markEntry(byte[] prefix, Cid hash, Meter meter) {
    Deque<Cid> lost = new ArrayDeque<>(Set.of(hash));
    Set<Cid> seen = new HashSet<>();
    for (Cid next = lost.poll(); next != null; next = lost.poll()) {
      mark(next);
      byte[] bytes = moment.get(BlockStore.SPACE, next.bytes());
      if (bytes != null) {
        follow(prefix, bytes, lost, seen);
        meter.add(bytes.length);
      }
    }
  }

  private void follow(byte[] prefix, byte[] bytes, Deque<Cid> lost, Set<Cid> seen) {
    Entry entry;
    try {
      entry = Entry.decode(bytes, encryption);
    } catch (BadEntryException | UnreadableException encryptedOrDamaged) {
      sure = false;
      return;
    }
    if (identities.isNew(entry.identity())) {
      mark(entry.identity());
    }
    for (Cid before : entry.next()) {
      if (moment.get(LOGS, concat(prefix, before.bytes())) == null && seen.add(before)) {
        lost.add(before);
      }
    }
  }

  private void mark(Cid block) {
    batch.put(MARKS, block.bytes(), NOTHING);
    if (batch.size() >= BATCH_ROWS) {
      storage.write(batch);
      batch = new StorageBatch();
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] concat(byte[] prefix, byte[] hash) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + hash.length);
    System.arraycopy(hash, 0, key, prefix.length, hash.length);
    return key;
  }
}
