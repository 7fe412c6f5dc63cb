package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When replication tries again. Every time is varied by a quarter, so that many databases do not
 * act at once. Immutable, thread-safe.
 *
 * @param retryFirst until the first retry: of a block that no peer has, of a heads exchange that
 *     failed, of an entry that may be taken later. Doubled with each attempt
 * @param retryMost the longest such time
 * @param antiEntropy how often a database exchanges heads with one of its peers although nothing
 *     happened
 */
public record ReplicationTimes(Duration retryFirst, Duration retryMost, Duration antiEntropy) {
  private static final ReplicationTimes DEFAULTS =
      new ReplicationTimes(Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofMinutes(5));
  private static final int MOST_DOUBLINGS = 20;

  public ReplicationTimes {
    if (retryFirst.toMillis() < 1
        || retryMost.compareTo(retryFirst) < 0
        || antiEntropy.toMillis() < 1) {
      throw new IllegalArgumentException(
          problem("Times of replication contradict each other")
              .at("retryFirst", retryFirst)
              .at("retryMost", retryMost)
              .at("antiEntropy", antiEntropy)
              .advice("Give a millisecond or more, and a longest retry not below the first")
              .toString());
    }
  }

  /** 1 second, 10 minutes, 5 minutes. */
  public static ReplicationTimes defaults() {
    return DEFAULTS;
  }

  /** Milliseconds until the next attempt after so many failed ones. */
  long retryIn(int attempts, RandomGenerator random) {
    long doubled = retryFirst.toMillis() << Math.min(MOST_DOUBLINGS, Math.max(0, attempts - 1));
    return varied(Math.min(doubled, retryMost.toMillis()), random);
  }

  /** Milliseconds until the next exchange of heads. */
  long antiEntropyIn(RandomGenerator random) {
    return varied(antiEntropy.toMillis(), random);
  }

  private static long varied(long millis, RandomGenerator random) {
    return Math.max(1, millis - millis / 4 + random.nextLong(millis / 2 + 1));
  }
}
