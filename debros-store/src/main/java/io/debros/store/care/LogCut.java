package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockStore;
import io.debros.store.care.RepairAction.Kind;
import io.debros.store.error.BadBlockException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.StoredLog;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/*
 * Ancestors come first: entries are gone through by their clocks. A log need not fit into memory,
 * so the order lies in a space of its own meanwhile, and so does what was found to be whole:
 *
 * 00 ‖ time (8) ‖ hash ->     entries that are right by themselves
 * 01 ‖ hash            ->     those of them whose ancestors are too
 */
/** Cuts a log down to the entries that are whole and have all their ancestors. One thread. */
final class LogCut {
  static final Space SCRATCH = new Space("care");

  private static final byte BY_TIME = 0;
  private static final byte WHOLE = 1;
  private static final int BATCH = 128;

  private final Storage storage;
  private final StoredLog log;
  private final Address address;
  private final Blocks blocks;
  private final EntryCheck check;
  private final Actions actions;
  private final Cancellable progress;

  LogCut(Scope scope, Address address, Actions actions) {
    this.storage = scope.node().context().storage();
    this.address = address;
    this.log = StoredLog.of(address.toString());
    this.blocks = scope.blocks(address);
    this.check = new EntryCheck(address.toString(), blocks, scope, new Findings(1));
    this.actions = actions;
    this.progress = scope.progress();
  }

  /** Puts aside what is not whole; the heads are wrong afterwards. */
  void run(InParallel threads) {
    clearScratch();
    sortByTime(threads);
    boolean found = true;
    while (found) { // once more if some entry names a newer one, as only a forger would
      found = findWhole();
    }
    putOthersAside();
    clearScratch();
  }

  private void sortByTime(InParallel threads) {
    InParallel.Series<List<Entry>> series = threads.series(this::writeByTime);
    progress.begin("sort log", address, 0);
    try (StorageCursor cursor = log.entries(storage)) {
      List<Cid> batch = new ArrayList<>();
      while (cursor.next()) {
        batch.add(log.hashOf(cursor));
        if (batch.size() == BATCH) {
          List<Cid> full = batch;
          series.add(() -> right(full));
          batch = new ArrayList<>();
        }
      }
      List<Cid> last = batch;
      series.add(() -> right(last));
      series.finish();
    }
    progress.end();
  }

  private List<Entry> right(List<Cid> hashes) {
    List<Entry> right = new ArrayList<>();
    for (Cid hash : hashes) {
      Entry entry = check.check(hash);
      if (entry != null) {
        right.add(entry);
      }
    }
    return right;
  }

  private void writeByTime(List<Entry> entries) {
    StorageBatch batch = new StorageBatch();
    for (Entry entry : entries) {
      byte[] hash = entry.hash().bytes();
      byte[] key =
          ByteBuffer.allocate(9 + hash.length)
              .put(BY_TIME)
              .putLong(entry.clock().time())
              .put(hash)
              .array();
      batch.put(SCRATCH, key, hash);
    }
    storage.write(batch);
    progress.done(entries.size());
  }

  private boolean findWhole() {
    boolean found = false;
    progress.begin("find whole entries", address, 0);
    try (StorageCursor cursor =
        storage.scan(SCRATCH, KeyRange.prefix(new byte[] {BY_TIME}), Direction.ASCENDING)) {
      while (cursor.next()) {
        Cid hash = Cid.decode(cursor.value());
        Entry entry = isWhole(hash) ? null : blocks.findEntry(hash);
        if (entry != null && links(entry).allMatch(this::isWhole)) {
          storage.write(new StorageBatch().put(SCRATCH, wholeKey(hash), new byte[0]));
          found = true;
        }
        progress.done(1);
      }
    }
    progress.end();
    return found;
  }

  private static Stream<Cid> links(Entry entry) {
    return Stream.concat(entry.next().stream(), entry.refs().stream());
  }

  private boolean isWhole(Cid hash) {
    return storage.get(SCRATCH, wholeKey(hash)) != null;
  }

  private static byte[] wholeKey(Cid hash) {
    byte[] bytes = hash.bytes();
    return ByteBuffer.allocate(1 + bytes.length).put(WHOLE).put(bytes).array();
  }

  private void putOthersAside() {
    progress.begin("put entries aside", address, 0);
    try (StorageCursor cursor = log.entries(storage)) {
      while (cursor.next()) {
        Cid hash = log.hashOf(cursor);
        if (!isWhole(hash)) {
          putAside(hash);
        }
        progress.done(1);
      }
    }
    progress.end();
  }

  /** Blocks that are whole stay as well; a damaged one would keep the right one out. */
  private void putAside(Cid hash) {
    StorageBatch batch = new StorageBatch();
    log.removeEntry(batch, hash);
    byte[] bytes = storage.get(BlockStore.SPACE, hash.bytes());
    if (bytes != null && isTrue(hash, bytes)) {
      Quarantine.put(batch, BlockStore.SPACE, hash.bytes(), bytes);
    } else if (bytes != null) {
      Quarantine.move(batch, BlockStore.SPACE, hash.bytes(), bytes);
    }
    storage.write(batch);
    actions.add(
        Kind.QUARANTINED, problem("Entry was put aside").at("database", address).at("entry", hash));
  }

  private boolean isTrue(Cid hash, byte[] bytes) {
    try {
      blocks.store().verified(hash, bytes);
      return true;
    } catch (BadBlockException damaged) {
      return false;
    }
  }

  private void clearScratch() {
    StorageBatch batch = new StorageBatch();
    for (byte part : new byte[] {BY_TIME, WHOLE}) {
      batch.deleteRange(SCRATCH, KeyRange.prefix(new byte[] {part}));
    }
    storage.write(batch);
  }
}
