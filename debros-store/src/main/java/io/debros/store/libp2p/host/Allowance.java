package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.yamux.YamuxSession;
import java.util.Collection;
import java.util.Comparator;

/**
 * How much the peer uses on one connection, and what happens when that is too much. Host thread.
 */
final class Allowance {
  private final Connection connection;
  private final HostContext context;
  private final ConnectionOwner owner;
  private final YamuxSession yamux;
  private final RateLimit opens;
  private long held;
  private long accounted;
  private long sentAt;
  private boolean isEnded;

  Allowance(Connection connection, HostContext context, ConnectionOwner owner, YamuxSession yamux) {
    this.connection = connection;
    this.context = context;
    this.owner = owner;
    this.yamux = yamux;
    this.opens = new RateLimit(context.limits().opensPerSecond(), context.now());
    this.sentAt = context.now();
  }

  /** Bytes received and not read, or held. */
  long unread() {
    return yamux.unreadBytes() + held;
  }

  /** More, or less, of what was read is held. */
  void held(int change) {
    held += change;
  }

  /** The wire took what was next. */
  void sent() {
    sentAt = context.now();
  }

  /** Tells what waits here now, and keeps what waits for all peers within its limit. */
  void account() {
    count(unread() + yamux.queuedBytes());
    owner.limitWaiting();
  }

  /** Nothing waits any more. */
  void end() {
    count(0);
    isEnded = true;
  }

  /**
   * What waits on these streams and to be sent, times how long nothing got on: an honest peer ends
   * what it has begun, and reads what it is sent.
   */
  long burden(Collection<HostStream> streams, long now) {
    long unsent = yamux.queuedBytes() * (now - sentAt + 1);
    return unsent + streams.stream().mapToLong(stream -> stream.burden(now)).sum();
  }

  /** Counts a stream that the peer opens; if it opens too many, the connection is closed. */
  boolean isOpenAllowed() {
    boolean isAllowed = opens.take(context.now());
    if (!isAllowed) {
      Problem why =
          problem("Peer opens streams too fast").at("perSecond", context.limits().opensPerSecond());
      owner.misbehaved(connection.peer(), why, true);
      connection.close(why);
    }
    return isAllowed;
  }

  /** Resets the fullest of these streams while the peer has too much unread. */
  void limitUnread(Collection<HostStream> streams) {
    int most = context.limits().unreadOfPeer();
    if (unread() == 0 || owner.unreadOf(connection.peer()) <= most) {
      return;
    }
    Comparator<HostStream> byUnread = Comparator.comparingInt(HostStream::unread);
    for (HostStream stream : streams.stream().sorted(byUnread.reversed()).toList()) {
      if (owner.unreadOf(connection.peer()) <= most) {
        return;
      }
      context.counters().refused(Refusal.UNREAD);
      stream.reset(problem("Too much of a peer is unread").at("peer", connection.peer()));
    }
  }

  private void count(long now) {
    if (!isEnded) {
      context.counters().waiting(now - accounted);
      accounted = now;
    }
  }
}
