package io.debros.store.bitswap;

/** Blocks that a peer sent although nobody asked for them. One thread at a time. */
final class Unwanted {
  private static final long WINDOW = 60_000;

  private final BitswapLimits limits;
  private long since;
  private int blocks;
  private long bytes;

  Unwanted(BitswapLimits limits) {
    this.limits = limits;
  }

  /** Counts one; whether that is too much, and then it counts from the beginning. */
  boolean isTooMuch(int length, long now) {
    if (blocks == 0 || now - since >= WINDOW) {
      restart(now);
    }
    blocks++;
    bytes += length;
    if (blocks > limits.maxUnwantedBlocks() || bytes > limits.maxUnwantedBytes()) {
      restart(now);
      return true;
    }
    return false;
  }

  private void restart(long now) {
    since = now;
    blocks = 0;
    bytes = 0;
  }
}
