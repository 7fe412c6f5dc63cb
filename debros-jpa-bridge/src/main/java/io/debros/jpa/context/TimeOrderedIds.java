package io.debros.jpa.context;

import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Positive 63-bit ids that grow with time and need no meeting of nodes: milliseconds, then 21 bits
 * that start at random and count up. Two nodes that create one id each in the same millisecond
 * collide once in two million times. Thread-safe.
 */
public final class TimeOrderedIds {
  private static final int LOW_BITS = 21;

  private final Clock clock;
  private final RandomGenerator random;
  private long last;

  public TimeOrderedIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** An id that is greater than all before. */
  public synchronized long next() {
    long fresh = (clock.millis() << LOW_BITS) | random.nextLong(1L << LOW_BITS);
    last = Math.max(last + 1, fresh);
    return last;
  }
}
