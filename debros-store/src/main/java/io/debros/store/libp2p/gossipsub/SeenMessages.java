package io.debros.store.libp2p.gossipsub;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages of the last minutes, so that each is delivered once; bounded. One thread at a time. */
final class SeenMessages {
  private final int most;
  private final long keptMillis;
  private final Map<MessageId, Long> since = new LinkedHashMap<>(); // oldest first

  SeenMessages(int most, long keptMillis) {
    this.most = most;
    this.keptMillis = keptMillis;
  }

  boolean contains(MessageId id) {
    return since.containsKey(id);
  }

  /** Remembers a message that is not known. */
  void add(MessageId id, long now) {
    since.put(id, now);
    if (since.size() > most) {
      removeOldest();
    }
  }

  /** Forgets what is old enough. */
  void expire(long now) {
    Iterator<Long> times = since.values().iterator();
    while (times.hasNext() && times.next() + keptMillis <= now) {
      times.remove();
    }
  }

  int size() {
    return since.size();
  }

  private void removeOldest() {
    Iterator<MessageId> ids = since.keySet().iterator();
    ids.next();
    ids.remove();
  }
}
