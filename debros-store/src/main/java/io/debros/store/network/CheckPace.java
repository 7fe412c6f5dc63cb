package io.debros.store.network;

/**
 * How many signatures are checked for one peer: {@value #PER_SECOND} a second, and {@value
 * #AT_ONCE} at once after a quiet time. That is above what peers with work to do were seen to send,
 * and leaves the thread time for others. One thread at a time.
 */
final class CheckPace {
  static final int PER_SECOND = 5_000;
  static final int AT_ONCE = 10_000;

  private static final double SECOND = 1_000;

  private double left = AT_ONCE;
  private long last;

  CheckPace(long now) {
    this.last = now;
  }

  /** So many were checked; also if they were not allowed, because they came with others. */
  void checked(int count, long now) {
    renew(now);
    left -= count;
  }

  /** For how many milliseconds no more are allowed; 0 if one is now. */
  long pause(long now) {
    renew(now);
    return left >= 1 ? 0 : (long) Math.ceil((1 - left) * SECOND / PER_SECOND);
  }

  private void renew(long now) {
    left = Math.min(AT_ONCE, left + (now - last) * PER_SECOND / SECOND);
    last = now;
  }
}
