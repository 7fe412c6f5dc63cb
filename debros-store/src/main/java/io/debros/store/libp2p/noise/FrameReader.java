package io.debros.store.libp2p.noise;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into frames: two bytes of length, big-endian, then the body. */
final class FrameReader {
  /** The longest body. */
  static final int MAX_BODY = 65_535;

  private static final int PREFIX = 2;

  private int prefixBytes;
  private int length;
  private int filled;
  private byte[] body = {};

  /** The next whole body; null if it has not come in full, and then all input is consumed. */
  byte @Nullable [] next(ByteBuffer input, int longest) {
    while (prefixBytes < PREFIX && input.hasRemaining()) {
      length = length << Byte.SIZE | (input.get() & 0xff);
      if (++prefixBytes == PREFIX) {
        start(longest);
      }
    }
    if (prefixBytes < PREFIX) {
      return null;
    }
    int count = Math.min(length - filled, input.remaining());
    input.get(body, filled, count);
    filled += count;
    return filled == length ? finished() : null;
  }

  private void start(int longest) {
    if (length > longest) {
      throw new BadPeerException(
          problem("Noise frame is too long").at("bytes", length).at("longest", longest),
          Fault.LIMIT);
    }
    body = new byte[length];
  }

  private byte[] finished() {
    byte[] whole = body;
    body = new byte[0];
    prefixBytes = 0;
    length = 0;
    filled = 0;
    return whole;
  }
}
