package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.error.ClosedException;
import io.debros.store.error.Problem;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Dials each peer and address once at a time. Host thread. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the channel
final class Dialer {
  private final HostContext context;
  private final Peers peers;
  private final Dial.Tools tools;

  /** By peer; by address if that does not say which peer. */
  private final Map<Object, Running> running = new HashMap<>();

  private @Nullable Problem closed;

  Dialer(HostContext context, Peers peers, Dial.Tools tools) {
    this.context = context;
    this.peers = peers;
    this.tools = tools;
  }

  /**
   * A dial that is going on.
   *
   * @param result to be completed
   * @param done is completed next, when the dial is not among those going on any more
   */
  private record Running(
      Multiaddr address, CompletableFuture<PeerId> result, CompletableFuture<PeerId> done) {}

  /** See {@link Host#dial}. */
  CompletionStage<PeerId> dial(Multiaddr address) {
    Endpoint endpoint = address.endpoint();
    if (endpoint == null) {
      Problem why =
          problem("Address cannot be dialled")
              .at("address", address)
              .advice("Give one like /ip4/192.0.2.1/tcp/4001/p2p/12D3KooW…");
      return CompletableFuture.failedFuture(new IllegalArgumentException(why.toString()));
    }
    PeerId peer = endpoint.peer();
    RuntimeException refused = refusal(address, peer);
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
    PeerId present = peer == null || !peers.isConnected(peer) ? peers.findAt(address) : peer;
    if (present != null) {
      return CompletableFuture.completedFuture(present);
    }
    return dial(address, endpoint, peer == null ? address : peer);
  }

  /** Gives all dials up. */
  void close(Problem why) {
    closed = why;
    List.copyOf(running.values())
        .forEach(dial -> dial.result.completeExceptionally(new ClosedException(why)));
  }

  private CompletionStage<PeerId> dial(Multiaddr address, Endpoint endpoint, Object key) {
    Running before = running.get(key);
    if (before == null) {
      CompletableFuture<PeerId> result = new CompletableFuture<>();
      CompletableFuture<PeerId> done = result.whenComplete((peer, why) -> running.remove(key));
      running.put(key, new Running(address, result, done));
      if (endpoint.kind() == Endpoint.Kind.DNSADDR) {
        new NamedDial(context, peers, this, tools, address, result).start();
      } else {
        new Dial(context, peers, tools, address, endpoint, result).start();
      }
      return done;
    }
    return before.address.equals(address)
        ? before.done
        : before.done.exceptionallyCompose(failed -> dial(address));
  }

  /** Why nobody is to be dialled there; null if that is all right. */
  @Nullable RuntimeException refusal(Multiaddr address, @Nullable PeerId peer) {
    if (closed != null) {
      return new ClosedException(closed);
    }
    if (peer == null) {
      return null;
    }
    if (peer.equals(context.id())) {
      Problem why = problem("Peer is this node itself").at("address", address);
      return new BadPeerException(why, Fault.WRONG_PEER);
    }
    Refused refused = peers.refusal(peer);
    return refused == null ? null : new UnreachableException(refused.problem(), null);
  }
}
