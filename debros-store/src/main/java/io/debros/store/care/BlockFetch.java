package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.care.RepairAction.Kind;
import io.debros.store.error.BadBlockException;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import org.jspecify.annotations.Nullable;

/** Makes sure that blocks are here and whole, with the help of a source. One thread. */
final class BlockFetch {
  private final Storage storage;
  private final BlockStore blocks;
  private final BlockSource source;
  private final Actions actions;

  BlockFetch(Storage storage, BlockStore blocks, BlockSource source, Actions actions) {
    this.storage = storage;
    this.blocks = blocks;
    this.source = source;
    this.actions = actions;
  }

  /** Whether the block is here and whole now. */
  boolean ensure(Cid cid) {
    return isWhole(cid, storage.get(BlockStore.SPACE, cid.bytes())) || fetch(cid);
  }

  private boolean fetch(Cid cid) {
    byte[] bytes = source.fetch(cid);
    if (bytes == null || !isWhole(cid, bytes)) {
      return false;
    }
    StorageBatch batch = new StorageBatch();
    blocks.put(batch, new Block(cid, bytes));
    storage.write(batch);
    actions.add(Kind.FETCHED, problem("Block was fetched").at("block", cid));
    return true;
  }

  private boolean isWhole(Cid cid, byte @Nullable [] bytes) {
    if (bytes == null) {
      return false;
    }
    try {
      blocks.verified(cid, bytes);
      return true;
    } catch (BadBlockException damaged) {
      return false;
    }
  }
}
