package io.debros.store;

import io.debros.store.block.BlockStore;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;

/** Damages what is stored. */
final class Tampering {
  private Tampering() {}

  /** Changes the last bit of a block. */
  static void flipBit(Storage storage, byte[] cid) {
    byte[] block = storage.get(BlockStore.SPACE, cid);
    block[block.length - 1] ^= 1;
    storage.write(new StorageBatch().put(BlockStore.SPACE, cid, block));
  }
}
