package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.peer.PeerId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which peers must not be asked into which mesh, and until when; also of peers that are gone.
 * Bounded: then the one that was set longest ago goes. One thread at a time.
 */
final class Backoffs {
  private final int most;
  private final Map<Key, Long> ends = new LinkedHashMap<>(); // set longest ago first

  Backoffs(int most) {
    this.most = most;
  }

  /** From now on for so long; one that ends later stays. */
  void add(String topic, PeerId peer, long now, long millis) {
    Key key = new Key(topic, peer);
    Long before = ends.remove(key);
    long end = now + millis;
    ends.put(key, before == null ? end : Math.max(before, end));
    if (ends.size() > most) {
      Iterator<Key> keys = ends.keySet().iterator();
      keys.next();
      keys.remove();
    }
  }

  /** Milliseconds that are left; 0 or less if there are none. */
  long left(String topic, PeerId peer, long now) {
    Long end = ends.get(new Key(topic, peer));
    return end == null ? Long.MIN_VALUE : end - now;
  }

  /** Forgets those that ended so long ago. */
  void expire(long now, long slackMillis) {
    ends.values().removeIf(end -> end + slackMillis <= now);
  }

  int size() {
    return ends.size();
  }

  private record Key(String topic, PeerId peer) {}
}
