package io.debros.store.libp2p.host;

import io.debros.store.error.Problem;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Says one thing on a stream and ends it; what the peer says is not heard. Host thread. */
final class MessageSender implements StreamHandler {
  private final HostStream stream;
  private final ByteBuffer rest;

  /** Starts to send a message behind its length. */
  MessageSender(HostStream stream, byte[] message) {
    this.stream = stream;
    this.rest = ByteBuffer.wrap(FrameReader.frame(message));
    writable();
  }

  @Override
  public void readable() {
    stream.read();
  }

  @Override
  public void writable() {
    stream.write(rest);
    if (!rest.hasRemaining()) {
      stream.closeWrite();
    }
  }

  @Override
  public void closed(@Nullable Problem why) {}
}
