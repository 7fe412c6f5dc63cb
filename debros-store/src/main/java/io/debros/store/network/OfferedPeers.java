package io.debros.store.network;

import io.debros.store.libp2p.gossipsub.GossipAction.PeersOffered;
import io.debros.store.libp2p.host.ConnectionInfo;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PeerRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A record proves whose addresses they are, not that they lead to a peer: whoever makes a key can
 * name any address in the world, or in our own network. So few are dialled, none twice within some
 * time, no names, and nothing that is nearer to this node than the peer that named it.
 */
/** Dials peers that others offer. Host thread only. */
final class OfferedPeers {
  /** Of one offer. */
  static final int MOST_OF_OFFER = 4;

  /** In any minute. */
  static final int MOST_IN_MINUTE = 12;

  private static final int MOST_ADDRESSES = 4;
  private static final int MOST_REMEMBERED = 1_000;
  private static final long MINUTE = 60_000;
  private static final long NOT_AGAIN_MILLIS = 10 * MINUTE;

  private static final Logger LOG = LoggerFactory.getLogger(OfferedPeers.class);

  private final Host host;
  private final Deque<Long> recent = new ArrayDeque<>();
  private final Map<PeerId, Long> tried = new LinkedHashMap<>(); // longest ago first

  OfferedPeers(Host host) {
    this.host = host;
  }

  /** Dials some of those that are offered, and are not known. */
  void offered(PeersOffered offer) {
    Reach reach = reachOf(offer.source());
    int dialled = 0;
    for (PeerRecord record : offer.records()) {
      List<Multiaddr> addresses = addresses(record, reach);
      if (dialled < MOST_OF_OFFER && !addresses.isEmpty() && isToBeTried(record.peer())) {
        dialled++;
        dial(new ArrayDeque<>(addresses));
      }
    }
  }

  /** Also remembers that it is. */
  private boolean isToBeTried(PeerId peer) {
    long now = host.now();
    recent.removeIf(time -> time + MINUTE <= now);
    tried.values().removeIf(time -> time + NOT_AGAIN_MILLIS <= now);
    boolean isNew =
        recent.size() < MOST_IN_MINUTE
            && tried.size() < MOST_REMEMBERED
            && !tried.containsKey(peer)
            && !host.isConnected(peer);
    if (isNew) {
      recent.add(now);
      tried.put(peer, now);
    }
    return isNew;
  }

  private void dial(Deque<Multiaddr> addresses) {
    Multiaddr next = addresses.poll();
    if (next == null) {
      return;
    }
    host.dial(next)
        .whenComplete(
            (peer, failure) -> {
              if (failure != null) {
                LOG.debug("Peer that was offered cannot be dialled {address={}}", next, failure);
                dial(addresses);
              }
            });
  }

  private static List<Multiaddr> addresses(PeerRecord record, Reach least) {
    return record.addresses().stream()
        .filter(address -> isWithin(address, record.peer(), least))
        .map(address -> address.withPeer(record.peer()))
        .distinct()
        .limit(MOST_ADDRESSES)
        .toList();
  }

  private static boolean isWithin(Multiaddr address, PeerId peer, Reach least) {
    Endpoint endpoint = address.endpoint();
    if (endpoint == null || (endpoint.peer() != null && !endpoint.peer().equals(peer))) {
      return false;
    }
    Reach reach = Reach.of(endpoint);
    return reach != null && reach.compareTo(least) >= 0;
  }

  /** How near the peer is that offers others; it may be known by several addresses. */
  private Reach reachOf(PeerId source) {
    Reach nearest = Reach.WORLD;
    for (ConnectionInfo connection : host.connections()) {
      Endpoint endpoint = connection.address().endpoint();
      Reach reach =
          endpoint == null || !connection.peer().equals(source) ? null : Reach.of(endpoint);
      if (reach != null && reach.compareTo(nearest) < 0) {
        nearest = reach;
      }
    }
    return nearest;
  }
}
