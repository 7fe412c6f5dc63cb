package io.debros.store.network;

import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/*
 * A head that fits into no data frame of the first window would break the exchange at a JavaScript
 * peer (libp2p.md section 10.3). Pubsub takes everything that a log takes, and whoever gets a head
 * there does with it as with an update. So what an exchange has left out follows it there, to that
 * peer alone, once for each time that it is connected.
 */
/** Tells peers the heads that are too long for a heads exchange. Host thread only. */
final class LongHeads {
  /** Our pubsub stream to the peer may open a little later than that for heads. */
  private static final int TRIES = 30;

  private static final long PAUSE_MILLIS = 1_000;

  private final Host host;
  private final PubsubStreams pubsub;
  private final Map<PeerId, Set<Cid>> told = new HashMap<>();

  LongHeads(Host host, PubsubStreams pubsub) {
    this.host = host;
    this.pubsub = pubsub;
  }

  /** An exchange with a peer has left these out. */
  void tell(PeerId peer, Address database, List<Entry> heads) {
    if (heads.isEmpty() || !host.isConnected(peer)) {
      return;
    }
    Set<Cid> before = told.computeIfAbsent(peer, first -> new HashSet<>());
    for (Entry head : heads) {
      if (before.add(head.hash())) {
        send(peer, database, head, TRIES);
      }
    }
  }

  /** It may have forgotten everything when it comes again. */
  void disconnected(PeerId peer) {
    told.remove(peer);
  }

  private void send(PeerId peer, Address database, Entry head, int tries) {
    Set<Cid> those = told.get(peer);
    if (those == null || !those.contains(head.hash())) {
      return; // it has gone meanwhile
    }
    if (pubsub.publishTo(peer, database.toString(), head.bytes())) {
      return;
    }
    if (tries > 0) {
      host.schedule(PAUSE_MILLIS, () -> send(peer, database, head, tries - 1));
    } else {
      those.remove(head.hash()); // the next exchange tries again
    }
  }
}
