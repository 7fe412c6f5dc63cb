package io.debros.store.libp2p.yamux;

/** When to ask whether the peer is still there. One thread at a time. */
final class Pinger {
  /** Time between two pings. */
  static final long INTERVAL = 30_000_000_000L;

  /** How long the peer may take to answer. */
  static final long PATIENCE = 20_000_000_000L;

  private static final long LARGEST = 0xffff_ffffL;

  private long value = -1;
  private long sentAt;
  private boolean isWaiting;
  private boolean isOverdue;

  /** The first ping is due an interval from now. */
  Pinger(long now) {
    this.sentAt = now;
  }

  /** Whether a ping is to be sent now; then it counts as sent. */
  boolean isDue(long now) {
    if (isWaiting || now - sentAt < INTERVAL) {
      return false;
    }
    value = value == LARGEST ? 0 : value + 1;
    sentAt = now;
    isWaiting = true;
    isOverdue = false;
    return true;
  }

  /** The value of the last ping. */
  long value() {
    return value;
  }

  /** Whether the answer is overdue for the first time. */
  boolean isOverdue(long now) {
    boolean isNew = isWaiting && !isOverdue && now - sentAt > PATIENCE;
    isOverdue |= isNew;
    return isNew;
  }

  /** Takes an answer; false if nobody asked. */
  boolean answered(long answer) {
    boolean isAsked = isWaiting && answer == value;
    isWaiting &= !isAsked;
    return isAsked;
  }

  /** Time from the last ping to now. */
  long roundTrip(long now) {
    return now - sentAt;
  }
}
