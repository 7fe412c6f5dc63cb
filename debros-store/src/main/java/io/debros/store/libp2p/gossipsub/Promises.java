package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.peer.PeerId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages that were offered and asked for: whoever offers a message must have it. One message of
 * each IWANT stands for all, so this is bounded by the number of those. One thread at a time.
 */
final class Promises {
  private final Map<MessageId, Map<PeerId, Long>> ends = new LinkedHashMap<>();

  /** The peer has until then; a promise that it gave earlier stands. */
  void add(PeerId peer, MessageId id, long end) {
    ends.computeIfAbsent(id, asked -> new LinkedHashMap<>()).putIfAbsent(peer, end);
  }

  /** The message came, from whomever. */
  void kept(MessageId id) {
    ends.remove(id);
  }

  /** Forgets a peer that is gone. */
  void forget(PeerId peer) {
    ends.values().forEach(peers -> peers.remove(peer));
    ends.values().removeIf(Map::isEmpty);
  }

  /** Promises whose time is up, by peer; they are over. */
  Map<PeerId, Integer> takeBroken(long now) {
    Map<PeerId, Integer> broken = new LinkedHashMap<>();
    ends.values().forEach(peers -> takeBroken(peers, now, broken));
    ends.values().removeIf(Map::isEmpty);
    return broken;
  }

  int size() {
    return ends.size();
  }

  private static void takeBroken(Map<PeerId, Long> peers, long now, Map<PeerId, Integer> broken) {
    Iterator<Map.Entry<PeerId, Long>> entries = peers.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<PeerId, Long> entry = entries.next();
      if (entry.getValue() <= now) {
        broken.merge(entry.getKey(), 1, Integer::sum);
        entries.remove();
      }
    }
  }
}
