package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.multistream.Negotiation;
import io.debros.store.libp2p.multistream.Negotiation.Outcome;
import io.debros.store.libp2p.yamux.YamuxEvent;
import io.debros.store.libp2p.yamux.YamuxSession;
import io.debros.store.libp2p.yamux.YamuxStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of one connection: agrees on their protocols, tells handlers what happens, and keeps
 * the limits. Host thread.
 */
final class Streams {
  /** Streams of ours that wait until the peer takes more. */
  static final int MAX_WAITING = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

  private final Connection connection;
  private final HostContext context;
  private final Connection.Owner owner;
  private final YamuxSession yamux;
  private final Allowance allowance;
  private final Map<YamuxStream, HostStream> open = new LinkedHashMap<>();
  private final Set<HostStream> negotiating = new LinkedHashSet<>();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private Set<HostStream> touched = new LinkedHashSet<>();

  Streams(Connection connection, HostContext context, Connection.Owner owner, YamuxSession yamux) {
    this.connection = connection;
    this.context = context;
    this.owner = owner;
    this.yamux = yamux;
    this.allowance = new Allowance(connection, context, owner, yamux);
  }

  /** A stream that somebody wants to open. */
  private record Request(Negotiation negotiation, StreamOpener opener, long since) {}

  /** Reads all of the input; what it means is told by {@link #work}. */
  void receive(ByteBuffer input) {
    yamux.receive(input, System.nanoTime());
    allowance.limitUnread(open.values());
    allowance.account();
  }

  /** Bytes received and not read, or held. */
  long unread() {
    return allowance.unread();
  }

  /** What waits, times how long nothing got on. */
  long burden(long now) {
    return allowance.burden(open.values(), now);
  }

  /** More, or less, of what was read is held. */
  void held(int change) {
    allowance.held(change);
  }

  /** What waits counts no more. */
  void forget() {
    allowance.end();
  }

  int count() {
    return open.size();
  }

  /** See {@link Host#open}. */
  void open(List<String> protocols, StreamOpener opener) {
    Negotiation negotiation = Negotiation.propose(protocols);
    if (waiting.size() >= MAX_WAITING) {
      Problem why = problem("Too many streams to a peer are waiting").at("waiting", waiting.size());
      context.loop().execute(() -> fail(opener, why));
    } else {
      waiting.add(new Request(negotiation, opener, context.now()));
    }
  }

  /** Somebody has done something with a stream, which may be finished now. */
  void touched(HostStream stream) {
    touched.add(stream);
  }

  /** Tells handlers what has happened, once; whether there was anything. */
  boolean work() {
    boolean isTold = dispatchEvents();
    boolean isOpened = openWaiting();
    boolean isFinished = finishTouched();
    allowance.account();
    return isTold || isOpened || isFinished;
  }

  /** The next bytes for the wire; null if there are none. */
  byte @Nullable [] pollOutput() {
    byte[] next = yamux.pollOutput();
    allowance.sent();
    return next;
  }

  /** Lets go what takes too long. */
  void tick(long now) {
    yamux.tick(System.nanoTime());
    long oldest = now - context.limits().negotiationTime().toMillis();
    for (HostStream stream : List.copyOf(negotiating)) {
      if (stream.since() <= oldest) {
        tooSlow(stream);
      }
    }
    while (!waiting.isEmpty() && waiting.element().since <= oldest) {
      fail(
          waiting.remove().opener,
          problem("Peer takes no more streams").at("peer", connection.peer()));
    }
  }

  /** Ends our side of all streams, and says so. */
  void close() {
    yamux.close();
  }

  /** Tells all handlers that the connection is gone. */
  void end(Problem why) {
    for (HostStream stream : List.copyOf(open.values())) {
      finish(stream, stream.isDone() ? stream.resetBecause() : why);
    }
    while (!waiting.isEmpty()) {
      fail(waiting.remove().opener, why);
    }
    allowance.end();
  }

  private boolean dispatchEvents() {
    boolean isAny = false;
    while (!connection.isOver()) {
      YamuxEvent event = yamux.pollEvent();
      if (event == null) {
        break;
      }
      isAny = true;
      handle(event);
    }
    return isAny;
  }

  private void handle(YamuxEvent event) {
    if (event instanceof YamuxEvent.Opened opened) {
      accept(opened.stream());
    } else if (event instanceof YamuxEvent.Refused) {
      allowance.isOpenAllowed();
    } else if (event instanceof YamuxEvent.Arrived arrived) {
      readable(open.get(arrived.stream()));
    } else if (event instanceof YamuxEvent.Ended ended) {
      readable(open.get(ended.stream()));
    } else if (event instanceof YamuxEvent.Writable writable) {
      HostStream stream = open.get(writable.stream());
      if (stream != null) {
        run(stream, stream::writable);
      }
    } else if (event instanceof YamuxEvent.Reset reset) {
      died(open.get(reset.stream()), reset.cause());
    } else if (event instanceof YamuxEvent.GoneAway goneAway) {
      connection.close(
          problem("Peer has closed the connection")
              .at("peer", connection.peer())
              .at("code", goneAway.code()));
    } else if (event instanceof YamuxEvent.Unresponsive) {
      connection.close(problem("Peer does not answer any more").at("peer", connection.peer()));
    }
  }

  private void accept(YamuxStream stream) {
    if (allowance.isOpenAllowed()) {
      Negotiation negotiation = Negotiation.answer(context.protocols()::has);
      add(new HostStream(connection, stream, negotiation, null, context.now()));
    }
  }

  private void add(HostStream stream) {
    open.put(stream.yamux(), stream);
    negotiating.add(stream);
  }

  private void readable(@Nullable HostStream stream) {
    if (stream != null && stream.resetBecause() == null) {
      run(stream, () -> read(stream));
    }
  }

  private void read(HostStream stream) {
    if (!negotiating.contains(stream)) {
      stream.readable();
      return;
    }
    stream.negotiate();
    if (stream.outcome() == Outcome.AGREED) {
      agreed(stream);
    } else if (stream.outcome() == Outcome.REFUSED) {
      giveUp(stream, problem("Peer speaks none of the protocols"), null);
    } else if (stream.isEnded()) {
      Problem why = problem("Peer ends a stream before a protocol is agreed");
      giveUp(stream, why, why);
    }
  }

  private void agreed(HostStream stream) {
    negotiating.remove(stream);
    StreamOpener opener = stream.opener();
    if (opener != null) {
      context.counters().agreed(Direction.OUTBOUND);
      stream.start(opener.opened(stream));
    } else if (inboundOf(stream.protocol()) > context.limits().streamsOfProtocol()) {
      context.counters().refused(Refusal.STREAMS_OF_PROTOCOL);
      stream.reset(problem("Peer has too many streams").at("protocol", stream.protocol()));
    } else {
      context.counters().agreed(Direction.INBOUND);
      start(stream);
    }
  }

  private void start(HostStream stream) {
    StreamAcceptor acceptor = context.protocols().find(stream.protocol());
    if (acceptor == null) {
      throw new IllegalStateException("Protocol was agreed that nobody speaks");
    }
    stream.start(acceptor.accept(stream));
  }

  /** Streams of the peer with this protocol. */
  private long inboundOf(String protocol) {
    return open.values().stream()
        .filter(HostStream::isInbound)
        .filter(other -> other.outcome() == Outcome.AGREED && !other.yamux().isReset())
        .filter(other -> other.protocol().equals(protocol))
        .count();
  }

  /**
   * There will be no protocol on this stream.
   *
   * @param told what the opener is told
   */
  private void giveUp(HostStream stream, Problem why, @Nullable Problem told) {
    negotiating.remove(stream);
    stream.reset(why);
    StreamOpener opener = stream.opener();
    if (opener != null) {
      fail(opener, told);
    }
  }

  private void tooSlow(HostStream stream) {
    Problem why =
        problem("Peer takes too long to agree on a protocol").at("peer", connection.peer());
    if (stream.isInbound()) {
      context.counters().refused(Refusal.NEGOTIATION_TIME);
    }
    giveUp(stream, why, why);
  }

  private void died(@Nullable HostStream stream, YamuxEvent.Cause cause) {
    if (stream == null) {
      return;
    }
    if (cause == YamuxEvent.Cause.UNREAD_LIMIT) {
      context.counters().refused(Refusal.UNREAD);
      stream.died(problem("Too much is unread on a connection").at("peer", connection.peer()));
    } else {
      stream.died(problem("Peer has reset a stream").at("peer", connection.peer()));
    }
    touched.add(stream);
  }

  private boolean openWaiting() {
    boolean isAny = false;
    while (!waiting.isEmpty() && !connection.isOver() && yamux.canOpen()) {
      Request request = waiting.remove();
      add(
          new HostStream(
              connection, yamux.open(), request.negotiation, request.opener, request.since));
      isAny = true;
    }
    return isAny;
  }

  private boolean finishTouched() {
    Set<HostStream> candidates = touched;
    touched = new LinkedHashSet<>();
    boolean isAny = false;
    for (HostStream stream : candidates) {
      if (stream.isDone()) {
        finish(stream, stream.resetBecause());
        isAny = true;
      }
    }
    return isAny;
  }

  private void finish(HostStream stream, @Nullable Problem why) {
    if (open.remove(stream.yamux()) == null) {
      return;
    }
    StreamOpener opener = stream.opener();
    if (negotiating.remove(stream) && opener != null) {
      fail(opener, why == null ? problem("Stream ended before a protocol was agreed") : why);
    }
    guard(() -> stream.close(why));
  }

  /** Runs a step of a stream; if that goes wrong, the stream is reset. */
  private void run(HostStream stream, Runnable step) {
    try {
      step.run();
    } catch (BadPeerException bad) {
      Problem why = Failures.problemOf(bad);
      stream.reset(why);
      owner.misbehaved(connection.peer(), why, bad.fault().isBreach());
    } catch (RuntimeException bug) {
      LOG.error("Handler of a stream failed; the stream is reset", bug);
      stream.reset(problem("Handler of a stream failed").at("error", bug.getClass().getName()));
    }
    touched.add(stream);
  }

  private static void fail(StreamOpener opener, @Nullable Problem why) {
    guard(() -> opener.failed(why));
  }

  private static void guard(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException bug) {
      LOG.error("Handler failed when it was told that a stream is closed", bug);
    }
  }
}
