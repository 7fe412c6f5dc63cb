package io.debros.jpa.context;

import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * UUIDs of version 7: milliseconds, a 12-bit counter, 62 random bits. Each is greater than the one
 * before, also within a millisecond and when the clock steps back. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562, UUID version 7</a>
 */
public final class UuidGenerator {
  private static final int COUNTER_BITS = 12;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
  private static final long VERSION = 7L << COUNTER_BITS;
  private static final long VARIANT = 1L << 63;
  private static final long RANDOM_MASK = (1L << 62) - 1;

  private final Clock clock;
  private final RandomGenerator random;

  /** Milliseconds ‖ counter of the last UUID. */
  private long last;

  public UuidGenerator(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A UUID that is greater than all before. */
  public UUID next() {
    long tick = tick();
    long high = (tick >>> COUNTER_BITS << 16) | VERSION | (tick & COUNTER_MASK);
    return new UUID(high, VARIANT | (random.nextLong() & RANDOM_MASK));
  }

  /** A full counter borrows from the next millisecond. */
  private synchronized long tick() {
    // the counter starts in its lower half, so that it seldom overflows within its millisecond
    long fresh = (clock.millis() << COUNTER_BITS) | random.nextLong(COUNTER_MASK >>> 1);
    last = Math.max(last + 1, fresh);
    return last;
  }
}
