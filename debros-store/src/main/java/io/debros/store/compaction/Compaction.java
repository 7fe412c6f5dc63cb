package io.debros.store.compaction;

import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DatabaseContext;
import io.debros.store.error.BadBlockException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.progress.Meter;
import io.debros.store.progress.Progress;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.transfer.TransferNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/*
 * 1. Watch which blocks writers touch, and wait for those who began before.
 * 2. Take a snapshot and mark what it needs.
 * 3. Remove the blocks of the snapshot that are neither marked nor touched since.
 * 4. Let the storage rewrite its files.
 *
 * Nothing that is committed after the snapshot can need a block of the snapshot without touching it.
 * A crash leaves blocks or marks that the next compaction removes.
 */
/** Removes the blocks that nothing needs, while writers go on. One thread at a time. */
@API(status = INTERNAL)
public final class Compaction {
  /** Rows that only a compaction needs while it runs. */
  public static final Set<Space> SPACES = Set.of(LiveBlocks.MARKS);

  private static final int BATCH_BLOCKS = 500;

  private final DatabaseContext context;
  private final Supplier<List<Address>> databases;
  private final TransferNode descriptions;
  private final Storage storage;
  private final Progress progress;
  private final Map<Cid, Integer> unneeded = new LinkedHashMap<>(); // size by hash
  private long kept;
  private long removed;
  private long removedBytes;

  /**
   * @param databases every one that the node knows, as often as asked
   */
  public Compaction(
      DatabaseContext context,
      Supplier<List<Address>> databases,
      TransferNode descriptions,
      Progress progress) {
    this.context = context;
    this.databases = databases;
    this.descriptions = descriptions;
    this.storage = context.storage();
    this.progress = progress;
  }

  /** Removes them, and gives their space back. */
  public CompactionReport run() {
    LiveBlocks.clear(storage);
    try (TouchedBlocks touched = TouchedBlocks.of(context.blocks())) {
      awaitWriters();
      try (StorageSnapshot moment = storage.snapshot()) {
        LiveBlocks live = new LiveBlocks(storage, moment);
        live.mark(context.identity().hash(), databases.get(), descriptions, progress);
        sweep(moment, live.isSure(), touched);
      }
    } finally {
      LiveBlocks.clear(storage);
    }
    storage.compact();
    return new CompactionReport(kept, removed, removedBytes);
  }

  /** Whoever found a block before the watch began has stored what needs it when this returns. */
  @SuppressWarnings("LockNotBeforeTry") // nothing is done while it is held
  private void awaitWriters() {
    descriptions.awaitOpening();
    for (Address database : databases.get()) {
      ReentrantLock writer = context.indexes().writeLock(database.toString());
      writer.lock();
      try {
        assert writer.isHeldByCurrentThread() : "whoever had it is done";
      } finally {
        writer.unlock();
      }
    }
  }

  /** Blocks and marks stand in one order. */
  private void sweep(StorageSnapshot moment, boolean sure, TouchedBlocks touched) {
    Meter meter = new Meter(progress, "sweep", null, 0);
    KeyRange all = KeyRange.all();
    try (StorageCursor blocks = moment.scan(BlockStore.SPACE, all, Direction.ASCENDING);
        StorageCursor marks = storage.scan(LiveBlocks.MARKS, all, Direction.ASCENDING)) {
      byte[] mark = next(marks);
      while (blocks.next()) {
        byte[] block = blocks.key();
        while (mark != null && Arrays.compareUnsigned(mark, block) < 0) {
          mark = next(marks);
        }
        byte[] bytes = blocks.value();
        if (Arrays.equals(mark, block) || !(sure || isEntry(bytes))) {
          kept++;
        } else {
          add(Cid.decode(block), bytes.length, touched);
        }
        meter.add(bytes.length);
      }
    }
    remove(touched);
  }

  private static byte @Nullable [] next(StorageCursor marks) {
    return marks.next() ? marks.key() : null;
  }

  /** Whether a block is an entry, be it encrypted, and so no identity or description. */
  private static boolean isEntry(byte[] bytes) {
    try {
      CborValue value = DagCbor.decode(bytes);
      return value instanceof CborBytes
          || (value instanceof CborMap map
              && map.find("payload") != null
              && map.find("sig") != null);
    } catch (BadBlockException unknown) {
      return false;
    }
  }

  private void add(Cid block, int size, TouchedBlocks touched) {
    unneeded.put(block, size);
    if (unneeded.size() == BATCH_BLOCKS) {
      remove(touched);
    }
  }

  private void remove(TouchedBlocks touched) {
    touched.remove(
        unneeded.keySet(),
        untouched -> {
          StorageBatch batch = new StorageBatch();
          untouched.forEach(block -> batch.delete(BlockStore.SPACE, block.bytes()));
          storage.write(batch);
          removed += untouched.size();
          kept += unneeded.size() - untouched.size();
          untouched.forEach(block -> removedBytes += unneeded.getOrDefault(block, 0));
        });
    unneeded.clear();
  }
}
