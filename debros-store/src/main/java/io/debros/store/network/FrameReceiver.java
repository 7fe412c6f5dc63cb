package io.debros.store.network;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.StreamHandler;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream on which a peer sends messages, each after its length. Host thread only. */
final class FrameReceiver implements StreamHandler {
  private final Host host;
  private final HostStream stream;
  private final FrameReader frames;
  private final Consumer<byte[]> receiver;
  private final Runnable whenClosed;

  /**
   * @param maxBytes of one message
   * @param receiver takes a message; a {@link BadPeerException} of it ends the stream
   */
  FrameReceiver(
      Host host, HostStream stream, int maxBytes, Consumer<byte[]> receiver, Runnable whenClosed) {
    this.host = host;
    this.stream = stream;
    this.frames = new FrameReader(maxBytes);
    this.receiver = receiver;
    this.whenClosed = whenClosed;
  }

  @Override
  public void readable() {
    try {
      List<byte[]> messages = frames.receive(stream.read());
      stream.hold(frames.heldBytes());
      messages.forEach(receiver);
    } catch (BadPeerException broken) {
      stream.reset();
      host.misbehaved(stream.peer(), Problems.of(broken), broken.fault().isBreach());
      return;
    }
    if (stream.isEnded()) {
      stream.closeWrite();
    }
  }

  @Override
  public void writable() {} // nothing is written here

  @Override
  public void closed(@Nullable Problem why) {
    whenClosed.run();
  }
}
