package io.debros.store.libp2p.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.libp2p.gossipsub.GossipNetwork.Node;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.testing.Property;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** 3 to 50 routers on a network that is late and loses messages. */
class GossipSimulationTest {
  private static final String[] TOPICS = {"a", "b"};

  @Test
  void messages_onALossyNetwork_reachEverySubscriberOnce() {
    Property.check(
        12,
        random -> {
          GossipNetwork network = network(random, 3 + random.nextInt(48), 1 + random.nextInt(200));
          network.run(5_000);
          disturb(network, random);
          network.loss = random.nextDouble() * 0.02;
          network.run(75_000);

          assertMeshesSettled(network);
          publishAndCheck(network, random);
          assertMeshesSettled(network);
        });
  }

  @Test
  void meshes_ofFiftyRoutersThatAllKnowEachOther_areWithinTheirDegrees() {
    Property.check(
        2,
        random -> {
          GossipNetwork network = new GossipNetwork(random, 50, 20);
          for (Node node : network.nodes) {
            node.subscribe("a");
            network.nodes.subList(0, node.number).forEach(other -> network.connect(node, other));
            network.run(50);
          }
          network.run(20_000);

          for (Node node : network.nodes) {
            assertThat(node.router.mesh("a")).as("mesh of %s", node).hasSizeBetween(4, 12);
          }
          publishAndCheck(network, random);
        });
  }

  /** Everybody reaches everybody, over three or more neighbours. */
  private static GossipNetwork network(RandomGenerator random, int size, int maxDelay) {
    GossipNetwork network = new GossipNetwork(random, size, maxDelay);
    int neighbours = 2 + random.nextInt(12);
    for (Node node : network.nodes) {
      network.connect(node, network.nodes.get((node.number + 1) % size));
      for (int i = 0; i < neighbours; i++) {
        network.connect(node, any(network, random));
      }
      for (String topic : TOPICS) {
        if (random.nextInt(4) > 0) {
          node.subscribe(topic);
        }
      }
      network.run(random.nextInt(100));
    }
    return network;
  }

  /** Links break and come back; topics are left and joined again, too soon. */
  private static void disturb(GossipNetwork network, RandomGenerator random) {
    for (int i = 0; i < 30; i++) {
      Node node = any(network, random);
      Node other = any(network, random);
      String topic = TOPICS[random.nextInt(2)];
      if (network.isLinked(node, other)) {
        network.disconnect(node, other);
        network.run(random.nextInt(300));
        network.connect(other, node);
      } else if (node.topics.contains(topic)) {
        node.unsubscribe(topic);
        network.run(random.nextInt(300));
        node.subscribe(topic);
      }
      network.run(random.nextInt(300));
    }
  }

  /** No mesh is too big, and one is too small only if nobody else may be asked. */
  private static void assertMeshesSettled(GossipNetwork network) {
    for (Node node : network.nodes) {
      for (String topic : node.topics) {
        Set<?> mesh = node.router.mesh(topic);
        assertThat(mesh).hasSizeLessThanOrEqualTo(13);
        if (mesh.size() < 4) {
          assertThat(node.router.subscribers(topic))
              .as("subscribers of %s that %s may ask", topic, node)
              .allMatch(peer -> mesh.contains(peer) || mustWait(node, topic, network, peer));
        }
      }
    }
  }

  private static boolean mustWait(Node node, String topic, GossipNetwork network, PeerId peer) {
    long left = node.router.state().backoffs().left(topic, peer, network.now);
    return left > -2_000 || node.router.score(peer) < 0;
  }

  private static void publishAndCheck(GossipNetwork network, RandomGenerator random) {
    Map<Node, Map<String, Integer>> expected = new HashMap<>();
    network.nodes.forEach(node -> expected.put(node, new HashMap<>()));
    for (int i = 0; i < 20; i++) {
      byte[] data = new byte[random.nextInt(1_500)];
      random.nextBytes(data);
      String topic = TOPICS[random.nextInt(2)];
      Node author = any(network, random);
      for (Node reached : network.reachable(author, topic)) {
        expected.get(reached).merge(Arrays.hashCode(data) + topic, 1, Integer::sum);
      }
      author.publish(topic, data);
      network.run(random.nextInt(500));
    }
    network.run(20_000);

    for (Node node : network.nodes) {
      assertThat(node.delivered).as("%s", node).isEqualTo(expected.get(node));
    }
  }

  private static Node any(GossipNetwork network, RandomGenerator random) {
    return network.nodes.get(random.nextInt(network.nodes.size()));
  }
}
