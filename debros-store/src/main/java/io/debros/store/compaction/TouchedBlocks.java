package io.debros.store.compaction;

import io.debros.store.block.BlockStore;
import io.debros.store.multiformats.Cid;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/*
 * A writer that finds a block to be here does not store it again, so a block that is about to be
 * removed must not be found. BlockStore says here that it is asked for a block before it looks, and
 * a block is removed under the same lock as it is looked for here: either the writer came first, and
 * the block stays, or the removal did, and the writer does not find it and stores it.
 *
 * Hashes are remembered in a Bloom filter: a block that is wrongly thought to be touched stays until
 * the next compaction. The bits come from the hash itself, which is random enough.
 */
/** The blocks that anybody wrote or relied on since a compaction began. Thread-safe. */
final class TouchedBlocks implements AutoCloseable {
  private static final int BITS = 1 << 24;
  private static final int BYTES_PER_BIT = 3;
  private static final int BITS_PER_HASH = 4;

  private final BlockStore store;
  private final BitSet bits = new BitSet(BITS); // guarded by this

  private TouchedBlocks(BlockStore store) {
    this.store = store;
  }

  /** Begins to watch a store. */
  static TouchedBlocks of(BlockStore store) {
    TouchedBlocks touched = new TouchedBlocks(store);
    store.watch(touched::add);
    return touched;
  }

  /**
   * Removes blocks that were not touched, while nobody can touch any.
   *
   * @param removal is given those that may go
   */
  synchronized void remove(Collection<Cid> blocks, Consumer<List<Cid>> removal) {
    removal.accept(blocks.stream().filter(block -> !has(block)).toList());
  }

  /** Ends the watch. */
  @Override
  public void close() {
    store.watch(null);
  }

  private synchronized void add(Cid block) {
    byte[] bytes = block.bytes();
    for (int i = 0; i < BITS_PER_HASH; i++) {
      bits.set(bit(bytes, i));
    }
  }

  private boolean has(Cid block) {
    byte[] bytes = block.bytes();
    for (int i = 0; i < BITS_PER_HASH; i++) {
      if (!bits.get(bit(bytes, i))) {
        return false;
      }
    }
    return true;
  }

  /** Three bytes from the end of the hash; a shorter one repeats itself. */
  private static int bit(byte[] bytes, int number) {
    int bit = 0;
    for (int i = 0; i < BYTES_PER_BIT; i++) {
      int at = bytes.length - 1 - (number * BYTES_PER_BIT + i) % bytes.length;
      bit = (bit << Byte.SIZE) | (bytes[at] & 0xff);
    }
    return bit;
  }
}
