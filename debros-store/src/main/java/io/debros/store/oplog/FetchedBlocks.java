package io.debros.store.oplog;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.error.BadBlockException;
import io.debros.store.multiformats.Cid;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks that a join needs: from the store or from its source, each verified, within the limits.
 * One thread at a time.
 */
final class FetchedBlocks {
  private static final Logger LOG = LoggerFactory.getLogger(FetchedBlocks.class);

  private final BlockStore store;
  private final BlockSource source;
  private final long maxBytes;
  private final Set<Cid> missing = new HashSet<>();
  private final Set<Cid> wrong = new HashSet<>();
  private long bytes;

  FetchedBlocks(BlockStore store, BlockSource source, JoinLimits limits) {
    this.store = store;
    this.source = source;
    this.maxBytes = limits.maxFetchedBytes();
  }

  /** The bytes of a block; null if it is {@link #isMissing}, or the limit is reached. */
  byte @Nullable [] find(Cid hash) {
    if (isFull() || isMissing(hash)) {
      return null;
    }
    byte[] found = stored(hash);
    if (found == null) {
      found = fetched(hash);
    }
    if (found == null) {
      missing.add(hash);
    } else {
      bytes += found.length;
    }
    return found;
  }

  /** Whether so many bytes were found that this join looks for no more. */
  boolean isFull() {
    return bytes >= maxBytes;
  }

  /** Whether neither the store nor the source has the block. */
  boolean isMissing(Cid hash) {
    return missing.contains(hash);
  }

  /** Whether the source gave another block. */
  boolean isWrong(Cid hash) {
    return wrong.contains(hash);
  }

  private byte @Nullable [] stored(Cid hash) {
    try {
      return store.find(hash);
    } catch (BadBlockException error) {
      LOG.warn("Stored block is damaged, getting it from elsewhere {block={}}", hash, error);
      return null;
    }
  }

  private byte @Nullable [] fetched(Cid hash) {
    byte[] claimed = source.fetch(hash);
    if (claimed == null) {
      return null;
    }
    if (hash.multihash().isComputable() && hash.multihash().isOf(claimed)) {
      return claimed;
    }
    wrong.add(hash);
    return null;
  }
}
