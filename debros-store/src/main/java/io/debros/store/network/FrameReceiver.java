package io.debros.store.network;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.host.Timer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream on which a peer sends messages, each after its length. Host thread only. */
final class FrameReceiver implements StreamHandler {
  /** Who takes them. */
  interface Receiver {
    /**
     * Takes a message.
     *
     * @throws BadPeerException to end the stream
     */
    void receive(byte[] message);

    /** For how many milliseconds no more are to be read, so that the peer has to wait; 0 if not. */
    default long pause() {
      return 0;
    }
  }

  private final Host host;
  private final HostStream stream;
  private final FrameReader frames;
  private final Receiver receiver;
  private final Runnable whenClosed;
  private @Nullable Timer pause;
  private boolean isClosed;

  /**
   * @param maxBytes of one message
   */
  FrameReceiver(
      Host host, HostStream stream, int maxBytes, Receiver receiver, Runnable whenClosed) {
    this.host = host;
    this.stream = stream;
    this.frames = new FrameReader(maxBytes);
    this.receiver = receiver;
    this.whenClosed = whenClosed;
  }

  @Override
  public void readable() {
    if (isPaused()) {
      return;
    }
    try {
      List<byte[]> messages = frames.receive(stream.read());
      stream.hold(frames.heldBytes());
      messages.forEach(receiver::receive);
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
    isClosed = true;
    if (pause != null) {
      pause.cancel();
    }
    whenClosed.run();
  }

  /** What is not read stays with the peer when its window is full. */
  private boolean isPaused() {
    long millis = pause == null ? receiver.pause() : 0;
    if (millis > 0) {
      pause = host.schedule(millis, this::resume);
    }
    return pause != null;
  }

  private void resume() {
    pause = null;
    if (!isClosed) {
      readable();
    }
  }
}
