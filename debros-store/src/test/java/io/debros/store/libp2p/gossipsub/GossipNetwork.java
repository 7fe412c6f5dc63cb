package io.debros.store.libp2p.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.libp2p.gossipsub.GossipAction.Deliver;
import io.debros.store.libp2p.gossipsub.GossipAction.Misbehaved;
import io.debros.store.libp2p.gossipsub.GossipAction.Priority;
import io.debros.store.libp2p.gossipsub.GossipAction.Send;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Routers joined by links that are late, keep the order, and lose some of what may be lost, where
 * there are other ways. It watches that nobody sends GRAFT during a back-off that it set or was
 * told, and that nobody blames another.
 */
final class GossipNetwork {
  final List<Node> nodes = new ArrayList<>();
  long now = 1_000;
  double loss;
  private final RandomGenerator random;
  private final int maxDelay;
  private final Map<PeerId, Node> byId = new HashMap<>();
  private final Set<String> links = new HashSet<>();
  private final Map<String, Integer> cuts = new HashMap<>();
  private final Map<String, Long> lastArrival = new HashMap<>();
  private final Map<String, Long> noGraftBefore = new HashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
  private long order;

  GossipNetwork(RandomGenerator random, int size, int maxDelay) {
    this.random = random;
    this.maxDelay = maxDelay;
    for (int i = 0; i < size; i++) {
      Node node = new Node(i, new SplittableRandom(random.nextLong()));
      nodes.add(node);
      byId.put(node.id, node);
      at(node.router.nextHeartbeat(), node::heartbeat);
    }
  }

  void connect(Node dialer, Node listener) {
    if (dialer == listener || isLinked(dialer, listener)) {
      return;
    }
    links.add(link(dialer, listener));
    links.add(link(listener, dialer));
    String protocol = random.nextInt(3) == 0 ? "/meshsub/1.1.0" : "/meshsub/1.2.0";
    dialer.router.connected(listener.id, protocol, true, now);
    listener.router.connected(dialer.id, protocol, false, now);
    dialer.perform();
    listener.perform();
  }

  /** What is under way between them is lost. */
  void disconnect(Node first, Node second) {
    if (links.remove(link(first, second)) && links.remove(link(second, first))) {
      first.router.disconnected(second.id);
      second.router.disconnected(first.id);
      cuts.merge(link(first, second), 1, Integer::sum);
      cuts.merge(link(second, first), 1, Integer::sum);
    }
  }

  boolean isLinked(Node first, Node second) {
    return links.contains(link(first, second));
  }

  void run(long millis) {
    long end = now + millis;
    while (!events.isEmpty() && events.peek().time() <= end) {
      Event event = events.remove();
      now = event.time();
      event.task().run();
    }
    now = end;
  }

  /** All that can be reached from a node over subscribers of a topic, without the node. */
  Set<Node> reachable(Node from, String topic) {
    Set<Node> reached = new HashSet<>(Set.of(from));
    Deque<Node> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      Node next = open.remove();
      for (Node other : nodes) {
        if (other.topics.contains(topic) && isLinked(next, other) && reached.add(other)) {
          open.add(other);
        }
      }
    }
    reached.remove(from);
    return reached;
  }

  private void at(long time, Runnable task) {
    events.add(new Event(time, order++, task));
  }

  private void transmit(Node from, Send send) {
    Node to = byId.get(send.peer());
    watch(from, to, RpcReader.read(send.rpc()));
    if (send.priority() != Priority.ESSENTIAL
        && random.nextDouble() < loss
        && isDense(from)
        && isDense(to)) {
      return;
    }
    String link = link(from, to);
    long arrival = Math.max(now + random.nextInt(maxDelay + 1), lastArrival.getOrDefault(link, 0L));
    lastArrival.put(link, arrival);
    int cut = cuts.getOrDefault(link, 0);
    at(
        arrival,
        () -> {
          if (isLinked(from, to) && cut == cuts.getOrDefault(link, 0)) {
            to.receive(from, send.rpc());
          }
        });
  }

  /** Both sides of a PRUNE must wait: the sender from now on, the other once it has it. */
  private void watch(Node from, Node to, Rpc rpc) {
    for (String topic : rpc.grafts()) {
      assertThat(noGraftBefore.getOrDefault(link(from, to) + topic, 0L))
          .as("end of the back-off when %s asks %s", from, to)
          .isLessThanOrEqualTo(now);
    }
    rpc.prunes().forEach(prune -> wait(from, to, prune));
  }

  private void wait(Node asking, Node asked, Rpc.Prune prune) {
    noGraftBefore.merge(
        link(asking, asked) + prune.topic(), now + prune.seconds() * 1000, Math::max);
  }

  /** Whether there are many ways to the node: gossip heals no loss on the only one. */
  private boolean isDense(Node node) {
    return nodes.stream()
            .filter(other -> isLinked(node, other) && other.topics.containsAll(node.topics))
            .count()
        >= 8;
  }

  private static String link(Node from, Node to) {
    return from.number + ">" + to.number + " ";
  }

  private record Event(long time, long order, Runnable task) {}

  /** One router and what it delivered. */
  final class Node {
    final int number;
    final PeerId id;
    final Gossipsub router;
    final Set<String> topics = new HashSet<>();
    final Map<String, Integer> delivered = new LinkedHashMap<>();

    Node(int number, RandomGenerator random) {
      PrivateKey key = Rpcs.key(number);
      this.number = number;
      this.id = key.peerId();
      this.router =
          new Gossipsub(key, GossipParameters.defaults(), GossipLimits.defaults(), random, now, 1L);
    }

    void subscribe(String topic) {
      topics.add(topic);
      router.subscribe(topic, now);
      perform();
    }

    void unsubscribe(String topic) {
      topics.remove(topic);
      router.unsubscribe(topic, now);
      perform();
    }

    void publish(String topic, byte[] data) {
      router.publish(topic, data, now);
      perform();
    }

    private void heartbeat() {
      router.heartbeat(now);
      perform();
      at(router.nextHeartbeat(), this::heartbeat);
    }

    private void receive(Node from, byte[] rpc) {
      for (Rpc.Prune prune : RpcReader.read(rpc).prunes()) {
        GossipNetwork.this.wait(this, from, prune);
      }
      router.received(from.id, rpc, now);
      perform();
    }

    private void perform() {
      for (GossipAction action = router.poll(); action != null; action = router.poll()) {
        if (action instanceof Send send) {
          transmit(this, send);
        } else if (action instanceof Deliver deliver) {
          delivered.merge(Arrays.hashCode(deliver.data()) + deliver.topic(), 1, Integer::sum);
        } else {
          assertThat(action).isNotInstanceOf(Misbehaved.class);
        }
      }
    }

    @Override
    public String toString() {
      return "node " + number;
    }
  }
}
