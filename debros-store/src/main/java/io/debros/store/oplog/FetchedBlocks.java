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
  /**
   * Room for identities, however few bytes of entries a join takes: it needs one for each writer.
   */
  private static final long IDENTITY_BYTES = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(FetchedBlocks.class);

  private final BlockStore store;
  private final BlockSource source;
  private final long maxBytes;
  private final Set<Cid> missing = new HashSet<>();
  private final Set<Cid> wrong = new HashSet<>();
  private long bytes;
  private long identityBytes;

  FetchedBlocks(BlockStore store, BlockSource source, JoinLimits limits) {
    this.store = store;
    this.source = source;
    this.maxBytes = limits.maxFetchedBytes();
  }

  /** The bytes of a block; null if it is {@link #isMissing}, or the limit is reached. */
  byte @Nullable [] find(Cid hash) {
    byte[] found = isFull() ? null : get(hash);
    bytes += found == null ? 0 : found.length;
    return found;
  }

  /** The same for an identity: entries that were fetched before do not keep it from being read. */
  byte @Nullable [] findIdentity(Cid hash) {
    boolean full = identityBytes >= Math.max(maxBytes, IDENTITY_BYTES);
    byte[] found = full ? null : get(hash);
    identityBytes += found == null ? 0 : found.length;
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

  private byte @Nullable [] get(Cid hash) {
    if (isMissing(hash)) {
      return null;
    }
    byte[] found = stored(hash);
    if (found == null) {
      found = fetched(hash);
    }
    if (found == null) {
      missing.add(hash);
    }
    return found;
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
