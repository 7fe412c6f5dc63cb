package io.debros.store.network;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.host.StreamOpener;
import io.debros.store.libp2p.peer.PeerId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages for one peer, each after its length, on one stream at a time that nobody answers on.
 * What waits is bounded by who sends. Host thread only.
 */
final class FrameSender {
  /** Told what becomes of the stream. */
  interface Owner {
    /** The stream is open, and what waited is written. */
    void opened(String protocol);

    /**
     * The stream is no more, and all that waited is dropped.
     *
     * @param why null if it was ended in order, or the peer does not speak the protocol
     */
    void closed(@Nullable Problem why);
  }

  private final Host host;
  private final PeerId peer;
  private final List<String> protocols;
  private final IntConsumer sent;
  private final Owner owner;
  private final Deque<Frame> waiting = new ArrayDeque<>();
  private @Nullable Attempt attempt;
  private long waitingBytes;

  /**
   * @param protocols the best first
   * @param sent told the length of each message that left, or was dropped
   */
  FrameSender(Host host, PeerId peer, List<String> protocols, IntConsumer sent, Owner owner) {
    this.host = host;
    this.peer = peer;
    this.protocols = protocols;
    this.sent = sent;
    this.owner = owner;
  }

  /** Opens the stream if there is none. */
  void open() {
    if (attempt == null) {
      attempt = new Attempt();
      host.open(peer, protocols, attempt);
    }
  }

  /** Sends a message when the stream takes it. */
  void send(byte[] message) {
    waiting.add(new Frame(ByteBuffer.wrap(FrameReader.frame(message)), message.length));
    waitingBytes += message.length;
    open();
    flush();
  }

  /** Bytes that no stream has taken. */
  long waitingBytes() {
    return waitingBytes;
  }

  boolean isIdle() {
    return waiting.isEmpty();
  }

  /** Ends the stream in order; the next message opens another. Nothing waits. */
  void finish() {
    Attempt present = attempt;
    if (present != null && present.stream != null) {
      attempt = null;
      present.stream.closeWrite();
    }
  }

  /** Gives up the stream and what waits, without a word to the owner. */
  void abandon() {
    Attempt present = attempt;
    attempt = null;
    if (present != null && present.stream != null) {
      present.stream.reset();
    }
    drop();
  }

  private void flush() {
    Attempt present = attempt;
    HostStream stream = present == null ? null : present.stream;
    while (stream != null && !waiting.isEmpty()) {
      Frame frame = waiting.element();
      stream.write(frame.bytes());
      if (frame.bytes().hasRemaining()) {
        return; // writable() goes on
      }
      waiting.remove();
      left(frame);
    }
  }

  private void left(Frame frame) {
    waitingBytes -= frame.length();
    sent.accept(frame.length());
  }

  private void drop() {
    while (!waiting.isEmpty()) {
      left(waiting.remove());
    }
  }

  /** A message with its length before it, as far as it is not written, and that length. */
  private record Frame(ByteBuffer bytes, int length) {}

  /** One stream, from its opening on. */
  private final class Attempt implements StreamOpener, StreamHandler {
    private @Nullable HostStream stream;

    @Override
    public StreamHandler opened(HostStream opened) {
      stream = opened;
      if (isPresent()) {
        owner.opened(opened.protocol());
        flush();
      } else {
        opened.reset();
      }
      return this;
    }

    @Override
    public void failed(@Nullable Problem why) {
      closed(why);
    }

    @Override
    public void readable() {
      HostStream open = stream;
      if (open != null) {
        open.read(); // nobody answers here; only the end counts
      }
    }

    @Override
    public void writable() {
      if (isPresent()) {
        flush();
      }
    }

    @Override
    public void closed(@Nullable Problem why) {
      if (isPresent()) {
        attempt = null;
        drop();
        owner.closed(why);
      }
    }

    private boolean isPresent() {
      return attempt == this;
    }
  }
}
