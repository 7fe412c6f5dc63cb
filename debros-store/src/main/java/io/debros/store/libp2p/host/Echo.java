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
    passOn();
  }

  @Override
  public void writable() {
    passOn();
  }

  @Override
  public void closed(@Nullable Problem why) {}

  /** Reads only when all that was read before is on its way. */
  private void passOn() {
    do {
      if (!rest.hasRemaining()) {
        rest = ByteBuffer.wrap(stream.read());
      }
      if (rest.hasRemaining()) {
        stream.write(rest);
      } else {
        endIfPeerHas();
        return;
      }
    } while (!rest.hasRemaining());
  }

  private void endIfPeerHas() {
    if (stream.isEnded()) {
      stream.closeWrite();
    }
  }
}
