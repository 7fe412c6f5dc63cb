package io.debros.store.bitswap;

import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/** The blocks of this node. Called on the host thread; must not wait for peers. */
@FunctionalInterface
public interface BlockReader {
  /**
   * The bytes of a block, which must have its hash; null if it is not here. A damaged copy counts
   * as none: whoever implements this reports it, and peers are asked.
   */
  byte @Nullable [] find(Cid cid);
}
