package io.debros.store.network;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 *   waiting  -- tick, when it is time: next address --> dialling
 *   dialling -- dialled --> connected;  -- failed --> waiting: for the next address not at all,
 *               after the last one for 1 s, 2 s, 4 s … 1 min
 *   connected -- disconnected --> waiting: 1 s, or as long as before if it did not last
 */
/**
 * Keeps peers connected: those that are configured for good, those that are discovered as long as
 * they are announced or connected. It decides when to dial which address; who owns it dials, and
 * tells how it ended, and of every peer that comes and goes. Peers that connected by themselves
 * need no dial. Time is in milliseconds. One thread at a time.
 */
public final class PeerKeeper {
  /** A connection that ended sooner was not worth much: the next dial waits as after a failure. */
  private static final long LASTING = 10_000;

  private final PeerId self;
  private final PeerKeeperSettings settings;
  private final RandomGenerator random;
  private final DialPace pace;
  private final List<KeptTarget> targets = new ArrayList<>();
  private final Map<Multiaddr, KeptTarget> dials = new HashMap<>();
  private final Set<PeerId> connected = new HashSet<>();

  /**
   * Starts with the configured peers, all of them to be dialled at once.
   *
   * @param bootstrap addresses of a peer are those that end in its id; one that names no peer
   *     stands for whoever answers there; those of this node itself are left out
   * @throws IllegalArgumentException if an address cannot be dialled
   */
  public PeerKeeper(
      PeerId self,
      List<Multiaddr> bootstrap,
      PeerKeeperSettings settings,
      RandomGenerator random,
      long now) {
    this.self = self;
    this.settings = settings;
    this.random = random;
    this.pace = new DialPace(settings.dialsPerSecond());
    new LinkedHashSet<>(bootstrap).forEach(address -> configure(address, now));
  }

  /**
   * Takes an address that somebody announced: again and again is fine.
   *
   * @throws IllegalArgumentException if it cannot be dialled, or names no peer
   */
  public void discovered(Multiaddr address, long now) {
    PeerId peer = requireDialable(address).peer();
    if (peer == null) {
      throw refused("Address that was discovered names no peer", address);
    }
    if (peer.equals(self)) {
      return;
    }
    KeptTarget target = find(peer);
    if (target == null && hasRoom()) {
      target = new KeptTarget(peer, now);
      targets.add(target);
    }
    if (target != null) {
      target.discover(address, settings.addressesPerPeer(), now);
    }
  }

  /**
   * What to dial now. Each address must end in {@link #dialled} or {@link #failed}; it is not given
   * again before.
   */
  public List<Multiaddr> tick(long now) {
    pace.tick(now);
    targets.removeIf(target -> now >= forgetAt(target));
    List<KeptTarget> longestDueFirst = new ArrayList<>(targets);
    longestDueFirst.sort(Comparator.comparingLong(target -> target.notBefore));
    List<Multiaddr> addresses = new ArrayList<>();
    for (KeptTarget target : longestDueFirst) {
      if (dialAt(target) <= now) {
        pace.dialled(target.nextEndpoint(), now);
        Multiaddr address = target.dial();
        dials.put(address, target);
        addresses.add(address);
      }
    }
    return addresses;
  }

  /** When {@link #tick} has something to do; {@link Long#MAX_VALUE} if an event must come first. */
  public long nextTick() {
    long next = Long.MAX_VALUE;
    for (KeptTarget target : targets) {
      next = Math.min(next, Math.min(dialAt(target), forgetAt(target)));
    }
    return next;
  }

  /** A dial led to a peer; {@link #connected} may come before or after, or have come long ago. */
  public void dialled(Multiaddr address, PeerId peer, long now) {
    KeptTarget target = dials.remove(address);
    if (target != null) {
      target.succeed(peer);
      target.notBefore = now + settings.retryIn(target.failedRounds, random);
    }
  }

  /** A dial led nowhere. */
  public void failed(Multiaddr address, Problem why, long now) {
    KeptTarget target = dials.remove(address);
    if (target == null) {
      return;
    }
    if (target.fail(why)) {
      target.failedRounds++;
      target.notBefore = now + settings.retryIn(target.failedRounds, random);
    } else {
      target.notBefore = now;
    }
  }

  /** A peer has its first connection, in either direction; any peer, not just those kept. */
  public void connected(PeerId peer, long now) {
    connected.add(peer);
    of(peer).forEach(target -> target.connectedAt = now);
  }

  /** The last connection of a peer is gone. */
  public void disconnected(PeerId peer, long now) {
    connected.remove(peer);
    for (KeptTarget target : of(peer)) {
      target.failedRounds = now - target.connectedAt < LASTING ? target.failedRounds + 1 : 1;
      target.notBefore = now + settings.retryIn(target.failedRounds, random);
      target.seen = now;
    }
  }

  /** All peers that are kept, in the order in which they became known. */
  public List<KeptPeer> peers() {
    return targets.stream().map(this::shown).toList();
  }

  private KeptPeer shown(KeptTarget target) {
    return new KeptPeer(
        target.peer,
        target.addresses(),
        target.isBootstrap(),
        isConnected(target),
        target.failedRounds,
        target.lastProblem);
  }

  private void configure(Multiaddr address, long now) {
    PeerId peer = requireDialable(address).peer();
    if (self.equals(peer)) {
      return;
    }
    KeptTarget target = peer == null ? null : find(peer);
    if (target == null) {
      target = new KeptTarget(peer, now);
      targets.add(target);
    }
    target.configure(address);
  }

  private boolean hasRoom() {
    long count = targets.stream().filter(target -> !target.isBootstrap()).count();
    return count < settings.discoveredPeers() || forgetOne();
  }

  /** Forgets the discovered peer that failed most often; false if none did. */
  private boolean forgetOne() {
    return targets.stream()
        .filter(target -> !target.isBootstrap() && isWaiting(target) && target.failedRounds > 0)
        .max(Comparator.comparingInt(target -> target.failedRounds))
        .map(targets::remove)
        .orElse(false);
  }

  private long dialAt(KeptTarget target) {
    boolean mustWait = !isWaiting(target) || dials.size() >= settings.dialsAtOnce();
    return mustWait || dials.containsKey(target.next())
        ? Long.MAX_VALUE
        : Math.max(target.notBefore, pace.freeAt(target.nextEndpoint()));
  }

  private long forgetAt(KeptTarget target) {
    return target.isBootstrap() || !isWaiting(target)
        ? Long.MAX_VALUE
        : target.seen + settings.forgetAfter().toMillis();
  }

  private boolean isWaiting(KeptTarget target) {
    return !target.isDialling() && !isConnected(target);
  }

  private boolean isConnected(KeptTarget target) {
    return target.peer != null && connected.contains(target.peer);
  }

  private @Nullable KeptTarget find(PeerId peer) {
    return of(peer).stream().findFirst().orElse(null);
  }

  private List<KeptTarget> of(PeerId peer) {
    return targets.stream().filter(target -> peer.equals(target.peer)).toList();
  }

  private static Multiaddr requireDialable(Multiaddr address) {
    if (address.endpoint() == null) {
      throw refused("Address of a peer cannot be dialled", address);
    }
    return address;
  }

  private static IllegalArgumentException refused(String sentence, Multiaddr address) {
    return new IllegalArgumentException(
        problem(sentence)
            .at("address", address)
            .advice("Give it in the form /ip4/192.0.2.1/tcp/4001/p2p/12D3KooW…")
            .toString());
  }
}
