package io.debros.store.libp2p.gossipsub;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All topics that this node or a connected peer subscribes to; those of peers alone are bounded.
 * One thread at a time.
 */
final class Topics {
  /** Of the names of topics, in characters. */
  private static final long MOST_NAMES = 32L << 20;

  private final int most;
  private final Map<String, Topic> all = new LinkedHashMap<>();
  private final Map<String, Topic> joined = new LinkedHashMap<>();
  private long names;

  Topics(int most) {
    this.most = most;
  }

  @Nullable Topic find(String name) {
    return all.get(name);
  }

  /** A topic of this node; null if it does not subscribe. */
  @Nullable Topic findJoined(String name) {
    return joined.get(name);
  }

  /** The topics of this node. */
  Collection<Topic> joined() {
    return joined.values();
  }

  /** A topic of this node from now on. */
  Topic join(String name) {
    Topic topic = all.computeIfAbsent(name, this::created);
    topic.join();
    joined.put(name, topic);
    return topic;
  }

  /** A topic of this node no longer. */
  void leave(Topic topic) {
    joined.remove(topic.name());
    topic.leave();
    removeUnused(topic);
  }

  /** A topic that a peer subscribes to; null if there is no room for another. */
  @Nullable Topic findOrAdd(String name) {
    Topic topic = all.get(name);
    if (topic == null && hasRoomFor(name)) {
      topic = created(name);
      all.put(name, topic);
    }
    return topic;
  }

  /** Forgets a topic for which nobody cares. */
  void removeUnused(Topic topic) {
    if (topic.isUnused()) {
      all.remove(topic.name());
      names -= topic.name().length();
    }
  }

  private boolean hasRoomFor(String name) {
    return all.size() - joined.size() < most && names + name.length() <= MOST_NAMES;
  }

  private Topic created(String name) {
    names += name.length();
    return new Topic(name);
  }

  Collection<Topic> all() {
    return all.values();
  }

  int size() {
    return all.size();
  }
}
