package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.multistream.Negotiation;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.yamux.YamuxStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream on which a protocol was agreed. Always end your side, or reset it: else it stays open as
 * long as the connection. A stream that is closed takes nothing and has nothing to read. Host
 * thread.
 */
public final class HostStream {
  private static final byte[] NOTHING = {};

  private final Connection connection;
  private final YamuxStream yamux;
  private final Negotiation negotiation;
  private final @Nullable StreamOpener opener;
  private final long since;
  private ByteBuffer unsent = ByteBuffer.wrap(NOTHING);
  private byte[] leftOver = NOTHING;
  private @Nullable StreamHandler handler;
  private @Nullable Problem resetBecause;
  private int held;
  private long busySince;
  private boolean isHandlerWaiting;
  private boolean isWriteEnded;
  private boolean isEndTold;
  private boolean isClosed;

  /**
   * @param opener who waits for the stream; null if the peer opened it
   * @param since milliseconds of the host when it was asked for
   */
  HostStream(
      Connection connection,
      YamuxStream yamux,
      Negotiation negotiation,
      @Nullable StreamOpener opener,
      long since) {
    this.connection = connection;
    this.yamux = yamux;
    this.negotiation = negotiation;
    this.opener = opener;
    this.since = since;
    this.busySince = since;
    say(negotiation.takeOutput());
  }

  /** Who is at the other end. */
  public PeerId peer() {
    return connection.peer();
  }

  /** What was agreed on. */
  public String protocol() {
    return negotiation.protocol();
  }

  /** Whether the peer opened it. */
  public boolean isInbound() {
    return opener == null;
  }

  /** All that has come and was not read yet; empty if there is nothing. Lets the peer send more. */
  public byte[] read() {
    connection.requireHostThread();
    byte[] more = yamux.read();
    byte[] first = leftOver;
    leftOver = NOTHING;
    connection.touch(this);
    return first.length == 0 ? more : joined(first, more);
  }

  /**
   * Tells how much is kept for the stream, in bytes: of what was read, until more comes, or of what
   * is to be written. It counts as unread: a peer that begins a lot and ends nothing, or asks a lot
   * and reads nothing, fills no memory.
   */
  public void hold(int bytes) {
    connection.requireHostThread();
    int now = isClosed || resetBecause != null ? 0 : bytes;
    if (now < held || held == 0) {
      busySince = connection.now();
    }
    connection.held(now - held);
    held = now;
  }

  /** Whether the peer has ended its side, and everything was read. */
  public boolean isEnded() {
    return yamux.isReadClosed() && yamux.unreadBytes() == 0 && leftOver.length == 0;
  }

  /**
   * Takes as much as may be sent now. If something remains, {@link StreamHandler#writable} tells
   * when to go on.
   *
   * @return the number of bytes taken; 0 if the stream is closed
   * @throws IllegalStateException if this side has ended
   */
  public int write(ByteBuffer data) {
    requireWriting();
    boolean isReady = isReadyToWrite();
    int taken = isReady ? yamux.write(data) : 0;
    isHandlerWaiting = data.hasRemaining();
    connection.touch(this);
    return taken;
  }

  /**
   * Takes all of the data as one frame of the muxer, however long, or nothing. In the second case
   * {@link StreamHandler#writable} tells when to try again.
   *
   * @return whether it was taken; false if the stream is closed
   * @throws IllegalStateException if this side has ended
   */
  public boolean writeWhole(byte[] data) {
    requireWriting();
    boolean isTaken = isReadyToWrite() && yamux.writeWhole(data);
    isHandlerWaiting = !isTaken;
    connection.touch(this);
    return isTaken;
  }

  /** Ends this side, after all that was written. Nothing happens if it has ended. */
  public void closeWrite() {
    connection.requireHostThread();
    isWriteEnded = true;
    if (!unsent.hasRemaining()) {
      yamux.closeWrite();
    }
    connection.touch(this);
  }

  /** Ends both sides at once; what is unread or not sent is lost. Nothing happens if closed. */
  public void reset() {
    connection.requireHostThread();
    reset(problem("Stream was reset by this node").at("peer", peer()));
  }

  /** As {@link #reset}, because the peer wants more than it may have; counted. */
  public void refuse(Refusal reason) {
    connection.requireHostThread();
    if (resetBecause == null && !isClosed) {
      connection.refused(reason);
      reset(
          problem("Stream was refused by this node")
              .at("peer", peer())
              .at("reason", reason.name()));
    }
  }

  /** Bytes that the peer lets us send now. */
  public long sendWindow() {
    return yamux.sendWindow();
  }

  /** Bytes that were not read, or are held. */
  int unread() {
    return yamux.unreadBytes() + held;
  }

  /** What waits here, times the milliseconds since something was last completed. */
  long burden(long now) {
    return unread() * (now - busySince + 1);
  }

  Connection connection() {
    return connection;
  }

  YamuxStream yamux() {
    return yamux;
  }

  long since() {
    return since;
  }

  Negotiation.Outcome outcome() {
    return negotiation.outcome();
  }

  @Nullable StreamOpener opener() {
    return opener;
  }

  boolean hasHandler() {
    return handler != null;
  }

  /** Ends both sides for a reason that the handler is told. */
  void reset(Problem why) {
    if (resetBecause == null && !isClosed) {
      resetBecause = why;
      isWriteEnded = true;
      leftOver = NOTHING;
      hold(0);
      yamux.reset();
      connection.touch(this);
    }
  }

  /** The muxer has reset it, because the peer or a limit wants that. */
  void died(Problem why) {
    if (resetBecause == null) {
      resetBecause = why;
    }
    leftOver = NOTHING;
    hold(0);
  }

  /** Reads what has come for the negotiation. */
  void negotiate() {
    ByteBuffer input = ByteBuffer.wrap(yamux.read());
    negotiation.receive(input);
    leftOver = new byte[input.remaining()];
    input.get(leftOver);
    say(negotiation.takeOutput());
  }

  /** The protocol is agreed; what has come already is told to who takes the stream. */
  void start(StreamHandler taker) {
    handler = taker;
    if (leftOver.length + yamux.unreadBytes() > 0 || yamux.isReadClosed()) {
      readable();
    }
  }

  /** Something has come, or the peer has ended its side. */
  void readable() {
    StreamHandler present = handler;
    if (present != null && !isClosed && resetBecause == null) {
      isEndTold |= yamux.isReadClosed();
      present.readable();
    }
  }

  /** The muxer takes more. */
  void writable() {
    if (isClosed || !isReadyToWrite()) {
      return;
    }
    StreamHandler present = handler;
    if (isWriteEnded) {
      yamux.closeWrite();
    } else if (present != null && isHandlerWaiting) {
      isHandlerWaiting = false;
      present.writable();
    }
  }

  /** Whether nothing comes or goes any more, and the handler knows all but that. */
  boolean isDone() {
    boolean isReadToEnd = isEndTold && isEnded();
    return yamux.isReset() || (yamux.isFinished() && isReadToEnd);
  }

  /** Why it was reset; null if it was not. */
  @Nullable Problem resetBecause() {
    return resetBecause;
  }

  /** Tells the handler that it is over. */
  void close(@Nullable Problem why) {
    if (!isClosed) {
      isClosed = true;
      hold(0);
      if (handler != null) {
        handler.closed(why);
      }
    }
  }

  /** Sends lines of the negotiation, now or when there is room. */
  private void say(byte[] lines) {
    if (lines.length > 0 && !yamux.isReset() && !yamux.isWriteClosed()) {
      unsent = ByteBuffer.wrap(joined(remaining(unsent), lines));
      yamux.write(unsent);
    }
  }

  /** Whether the lines of the negotiation are out, and the stream is open. */
  private boolean isReadyToWrite() {
    if (isClosed || yamux.isReset() || connection.isEnded()) {
      return false;
    }
    if (unsent.hasRemaining()) {
      yamux.write(unsent);
    }
    return !unsent.hasRemaining();
  }

  private void requireWriting() {
    connection.requireHostThread();
    if (isWriteEnded && resetBecause == null) {
      throw new IllegalStateException(
          problem("Stream is written after its end")
              .at("peer", peer())
              .at("protocol", negotiation.protocol())
              .toString());
    }
  }

  private static byte[] remaining(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
