package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.PeerId;
import java.nio.ByteBuffer;

/**
 * A stream on which a protocol was agreed. Always end your side, or reset it: else it stays open as
 * long as the connection. Host thread.
 */
public final class HostStream {
  HostStream() {}

  /** Who is at the other end. */
  public PeerId peer() {
    throw new UnsupportedOperationException();
  }

  /** What was agreed on. */
  public String protocol() {
    throw new UnsupportedOperationException();
  }

  /** Whether the peer opened it. */
  public boolean isInbound() {
    throw new UnsupportedOperationException();
  }

  /** All that has come and was not read yet; empty if there is nothing. Lets the peer send more. */
  public byte[] read() {
    throw new UnsupportedOperationException();
  }

  /** Whether the peer has ended its side, and everything was read. */
  public boolean isEnded() {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes as much as may be sent now. If something remains, {@link StreamHandler#writable} tells
   * when to go on.
   *
   * @return the number of bytes taken
   * @throws IllegalStateException if this side has ended, or the stream is closed
   */
  public int write(ByteBuffer data) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes all of the data as one frame of the muxer, however long, or nothing. In the second case
   * {@link StreamHandler#writable} tells when to try again.
   *
   * @return whether it was taken
   * @throws IllegalStateException if this side has ended, or the stream is closed
   */
  public boolean writeWhole(byte[] data) {
    throw new UnsupportedOperationException();
  }

  /** Ends this side, after all that was written. Nothing happens if it has ended. */
  public void closeWrite() {
    throw new UnsupportedOperationException();
  }

  /** Ends both sides at once; what is unread or not sent is lost. Nothing happens if closed. */
  public void reset() {
    throw new UnsupportedOperationException();
  }

  /** Bytes that the peer lets us send now. */
  public long sendWindow() {
    throw new UnsupportedOperationException();
  }
}
