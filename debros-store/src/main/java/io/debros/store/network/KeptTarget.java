package io.debros.store.network;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One peer of a {@link PeerKeeper}: its addresses, tried in rounds. One thread at a time. */
final class KeptTarget {
  private final Set<Multiaddr> configured = new LinkedHashSet<>();
  private final Set<Multiaddr> discovered = new LinkedHashSet<>(); // the newest one last
  private final Deque<Multiaddr> round = new ArrayDeque<>();
  private @Nullable Multiaddr dialling;

  @Nullable PeerId peer;
  @Nullable Problem lastProblem;
  int failedRounds;
  long notBefore;
  long seen;
  long connectedAt;

  KeptTarget(@Nullable PeerId peer, long now) {
    this.peer = peer;
    this.notBefore = now;
    this.seen = now;
  }

  boolean isBootstrap() {
    return !configured.isEmpty();
  }

  boolean isDialling() {
    return dialling != null;
  }

  void configure(Multiaddr address) {
    configured.add(address);
  }

  /** Takes an address as the newest one; the oldest one goes if there are too many. */
  void discover(Multiaddr address, int most, long now) {
    seen = now;
    if (configured.contains(address)) {
      return;
    }
    if (!discovered.remove(address)) {
      notBefore = Math.min(notBefore, now);
      round.addFirst(address);
    }
    discovered.add(address);
    if (discovered.size() > most) {
      Multiaddr oldest = discovered.iterator().next();
      discovered.remove(oldest);
      round.remove(oldest);
    }
  }

  /** Where to dial next; starts a round if the last one is over. */
  Multiaddr next() {
    if (round.isEmpty()) {
      round.addAll(addresses());
    }
    return round.getFirst();
  }

  Endpoint nextEndpoint() {
    return Objects.requireNonNull(next().endpoint(), "only addresses that can be dialled are kept");
  }

  Multiaddr dial() {
    dialling = next();
    return round.removeFirst();
  }

  /** Whether that was the last address of the round. */
  boolean fail(Problem why) {
    dialling = null;
    lastProblem = why;
    return round.isEmpty();
  }

  /** An address led to a peer; if not to the one before, what was announced of that is void. */
  void succeed(PeerId found) {
    if (!found.equals(peer)) {
      discovered.clear();
    }
    peer = found;
    dialling = null;
    lastProblem = null;
    round.clear();
  }

  /** Configured ones in their order, then discovered ones, the newest one first. */
  List<Multiaddr> addresses() {
    List<Multiaddr> newestFirst = new ArrayList<>(discovered);
    Collections.reverse(newestFirst);
    List<Multiaddr> all = new ArrayList<>(configured);
    all.addAll(newestFirst);
    return all;
  }
}
