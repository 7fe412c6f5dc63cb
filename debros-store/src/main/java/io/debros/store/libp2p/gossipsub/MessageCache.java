package io.debros.store.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the last heartbeats, to be offered and to be asked for; bounded in bytes: then the
 * oldest goes. One thread at a time.
 */
final class MessageCache {
  private final int historyWindows;
  private final int gossipWindows;
  private final int maxBytes;
  private final Map<MessageId, CachedMessage> messages = new LinkedHashMap<>(); // oldest first
  private long window;
  private long bytes;

  MessageCache(int historyWindows, int gossipWindows, int maxBytes) {
    this.historyWindows = historyWindows;
    this.gossipWindows = gossipWindows;
    this.maxBytes = maxBytes;
  }

  /** Keeps a message that is not kept yet. */
  void add(SignedMessage message, byte[] rpc) {
    CachedMessage cached = new CachedMessage(message, rpc, window);
    messages.put(message.id(), cached);
    bytes += cached.memory();
    Iterator<CachedMessage> oldest = messages.values().iterator();
    while (bytes > maxBytes) {
      remove(oldest);
    }
  }

  @Nullable CachedMessage find(MessageId id) {
    return messages.get(id);
  }

  /** What is to be offered, by topic. */
  Map<String, List<CachedMessage>> recent() {
    Map<String, List<CachedMessage>> recent = new LinkedHashMap<>();
    for (CachedMessage message : messages.values()) {
      if (message.window() > window - gossipWindows) {
        recent.computeIfAbsent(message.topic(), topic -> new ArrayList<>()).add(message);
      }
    }
    return recent;
  }

  /** The next window begins; the last one ends. */
  void shift() {
    window++;
    Iterator<CachedMessage> oldest = messages.values().iterator();
    while (oldest.hasNext() && isOver(messages.values().iterator().next())) {
      remove(oldest);
    }
  }

  long bytes() {
    return bytes;
  }

  private boolean isOver(CachedMessage message) {
    return message.window() <= window - historyWindows;
  }

  private void remove(Iterator<CachedMessage> oldest) {
    bytes -= oldest.next().memory();
    oldest.remove();
  }
}
