package io.debros.store.libp2p.yamux;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 *   wire -> receive -> Frame -> streams, events          payload is never gathered: it goes to its
 *   streams -> OutputQueue -> pollOutput -> wire         stream as it comes
 */
/**
 * The streams of one connection, on bytes and time: give it what comes, take the events, and send
 * {@link #pollOutput} for as long as the connection takes bytes. Stop receiving while it does not:
 * a peer that makes us say more than it reads breaks the protocol here. After an error, send what
 * is left to send and close the connection. Times are those of {@link System#nanoTime}. One thread
 * at a time.
 *
 * @see <a href="https://github.com/hashicorp/yamux/blob/master/spec.md">yamux</a>
 */
public final class YamuxSession {
  /** The name of the muxer in negotiations. */
  public static final String PROTOCOL = "/yamux/1.0.0";

  /** Answers to the peer that wait to be sent, in bytes. */
  static final int MAX_CONTROL = 256 * 1024;

  /** Frames are sent together up to here, so that they fit into one frame of Noise. */
  private static final int BATCH = YamuxStream.LONGEST_FRAME + Frame.HEADER;

  private static final long LAST_ID = 0xffff_ffffL;
  private static final int NORMAL = 0;
  private static final int PROTOCOL_ERROR = 1;

  private final YamuxSettings settings;
  private final boolean isDialer;
  private final Pinger pinger;
  private final Outbound outbound;
  private final Map<Integer, YamuxStream> streams = new LinkedHashMap<>();
  private final Set<YamuxStream> waiting = new LinkedHashSet<>();
  private final Queue<YamuxEvent> events = new ArrayDeque<>();
  private final OutputQueue output = new OutputQueue();
  private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER);
  private Frame frame = Frame.of(Frame.DATA, 0, 0, 0);
  private @Nullable YamuxStream target;
  private long payloadLeft;
  private long nextId;
  private boolean isClosed;
  private boolean isGoneAway;
  private long unreadBytes;

  private YamuxSession(boolean isDialer, YamuxSettings settings, long now) {
    this.isDialer = isDialer;
    this.settings = settings;
    this.pinger = new Pinger(now);
    this.outbound = new Outbound(settings);
    this.nextId = isDialer ? 1 : 2;
  }

  /** Starts as the side that dialled the connection. */
  public static YamuxSession dialer(YamuxSettings settings, long now) {
    return new YamuxSession(true, settings, now);
  }

  /** Starts as the side that was dialled. */
  public static YamuxSession listener(YamuxSettings settings, long now) {
    return new YamuxSession(false, settings, now);
  }

  /**
   * Reads all of the input.
   *
   * @throws BadPeerException if the peer breaks the protocol or a limit; a go-away is the last
   *     thing to send then
   */
  public void receive(ByteBuffer input, long now) {
    while (input.hasRemaining() && !isClosed) {
      if (payloadLeft > 0) {
        receivePayload(input);
      } else if (isHeaderRead(input)) {
        receiveFrame(now);
      }
      if (output.controlBytes() > MAX_CONTROL) {
        throw failed("Peer asks for more answers than it reads", Fault.LIMIT);
      }
    }
    input.position(input.limit());
  }

  /** The next event; null if there is none. */
  public @Nullable YamuxEvent pollEvent() {
    return events.poll();
  }

  /**
   * The next bytes for the wire, about a frame of Noise; null if there is nothing to send. There
   * may be events afterwards, since streams have room again.
   */
  public byte @Nullable [] pollOutput() {
    boolean wasFull = isHalfFull();
    byte[] bytes = output.poll(BATCH);
    if (wasFull && !isHalfFull()) {
      List.copyOf(waiting).forEach(this::wake);
    }
    return bytes;
  }

  /** Whether there is something to send. */
  public boolean hasOutput() {
    return queuedBytes() > 0;
  }

  /** Bytes that wait to be sent. */
  public long queuedBytes() {
    return (long) output.controlBytes() + output.dataBytes();
  }

  /** Whether {@link #open} may be called; ask again after an answer of the peer. */
  public boolean canOpen() {
    return !isClosed && !isGoneAway && outbound.hasRoom() && nextId <= LAST_ID;
  }

  /**
   * Opens a stream. Nothing waits for the peer's consent.
   *
   * @throws IllegalStateException if it cannot be opened now, see {@link #canOpen}
   */
  public YamuxStream open() {
    if (!canOpen()) {
      throw new IllegalStateException(
          problem("Stream cannot be opened now")
              .at("open", outbound.open())
              .at("notAcknowledged", outbound.unacknowledged())
              .at("closed", isClosed || isGoneAway)
              .advice("Ask canOpen() first, and wait for the peer")
              .toString());
    }
    YamuxStream stream = new YamuxStream(this, (int) nextId, false);
    nextId += 2;
    outbound.opened();
    streams.put(stream.id(), stream);
    sendWindowUpdate(stream, Frame.SYN, firstGrant());
    return stream;
  }

  /** Asks whether the peer is still there, when it is time; call it about every second. */
  public void tick(long now) {
    if (isClosed) {
      return;
    }
    if (pinger.isDue(now)) {
      output.addControl(Frame.of(Frame.PING, Frame.SYN, 0, pinger.value()).bytes());
    }
    if (pinger.isOverdue(now)) {
      events.add(new YamuxEvent.Unresponsive());
    }
  }

  /** Ends our side of all streams and says good-bye, behind everything that is still to be sent. */
  public void close() {
    if (!isClosed) {
      List.copyOf(streams.values()).forEach(YamuxStream::closeWrite);
      isClosed = true;
      output.addData(null, Frame.of(Frame.GO_AWAY, 0, 0, NORMAL).bytes());
    }
  }

  /** Streams that are not finished, oldest first; a copy. */
  public Collection<YamuxStream> streams() {
    return List.copyOf(streams.values());
  }

  /** Bytes received on all streams and not read. */
  public long unreadBytes() {
    return unreadBytes;
  }

  YamuxSettings settings() {
    return settings;
  }

  boolean hasRoom() {
    return !isClosed && output.dataBytes() < settings.maxQueued();
  }

  void sendData(YamuxStream stream, ByteBuffer data, int length) {
    output.addData(stream, Frame.of(Frame.DATA, 0, stream.id(), length).bytes(data));
  }

  void sendWindowUpdate(YamuxStream stream, int flags, long credit) {
    output.addControl(Frame.of(Frame.WINDOW_UPDATE, flags, stream.id(), credit).bytes());
  }

  void sendFin(YamuxStream stream) {
    output.addData(stream, Frame.of(Frame.WINDOW_UPDATE, Frame.FIN, stream.id(), 0).bytes());
  }

  void sendReset(YamuxStream stream) {
    output.discard(stream);
    sendWindowUpdate(stream, Frame.RST, 0);
  }

  void setWaiting(YamuxStream stream, boolean isWaiting) {
    if (isWaiting) {
      waiting.add(stream);
    } else {
      waiting.remove(stream);
    }
  }

  void countUnread(int change) {
    unreadBytes += change;
  }

  /** The stream is finished. */
  void remove(YamuxStream stream) {
    if (streams.remove(stream.id()) != null && !stream.isInbound()) {
      outbound.finished(stream);
    }
    waiting.remove(stream);
  }

  private boolean isHeaderRead(ByteBuffer input) {
    while (header.hasRemaining() && input.hasRemaining()) {
      header.put(input.get());
    }
    if (header.hasRemaining()) {
      return false;
    }
    frame = Frame.read(header.flip());
    header.clear();
    return true;
  }

  private void receiveFrame(long now) {
    require(frame.version() == 0, "Yamux frame has another version");
    switch (frame.type()) {
      case Frame.DATA, Frame.WINDOW_UPDATE -> receiveStreamFrame();
      case Frame.PING -> receivePing(now);
      case Frame.GO_AWAY -> receiveGoAway();
      default -> throw failed("Yamux frame has an unknown type", Fault.PROTOCOL);
    }
  }

  private void receiveStreamFrame() {
    require(frame.streamId() != 0, "Yamux frame of a stream names none");
    YamuxStream stream = streams.get(frame.streamId());
    if (frame.has(Frame.SYN)) {
      require(stream == null, "Yamux stream is opened twice");
      stream = accepted();
    }
    if (stream != null) {
      outbound.answered(stream);
    }
    target = stream;
    if (frame.type() == Frame.DATA) {
      startPayload(stream);
    } else if (stream != null && frame.length() > 0) {
      stream.grow(frame.length());
      wake(stream);
    }
    if (payloadLeft == 0) {
      endStreamFrame();
    }
  }

  /** The stream that the peer opens; null if it has too many. */
  private @Nullable YamuxStream accepted() {
    boolean isOdd = (frame.streamId() & 1) == 1;
    require(isOdd != isDialer, "Yamux stream has a number that is not for the peer to give");
    YamuxStream stream = new YamuxStream(this, frame.streamId(), true);
    if (streams.size() - outbound.open() >= settings.maxInbound()) {
      sendWindowUpdate(stream, Frame.RST, 0);
      events.add(new YamuxEvent.Refused());
      return null;
    }
    streams.put(stream.id(), stream);
    sendWindowUpdate(stream, Frame.ACK, firstGrant());
    events.add(new YamuxEvent.Opened(stream));
    return stream;
  }

  /** Checks the length of data against the window before any of it is taken. */
  private void startPayload(@Nullable YamuxStream stream) {
    boolean isAllowed =
        stream == null ? frame.length() <= settings.receiveWindow() : stream.accept(frame.length());
    require(isAllowed, "Peer sends more than the window of a stream allows");
    require(
        stream == null || !stream.isReadClosed() || frame.length() == 0,
        "Peer sends data on a stream that it has ended");
    payloadLeft = frame.length();
  }

  private void receivePayload(ByteBuffer input) {
    int count = (int) Math.min(payloadLeft, input.remaining());
    YamuxStream stream = target;
    if (stream != null && !stream.isReset()) {
      if (stream.receive(input.slice(input.position(), count))) {
        events.add(new YamuxEvent.Arrived(stream));
      }
      if (unreadBytes > settings.maxUnread()) {
        stream.reset();
        events.add(new YamuxEvent.Reset(stream, YamuxEvent.Cause.UNREAD_LIMIT));
      }
    }
    input.position(input.position() + count);
    payloadLeft -= count;
    if (payloadLeft == 0) {
      endStreamFrame();
    }
  }

  /** What flags say counts after the payload. */
  private void endStreamFrame() {
    YamuxStream stream = target;
    target = null;
    if (stream == null || stream.isReset()) {
      return;
    }
    if (frame.has(Frame.FIN) && stream.end()) {
      events.add(new YamuxEvent.Ended(stream));
    }
    if (frame.has(Frame.RST)) {
      output.discard(stream);
      stream.die();
      events.add(new YamuxEvent.Reset(stream, YamuxEvent.Cause.PEER));
    }
  }

  private void receivePing(long now) {
    require(frame.streamId() == 0, "Yamux ping names a stream");
    if (frame.has(Frame.SYN)) {
      output.addControl(Frame.of(Frame.PING, Frame.ACK, 0, frame.length()).bytes());
      return;
    }
    boolean isAnswer = frame.has(Frame.ACK) && pinger.answered(frame.length());
    require(isAnswer, "Yamux ping was not asked for");
    events.add(new YamuxEvent.Pong(pinger.roundTrip(now)));
  }

  private void receiveGoAway() {
    require(frame.streamId() == 0, "Yamux go-away names a stream");
    isGoneAway = true;
    events.add(new YamuxEvent.GoneAway(frame.length()));
  }

  private boolean isHalfFull() {
    return 2L * output.dataBytes() >= settings.maxQueued();
  }

  private void wake(YamuxStream stream) {
    if (hasRoom() && stream.isReadyToWrite() && waiting.remove(stream)) {
      events.add(new YamuxEvent.Writable(stream));
    }
  }

  private int firstGrant() {
    return settings.receiveWindow() - YamuxSettings.INITIAL_WINDOW;
  }

  private void require(boolean isRight, String sentence) {
    if (!isRight) {
      throw failed(sentence, Fault.PROTOCOL);
    }
  }

  /** Ends the session; nothing but the go-away is sent any more. */
  private BadPeerException failed(String sentence, Fault fault) {
    isClosed = true;
    output.clear();
    output.addControl(Frame.of(Frame.GO_AWAY, 0, 0, PROTOCOL_ERROR).bytes());
    return new BadPeerException(
        problem(sentence)
            .at("version", frame.version())
            .at("type", frame.type())
            .at("flags", frame.flags())
            .at("stream", Integer.toUnsignedString(frame.streamId()))
            .at("length", frame.length()),
        fault);
  }
}
