package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that nobody has asked for yet, by the peers that named them: in the order in which they
 * were named, and peers take turns, so that none can keep the others' waiting. One thread at a
 * time.
 */
final class Wants {
  private final Map<PeerId, Deque<Node>> queues = new LinkedHashMap<>();

  void add(Node node) {
    queues.computeIfAbsent(node.source, peer -> new ArrayDeque<>()).add(node);
  }

  boolean isEmpty() {
    return queues.isEmpty();
  }

  /**
   * The next one.
   *
   * @param allowed peers that may have more asked for
   * @return null if there is none
   */
  @Nullable Node poll(Predicate<PeerId> allowed) {
    for (Map.Entry<PeerId, Deque<Node>> queue : queues.entrySet()) {
      if (allowed.test(queue.getKey())) {
        return poll(queue.getKey(), queue.getValue());
      }
    }
    return null;
  }

  Stream<Node> stream() {
    return queues.values().stream().flatMap(Collection::stream);
  }

  /** Takes out those that are not needed any more from the beginning of each queue. */
  void dropUnneeded(Predicate<Node> unneeded) {
    queues.values().removeIf(queue -> isEmptyWithout(queue, unneeded));
  }

  void clear() {
    queues.clear();
  }

  private Node poll(PeerId peer, Deque<Node> queue) {
    queues.remove(peer);
    Node node = queue.remove();
    if (!queue.isEmpty()) {
      queues.put(peer, queue);
    }
    return node;
  }

  private static boolean isEmptyWithout(Deque<Node> queue, Predicate<Node> unneeded) {
    while (!queue.isEmpty() && unneeded.test(queue.element())) {
      queue.remove();
    }
    return queue.isEmpty();
  }
}
