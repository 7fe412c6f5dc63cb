package io.debros.store.block;

import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * Where to get blocks that are not stored here: peers, or a file. What it gives is not trusted; the
 * caller verifies it. Thread-safe.
 */
@FunctionalInterface
public interface BlockSource {
  /** A source that has nothing. */
  BlockSource NONE = cid -> null;

  /**
   * The bytes claimed to be the block, or null if this source does not have it. May wait for peers.
   */
  byte @Nullable [] fetch(Cid cid);
}
