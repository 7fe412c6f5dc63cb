package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.multistream.Negotiation.Outcome;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of one connection whose protocol is not agreed yet. Host thread. */
final class Negotiations {
  private static final Logger LOG = LoggerFactory.getLogger(Negotiations.class);

  private final Connection connection;
  private final HostContext context;
  private final Collection<HostStream> open;
  private final Set<HostStream> running = new LinkedHashSet<>();

  /**
   * @param open all streams of the connection, as they are at any time
   */
  Negotiations(Connection connection, HostContext context, Collection<HostStream> open) {
    this.connection = connection;
    this.context = context;
    this.open = open;
  }

  void add(HostStream stream) {
    running.add(stream);
  }

  /** Whether it was there. */
  boolean remove(HostStream stream) {
    return running.remove(stream);
  }

  boolean isRunning(HostStream stream) {
    return running.contains(stream);
  }

  /** Something has come on a stream, or its end. */
  void read(HostStream stream) {
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

  /** Gives up those that were begun then, or before. */
  void tick(long oldest) {
    for (HostStream stream : List.copyOf(running)) {
      if (stream.since() <= oldest) {
        tooSlow(stream);
      }
    }
  }

  private void agreed(HostStream stream) {
    running.remove(stream);
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
    return open.stream()
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
    running.remove(stream);
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

  /** Tells who waits for a stream that there is none. */
  static void fail(StreamOpener opener, @Nullable Problem why) {
    guard(() -> opener.failed(why));
  }

  /** Tells a handler something; what it throws concerns nobody else. */
  static void guard(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException bug) {
      LOG.error("Handler failed when it was told that a stream is closed", bug);
    }
  }
}
