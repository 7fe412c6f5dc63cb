package io.debros.store.network;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.Timer;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Dials the peers that are to be kept connected. Host thread only. */
final class KeptPeers {
  private final Host host;
  private final PeerKeeper keeper;
  private final boolean mayDiscover;
  private @Nullable Timer timer;
  private long timerAt = Long.MAX_VALUE;

  /**
   * @param mayDiscover whether {@link #discovered} may come
   */
  KeptPeers(Host host, List<Multiaddr> bootstrap, boolean mayDiscover, RandomGenerator random) {
    this.host = host;
    this.mayDiscover = mayDiscover;
    this.keeper =
        new PeerKeeper(host.id(), bootstrap, PeerKeeperSettings.defaults(), random, host.now());
  }

  /** Dials for the first time. */
  void start() {
    tick();
  }

  /** Whether peers may come without anybody asking for them. */
  boolean mayMeet() {
    return mayDiscover || !keeper.peers().isEmpty();
  }

  /** A peer was announced, who need not be there, nor be a peer. */
  void discovered(Multiaddr address) {
    if (address.endpoint() != null && address.peer() != null) {
      keeper.discovered(address, host.now());
      tick();
    }
  }

  void connected(PeerId peer) {
    keeper.connected(peer, host.now());
    schedule();
  }

  void disconnected(PeerId peer) {
    keeper.disconnected(peer, host.now());
    schedule();
  }

  private void tick() {
    timer = null;
    timerAt = Long.MAX_VALUE;
    keeper.tick(host.now()).forEach(this::dial);
    schedule();
  }

  private void dial(Multiaddr address) {
    host.dial(address)
        .whenComplete(
            (peer, failure) -> {
              if (failure == null) {
                keeper.dialled(address, peer, host.now());
              } else {
                keeper.failed(address, why(failure), host.now());
              }
              schedule();
            });
  }

  private static Problem why(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RuntimeException known
        ? Problems.of(known)
        : Problem.problem("Peer cannot be dialled").at("error", cause).advice("It is tried again");
  }

  private void schedule() {
    long due = keeper.nextTick();
    if (due == timerAt) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    timerAt = due;
    timer = due == Long.MAX_VALUE ? null : host.schedule(Math.max(0, due - host.now()), this::tick);
  }
}
