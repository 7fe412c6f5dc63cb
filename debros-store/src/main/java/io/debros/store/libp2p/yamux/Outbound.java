package io.debros.store.libp2p.yamux;

/** Counts the streams that this side opened, against what peers take. One thread at a time. */
final class Outbound {
  /** How many streams may be open before the first of them was acknowledged; JavaScript takes 10. */
  static final int MAX_BEFORE_FIRST_ANSWER = 8;

  private final YamuxSettings settings;
  private int open;
  private int unacknowledged;
  private boolean isAnswered;

  Outbound(YamuxSettings settings) {
    this.settings = settings;
  }

  boolean hasRoom() {
    int most = settings.maxUnacknowledged();
    return open < settings.maxOutbound()
        && unacknowledged < (isAnswered ? most : Math.min(MAX_BEFORE_FIRST_ANSWER, most));
  }

  int open() {
    return open;
  }

  int unacknowledged() {
    return unacknowledged;
  }

  void opened() {
    open++;
    unacknowledged++;
  }

  /** The peer says something on a stream, whichever side opened that. */
  void answered(YamuxStream stream) {
    if (!stream.isAcknowledged()) {
      stream.acknowledge();
      unacknowledged--;
      isAnswered = true;
    }
  }

  void finished(YamuxStream stream) {
    open--;
    unacknowledged -= stream.isAcknowledged() ? 0 : 1;
  }
}
