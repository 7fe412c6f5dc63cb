package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.multistream.Negotiation;
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
  private final ConnectionOwner owner;
  private final YamuxSession yamux;
  private final Allowance allowance;
  private final Map<YamuxStream, HostStream> open = new LinkedHashMap<>();
  private final Negotiations negotiations;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private Set<HostStream> touched = new LinkedHashSet<>();

  Streams(Connection connection, HostContext context, ConnectionOwner owner, YamuxSession yamux) {
    this.connection = connection;
    this.context = context;
    this.owner = owner;
    this.yamux = yamux;
    this.allowance = new Allowance(connection, context, owner, yamux);
    this.negotiations = new Negotiations(connection, context, open.values());
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
      context.loop().execute(() -> Negotiations.fail(opener, why));
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
    negotiations.tick(oldest);
    while (!waiting.isEmpty() && waiting.element().since <= oldest) {
      Negotiations.fail(
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
      Negotiations.fail(waiting.remove().opener, why);
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
    negotiations.add(stream);
  }

  private void readable(@Nullable HostStream stream) {
    if (stream != null && stream.resetBecause() == null) {
      run(stream, () -> read(stream));
    }
  }

  private void read(HostStream stream) {
    if (negotiations.isRunning(stream)) {
      negotiations.read(stream);
    } else {
      stream.readable();
    }
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
    if (negotiations.remove(stream) && opener != null) {
      Negotiations.fail(
          opener, why == null ? problem("Stream ended before a protocol was agreed") : why);
    }
    Negotiations.guard(() -> stream.close(why));
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
}
