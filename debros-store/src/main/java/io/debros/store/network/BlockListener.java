package io.debros.store.network;

import io.debros.store.multiformats.Cid;

/** Told what becomes of blocks that were asked for. Host thread only. */
interface BlockListener {
  /** A block is here; its hash is right. */
  void arrived(Cid block, byte[] bytes);

  /** Its time is up. */
  void unavailable(Cid block);
}
