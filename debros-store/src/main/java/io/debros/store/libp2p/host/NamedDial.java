package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.DebrosException;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Dials what a name stands for, one address after the other, until a peer is there. Host thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the channel
final class NamedDial {
  private static final int MOST_ADDRESSES = 8;

  private final HostContext context;
  private final Peers peers;
  private final Dialer dialer;
  private final Dial.Tools tools;
  private final Multiaddr name;
  private final CompletableFuture<PeerId> result;
  private final Deque<Multiaddr> candidates = new ArrayDeque<>();
  private @Nullable Throwable last;

  NamedDial(
      HostContext context,
      Peers peers,
      Dialer dialer,
      Dial.Tools tools,
      Multiaddr name,
      CompletableFuture<PeerId> result) {
    this.context = context;
    this.peers = peers;
    this.dialer = dialer;
    this.tools = tools;
    this.name = name;
    this.result = result;
  }

  /** Starts; the result is completed in the end. */
  void start() {
    tools.names().resolve(name).whenComplete(this::resolved);
  }

  private void resolved(List<Multiaddr> found, @Nullable Throwable why) {
    if (why != null) {
      result.completeExceptionally(why);
      return;
    }
    found.stream().limit(MOST_ADDRESSES).forEach(candidates::add);
    next();
  }

  private void next() {
    if (result.isDone()) {
      return; // the host was closed meanwhile
    }
    Multiaddr candidate = candidates.poll();
    Endpoint endpoint = candidate == null ? null : candidate.endpoint();
    if (candidate == null || endpoint == null) {
      result.completeExceptionally(unreachable());
      return;
    }
    PeerId peer = endpoint.peer();
    RuntimeException refused = dialer.refusal(candidate, peer);
    if (refused != null) {
      ended(null, refused);
      return;
    }
    if (peer != null && peers.isConnected(peer)) {
      result.complete(peer);
      return;
    }
    CompletableFuture<PeerId> attempt = new CompletableFuture<>();
    attempt.whenComplete(this::ended);
    new Dial(context, peers, tools, candidate, endpoint, attempt).start();
  }

  private void ended(@Nullable PeerId peer, @Nullable Throwable why) {
    if (why == null) {
      result.complete(peer);
    } else {
      last = why;
      next();
    }
  }

  private Throwable unreachable() {
    return last instanceof DebrosException known
        ? known
        : new UnreachableException(
            problem("No address of a name leads to its peer").at("address", name), last);
  }
}
