package io.debros.store.network;

import static io.debros.store.error.Problem.problem;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How hard a node tries to stay connected. Immutable, thread-safe.
 *
 * @param retryFirst until a peer is dialled again after all its addresses failed; doubled with each
 *     round, and varied by a quarter
 * @param retryMost the longest such time
 * @param forgetAfter how long a discovered peer is tried that is no longer announced
 * @param dialsPerSecond to one host; JavaScript refuses the sixth
 * @param dialsAtOnce in all
 * @param discoveredPeers how many are kept at a time; one that never answered makes room for
 *     another
 * @param addressesPerPeer how many discovered addresses are kept of one peer, the newest ones
 */
public record PeerKeeperSettings(
    Duration retryFirst,
    Duration retryMost,
    Duration forgetAfter,
    int dialsPerSecond,
    int dialsAtOnce,
    int discoveredPeers,
    int addressesPerPeer) {
  private static final PeerKeeperSettings DEFAULTS =
      new PeerKeeperSettings(
          Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(2), 4, 16, 256, 16);
  private static final int MOST_DOUBLINGS = 20;

  public PeerKeeperSettings {
    boolean hasTimes =
        retryFirst.toMillis() >= 1
            && retryMost.compareTo(retryFirst) >= 0
            && forgetAfter.toMillis() >= 1;
    boolean hasCounts =
        dialsPerSecond > 0 && dialsAtOnce > 0 && discoveredPeers >= 0 && addressesPerPeer > 0;
    if (!hasTimes || !hasCounts) {
      throw new IllegalArgumentException(
          problem("Settings for keeping peers contradict each other")
              .at("retryFirst", retryFirst)
              .at("retryMost", retryMost)
              .at("forgetAfter", forgetAfter)
              .at("dialsPerSecond", dialsPerSecond)
              .at("dialsAtOnce", dialsAtOnce)
              .at("discoveredPeers", discoveredPeers)
              .at("addressesPerPeer", addressesPerPeer)
              .advice("Give times of a millisecond or more, the longest retry not below the first")
              .toString());
    }
  }

  /** From 1 s to 1 min; 2 min; 4 and 16 dials; 256 peers of 16 addresses. */
  public static PeerKeeperSettings defaults() {
    return DEFAULTS;
  }

  /** Milliseconds until the next round after so many failed ones. */
  long retryIn(int rounds, RandomGenerator random) {
    long doubled = retryFirst.toMillis() << Math.min(MOST_DOUBLINGS, Math.max(0, rounds - 1));
    long millis = Math.min(doubled, retryMost.toMillis());
    return Math.max(1, millis - millis / 4 + random.nextLong(millis / 2 + 1));
  }
}
