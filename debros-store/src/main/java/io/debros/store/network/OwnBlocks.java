package io.debros.store.network;

import io.debros.store.bitswap.BlockReader;
import io.debros.store.block.BlockStore;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.ClosedException;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of this node, as peers are given them: those that are stored, but for damaged ones,
 * and those that wait to join.
 */
record OwnBlocks(BlockStore blocks, BlockRequests requests) implements BlockReader {
  private static final Logger LOG = LoggerFactory.getLogger(OwnBlocks.class);

  @Override
  public byte @Nullable [] find(Cid block) {
    try {
      byte[] stored = blocks.find(block);
      return stored == null ? requests.find(block) : stored;
    } catch (BadBlockException damaged) {
      LOG.warn("Block is damaged; peers do not get it: run verify() and repair()", damaged);
      return null;
    } catch (ClosedException closed) {
      return null; // so is the network, in a moment
    }
  }
}
