package io.debros.store.libp2p.yamux;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that wait to be read, without overhead for small pieces. One thread at a time. */
final class ByteQueue {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int filled;

  int size() {
    return filled;
  }

  /** Takes all that remains in a piece. */
  void add(ByteBuffer piece) {
    int count = piece.remaining();
    if (filled + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(filled + count, 2 * bytes.length));
    }
    piece.get(bytes, filled, count);
    filled += count;
  }

  /** All bytes, which are no longer in the queue then. */
  byte[] take() {
    byte[] all = bytes.length == filled ? bytes : Arrays.copyOf(bytes, filled);
    clear();
    return all;
  }

  void clear() {
    bytes = NOTHING;
    filled = 0;
  }
}
