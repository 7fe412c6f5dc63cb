package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

/**
 * Lamport clock of an entry. The clock of a log has the largest time among its heads; an entry
 * appended to it has that time plus 1, so the first one has time 1.
 *
 * @param id public key of the writer, hex
 * @param time 0 (before the first entry) … {@value #MAX_TIME}
 */
public record Clock(String id, long time) implements Comparable<Clock> {
  /** Largest time after which JavaScript can still count: 2^53 - 2. */
  public static final long MAX_TIME = (1L << 53) - 2;

  public Clock {
    if (time < 0 || time > MAX_TIME) {
      throw new IllegalArgumentException(
          problem("Time of a clock is out of range")
              .at("time", time)
              .at("largest", MAX_TIME)
              .advice("Give a time from 0 to the largest")
              .toString());
    }
  }

  /** By time, then by id; smaller is older. */
  @Override
  public int compareTo(Clock other) {
    int byTime = Long.compare(time, other.time);
    return byTime != 0 ? byTime : id.compareTo(other.id);
  }
}
