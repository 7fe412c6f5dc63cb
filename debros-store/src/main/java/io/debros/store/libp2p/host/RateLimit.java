package io.debros.store.libp2p.host;

/** Allows so much a second, and twice that at once after a quiet time. One thread at a time. */
public final class RateLimit {
  private static final int BURST = 2;
  private static final double SECOND = 1_000;

  private final int perSecond;
  private double left;
  private long last;

  /**
   * Nothing was taken yet.
   *
   * @param now in milliseconds; never goes back
   */
  public RateLimit(int perSecond, long now) {
    this.perSecond = perSecond;
    this.left = (double) BURST * perSecond;
    this.last = now;
  }

  /** Whether one more is allowed now; then it is counted. */
  public boolean take(long now) {
    left = Math.min((double) BURST * perSecond, left + (now - last) * perSecond / SECOND);
    last = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
