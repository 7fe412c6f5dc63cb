package io.debros.store.bitswap;

import io.debros.store.multiformats.Multihash;
import java.util.BitSet;

/**
 * Which blocks were asked for within the last {@value #LIFE} milliseconds, and a few others: hashes
 * are remembered as bits, so that memory does not grow with them. One thread at a time.
 */
final class RecentHashes {
  /** JavaScript does not send a block again for 5 seconds. */
  static final long LIFE = 6000;

  private static final int MASK = (1 << 20) - 1;

  private BitSet young = new BitSet();
  private BitSet old = new BitSet();
  private long youngSince;

  RecentHashes(long now) {
    youngSince = now;
  }

  void add(Multihash hash, long now) {
    turn(now);
    young.set(hash.hashCode() & MASK);
  }

  /** True for all that were added lately, and perhaps for others. */
  boolean mayContain(Multihash hash, long now) {
    turn(now);
    int bit = hash.hashCode() & MASK;
    return young.get(bit) || old.get(bit);
  }

  private void turn(long now) {
    long age = now - youngSince;
    if (age >= LIFE) {
      old = age >= 2 * LIFE ? new BitSet() : young;
      young = new BitSet();
      youngSince = now;
    }
  }
}
