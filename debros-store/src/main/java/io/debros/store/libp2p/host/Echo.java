package io.debros.store.libp2p.host;

import io.debros.store.error.Problem;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Answers pings: sends back whatever comes, and ends when the peer ends. Host thread. */
final class Echo implements StreamHandler {
  private final HostStream stream;
  private ByteBuffer rest = ByteBuffer.allocate(0);

  Echo(HostStream stream) {
    this.stream = stream;
  }

  @Override
  public void readable() {
    if (!rest.hasRemaining()) {
      rest = ByteBuffer.wrap(stream.read());
    }
    send();
  }

  @Override
  public void writable() {
    send();
    if (!rest.hasRemaining()) {
      readable();
    }
  }

  @Override
  public void closed(@Nullable Problem why) {}

  /** What did not go yet keeps the next from being read. */
  private void send() {
    if (rest.hasRemaining()) {
      stream.write(rest);
    }
    if (!rest.hasRemaining() && stream.isEnded()) {
      stream.closeWrite();
    }
  }
}
