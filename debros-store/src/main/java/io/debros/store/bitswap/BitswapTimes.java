package io.debros.store.bitswap;

import static io.debros.store.error.Problem.problem;

import java.time.Duration;

/**
 * When bitswap asks. Immutable, thread-safe.
 *
 * @param batch how long wants are gathered at most while a peer has others to answer
 * @param widen how long a preferred peer is waited for before all others are asked too
 * @param patience how long at most, as long as it keeps sending other blocks
 * @param deadline after which a block is not waited for any more
 */
public record BitswapTimes(Duration batch, Duration widen, Duration patience, Duration deadline) {
  private static final BitswapTimes DEFAULTS =
      new BitswapTimes(
          Duration.ofMillis(10),
          Duration.ofMillis(150),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30));

  public BitswapTimes {
    if (batch.isNegative()
        || widen.compareTo(batch) < 0
        || patience.compareTo(widen) < 0
        || deadline.compareTo(patience) < 0
        || deadline.toMillis() < 1) {
      throw new IllegalArgumentException(
          problem("Times of bitswap contradict each other")
              .at("batch", batch)
              .at("widen", widen)
              .at("patience", patience)
              .at("deadline", deadline)
              .advice("Give them in rising order, and a deadline of a millisecond or more")
              .toString());
    }
  }

  /** 10 and 150 milliseconds, 2 and 30 seconds. */
  public static BitswapTimes defaults() {
    return DEFAULTS;
  }
}
