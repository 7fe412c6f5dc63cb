package io.debros.store.bitswap;

import static io.debros.store.error.Problem.problem;

/**
 * What bitswap asks of peers and does for them at a time. Immutable, thread-safe.
 *
 * @param maxOutstanding blocks that one peer is asked for at a time; the others wait. JavaScript
 *     keeps 1024 wants of a peer and forgets older ones
 * @param maxWants of one peer that are kept because the block is not here; beyond it the oldest is
 *     forgotten
 * @param maxUnanswered of one peer that have not been looked up yet; more are ignored
 * @param maxWantsAll of all peers that are not answered; beyond it those of a peer are ignored that
 *     has {@code maxWants} already
 * @param messageBytes how long messages with several blocks get
 * @param maxQueuedBytes of messages for one peer that have not left; then it is not served. One
 *     message can exceed it
 * @param maxQueuedBytesAll the same for all peers; beyond it each gets one message at a time
 * @param maxUnwantedBlocks that one peer may send within a minute although nobody asked for them
 * @param maxUnwantedBytes the same in bytes
 * @param maxLookups of blocks before other work has its turn
 */
public record BitswapLimits(
    int maxOutstanding,
    int maxWants,
    int maxUnanswered,
    int maxWantsAll,
    int messageBytes,
    int maxQueuedBytes,
    int maxQueuedBytesAll,
    int maxUnwantedBlocks,
    int maxUnwantedBytes,
    int maxLookups) {
  private static final BitswapLimits DEFAULTS =
      new BitswapLimits(
          1000, 1024, 16_384, 1 << 17, 1 << 20, 2 << 20, 64 << 20, 256, 16 << 20, 2000);

  public BitswapLimits {
    requirePositive("maxOutstanding", maxOutstanding);
    requirePositive("maxWants", maxWants);
    requirePositive("maxUnanswered", maxUnanswered);
    requirePositive("maxWantsAll", maxWantsAll);
    requirePositive("messageBytes", messageBytes);
    requirePositive("maxQueuedBytes", maxQueuedBytes);
    requirePositive("maxQueuedBytesAll", maxQueuedBytesAll);
    requirePositive("maxUnwantedBlocks", maxUnwantedBlocks);
    requirePositive("maxUnwantedBytes", maxUnwantedBytes);
    requirePositive("maxLookups", maxLookups);
    if (messageBytes > BitswapMessage.MAX_BLOCK_BYTES) {
      throw refused("messageBytes", messageBytes, BitswapMessage.MAX_BLOCK_BYTES);
    }
  }

  /**
   * 1000 blocks asked of a peer; 1024 and 16,384 wants of a peer, 131,072 of all; messages of 1
   * MiB, 2 MiB queued for a peer and 64 MiB for all; 256 unwanted blocks or 16 MiB a minute; 2000
   * look-ups.
   */
  public static BitswapLimits defaults() {
    return DEFAULTS;
  }

  private static void requirePositive(String limit, int value) {
    if (value < 1) {
      throw refused(limit, value, Integer.MAX_VALUE);
    }
  }

  private static IllegalArgumentException refused(String limit, int value, int most) {
    return new IllegalArgumentException(
        problem("Limit of bitswap is out of range")
            .at("limit", limit)
            .at("value", value)
            .advice("Give 1 to " + most)
            .toString());
  }
}
