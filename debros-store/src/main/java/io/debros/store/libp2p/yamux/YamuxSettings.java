package io.debros.store.libp2p.yamux;

import static io.debros.store.error.Problem.problem;

/**
 * How much one connection may use. The defaults suit JavaScript and Go.
 *
 * @param receiveWindow bytes that the peer may send on a stream before they are read, from {@value
 *     #INITIAL_WINDOW} on; what is above that is granted when the stream is opened
 * @param maxInbound streams of the peer that are open at a time; more are reset
 * @param maxOutbound streams of ours that are open at a time; JavaScript takes 1000
 * @param maxUnacknowledged of ours that the peer has not answered; Go takes 256
 * @param maxQueued bytes of streams that wait to be sent; then streams take no more
 * @param maxUnread bytes of all streams that were received and not read; then streams are reset
 */
public record YamuxSettings(
    int receiveWindow,
    int maxInbound,
    int maxOutbound,
    int maxUnacknowledged,
    int maxQueued,
    int maxUnread) {
  /** What each side may send on a stream from the start, in bytes. */
  public static final int INITIAL_WINDOW = 256 * 1024;

  /** One stream may have all of its window unread, so there is room for at least one. */
  public YamuxSettings {
    if (receiveWindow < INITIAL_WINDOW
        || maxUnread < receiveWindow
        || Math.min(maxInbound, Math.min(maxOutbound, maxUnacknowledged)) < 1
        || maxQueued < 1) {
      throw new IllegalArgumentException(
          problem("Limits of a connection are too low")
              .at("receiveWindow", receiveWindow)
              .at("maxInbound", maxInbound)
              .at("maxOutbound", maxOutbound)
              .at("maxUnacknowledged", maxUnacknowledged)
              .at("maxQueued", maxQueued)
              .at("maxUnread", maxUnread)
              .advice("Allow 262144 bytes a window, as much unread, and one stream")
              .toString());
    }
  }

  /**
   * 1 MiB a window; 1000 streams each way, 256 of them not answered; 1 MiB queued, 16 MiB unread.
   */
  public static YamuxSettings defaults() {
    return new YamuxSettings(1 << 20, 1000, 1000, 256, 1 << 20, 16 << 20);
  }
}
