package io.debros.store.bitswap;

import static io.debros.store.bitswap.BitswapFixture.cid;
import static io.debros.store.bitswap.BitswapFixture.data;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.testing.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Nodes on a network with delays, where connections break and come back, some peers never answer,
 * and blocks turn up late: what a reachable peer has arrives, each fetch ends once, and nothing is
 * left over.
 */
class BitswapSimulationTest {
  private static final int BLOCKS = 120;

  @Test
  void fetch_whatAReachablePeerHas_arrivesOnceAndNothingIsLeft() {
    Property.check(60, random -> new Network(random).run());
  }

  /** The nodes, and what is on its way between them. */
  private static final class Network {
    private final RandomGenerator random;
    private final List<Node> nodes = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<String, Long> lastArrival = new HashMap<>();
    private final Map<String, Integer> connections = new HashMap<>();
    private long now = 1000;
    private long numbers;

    Network(RandomGenerator random) {
      this.random = random;
    }

    void run() {
      int count = 3 + random.nextInt(5);
      for (int index = 0; index < count; index++) {
        nodes.add(new Node(this, index));
      }
      Node stable = nodes.get(0);
      for (Node node : nodes.subList(1, count)) {
        connect(stable, node);
        node.isMute = node != nodes.get(1) && random.nextInt(4) == 0;
      }
      spreadBlocks();
      for (int step = 0; step < 200; step++) {
        later(random.nextInt(20_000), this::disturb);
      }
      runUntilQuiet();

      nodes.forEach(node -> node.check(stable));
      for (Node node : nodes) {
        for (Node other : nodes) {
          disconnect(node, other);
        }
      }
      runUntilQuiet();
      nodes.forEach(Node::checkEmpty);
    }

    /** Every block is with the stable node sooner or later, but for some that are nowhere. */
    private void spreadBlocks() {
      for (int number = 0; number < BLOCKS; number++) {
        int block = number;
        if (number % 10 != 0) {
          later(random.nextInt(3) == 0 ? random.nextInt(20_000) : 0, () -> nodes.get(0).has(block));
          any().has(block);
        }
      }
    }

    private void disturb() {
      Node one = any();
      Node other = any();
      switch (random.nextInt(6)) {
        case 0 -> connect(one, other);
        case 1 -> {
          if (one != nodes.get(0) && other != nodes.get(0)) {
            disconnect(one, other);
          }
        }
        case 2 -> one.cancelSome();
        default -> one.fetchSome(List.of(other.id, any().id));
      }
    }

    void send(Node from, Node to, byte[] message) {
      if (!connections.containsKey(link(from, to))) {
        return;
      }
      int connection = connections.get(link(from, to));
      String direction = from.name + ">" + to.name;
      long slow = random.nextInt(100) == 0 ? 2000 : 50;
      long at = Math.max(now + random.nextLong(slow), lastArrival.getOrDefault(direction, 0L));
      lastArrival.put(direction, at);
      later(
          at - now,
          () -> {
            if (connections.getOrDefault(link(from, to), -1) == connection) {
              from.bitswap.sent(to.id, message.length);
              from.settle();
              to.receive(from, message);
            }
          });
    }

    void later(long delay, Runnable action) {
      numbers++;
      events.add(new Event(now + delay, numbers, action));
    }

    private void connect(Node one, Node other) {
      if (one != other && !connections.containsKey(link(one, other))) {
        numbers++;
        connections.put(link(one, other), (int) numbers);
        one.connected(other);
        other.connected(one);
      }
    }

    private void disconnect(Node one, Node other) {
      if (connections.remove(link(one, other)) != null) {
        one.disconnected(other);
        other.disconnected(one);
      }
    }

    private void runUntilQuiet() {
      int count = 0;
      for (Event event = events.poll(); event != null; event = events.poll()) {
        now = event.at;
        event.action.run();
        count++;
        assertThat(count).as("events until it is quiet").isLessThan(500_000);
      }
    }

    private Node any() {
      return nodes.get(random.nextInt(nodes.size()));
    }

    private static String link(Node one, Node other) {
      return one.name < other.name ? one.name + "-" + other.name : other.name + "-" + one.name;
    }
  }

  private record Event(long at, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  /** One node; a mute one takes what comes and says nothing. */
  private static final class Node implements BitswapPerformer {
    private static final long NEVER = Long.MAX_VALUE;

    private final Network network;
    private final int name;
    private final PeerId id;
    private final Map<Cid, byte[]> store = new HashMap<>();
    private final Map<Cid, Long> storedAt = new HashMap<>();
    private final Map<Cid, Integer> pending = new HashMap<>();
    private final Map<Cid, Long> fetchedAt = new HashMap<>();
    private final Map<Cid, Long> failed = new HashMap<>();
    private final Bitswap bitswap;
    private long tickAt = Long.MAX_VALUE;
    private boolean isMute;

    Node(Network network, int name) {
      this.network = network;
      this.name = name;
      this.id = BitswapFixture.peer("node " + name);
      RandomGenerator random = network.random;
      int outstanding = 10 + random.nextInt(40);
      BitswapLimits limits =
          new BitswapLimits(
              outstanding,
              100,
              200,
              300,
              60 + random.nextInt(1000),
              100 + random.nextInt(3000),
              200 + random.nextInt(9000),
              1,
              1 << 20,
              1 + random.nextInt(50));
      BitswapTimes times =
          new BitswapTimes(
              Duration.ofMillis(random.nextInt(20)),
              Duration.ofMillis(150),
              Duration.ofSeconds(2),
              Duration.ofSeconds(30));
      this.bitswap = new Bitswap(limits, times, store::get, network.now);
    }

    void has(int block) {
      store.put(cid(block), data(block));
      storedAt.put(cid(block), network.now);
      bitswap.stored(List.of(cid(block)), network.now);
      settle();
    }

    void fetchSome(List<PeerId> preferred) {
      List<Cid> blocks = new ArrayList<>();
      int from = network.random.nextInt(BLOCKS);
      int to = Math.min(BLOCKS, from + network.random.nextInt(20));
      for (int number = from; number < to; number++) {
        blocks.add(cid(number));
        fetchedAt.put(cid(number), network.now);
        pending.merge(cid(number), 1, Integer::sum);
      }
      bitswap.fetch(blocks, preferred, network.now);
      settle();
    }

    /** One of those who wait for a block gives up. */
    void cancelSome() {
      List<Cid> blocks = List.copyOf(pending.keySet());
      if (!blocks.isEmpty()) {
        Cid block = blocks.get(network.random.nextInt(blocks.size()));
        pending.computeIfPresent(block, (key, count) -> count == 1 ? null : count - 1);
        bitswap.cancel(List.of(block), network.now);
        settle();
      }
    }

    void connected(Node other) {
      bitswap.connected(other.id, network.now);
      settle();
    }

    void disconnected(Node other) {
      bitswap.disconnected(other.id, network.now);
      settle();
    }

    void receive(Node from, byte[] message) {
      if (!isMute) {
        bitswap.received(from.id, message, network.now);
        settle();
      }
    }

    void settle() {
      for (BitswapAction next = bitswap.poll(); next != null; next = bitswap.poll()) {
        next.perform(this);
      }
      long next = bitswap.nextTick();
      if (next < tickAt) {
        tickAt = next;
        network.later(Math.max(0, next - network.now), () -> tick(next));
      }
    }

    private void tick(long due) {
      if (tickAt == due) {
        tickAt = Long.MAX_VALUE;
        bitswap.tick(network.now);
        settle();
      }
    }

    /** Everything ended; what failed was not with the stable node long enough. */
    void check(Node stable) {
      assertThat(pending).isEmpty();
      assertThat(bitswap.asked()).isEmpty();
      if (isMute) {
        return;
      }
      failed.forEach(
          (block, fetched) ->
              assertThat(stable == this || stable.storedAt.getOrDefault(block, NEVER) > fetched)
                  .as("block %s, which the stable node had when it was fetched", block)
                  .isTrue());
      assertThat(bitswap.statistics().unwanted()).isZero();
    }

    void checkEmpty() {
      BitswapStatistics statistics = bitswap.statistics();
      assertThat(statistics.wanted()).isZero();
      assertThat(statistics.wantedByPeers()).isZero();
      assertThat(statistics.awaited()).isZero();
      assertThat(statistics.queuedBytes()).isZero();
      assertThat(bitswap.nextTick()).isEqualTo(Long.MAX_VALUE);
    }

    @Override
    public void send(PeerId peer, byte[] message) {
      Node to =
          network.nodes.stream().filter(node -> node.id.equals(peer)).findFirst().orElseThrow();
      network.send(this, to, message);
    }

    @Override
    public void arrived(Cid block, byte[] bytes, @Nullable PeerId from) {
      assertThat(block.multihash().isOf(bytes)).isTrue();
      assertEnded(block);
      store.put(block, bytes);
      storedAt.putIfAbsent(block, network.now);
      bitswap.stored(List.of(block), network.now);
    }

    @Override
    public void unavailable(Cid block) {
      assertEnded(block);
      assertThat(network.now - fetchedAt.get(block)).isEqualTo(30_000);
      failed.put(block, fetchedAt.get(block));
    }

    private void assertEnded(Cid block) {
      assertThat(pending.remove(block)).as("who waits for %s", block).isNotNull();
    }

    @Override
    public void misbehaved(PeerId peer, Problem problem, boolean isBreach) {
      throw new AssertionError(problem.toString());
    }
  }
}
