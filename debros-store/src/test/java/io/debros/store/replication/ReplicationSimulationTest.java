package io.debros.store.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.status.DatabaseStatus;
import io.debros.store.testing.Property;
import io.debros.store.testing.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Nodes that write all the time while links lose, delay, duplicate and reorder, nodes crash and the
 * network is cut: when that is over, all have the same. {@code -Ddebros.sim.seeds=} says how many
 * such stories there are.
 */
class ReplicationSimulationTest {
  private static final int STORIES = Scale.of("debros.sim.seeds", 50);

  /** How often a property is checked for each try, which is not meant for stories. */
  private static final int FACTOR = Scale.of("debros.tries.factor", 1);

  private static final ReplicationTimes TIMES =
      new ReplicationTimes(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofSeconds(20));

  private static final ReplicationLimits SMALL =
      ReplicationLimits.defaults()
          .withBytes(40_000, 20_000, 5_000, 10_000)
          .withJoins(3, 4_000)
          .withMaxOutstanding(5)
          .withMaxPulls(1);

  @Test
  void anyStory_afterHealing_allNodesHaveTheSame() {
    Property.check(STORIES / FACTOR, random -> new Story(random, limits(random)).play());
  }

  @Test
  void anyStory_playedAgainFromItsSeed_isTheSame() {
    long seed = System.nanoTime();

    List<Object> first = new Story(new SplittableRandom(seed), SMALL).play();
    List<Object> second = new Story(new SplittableRandom(seed), SMALL).play();

    assertThat(second).isEqualTo(first);
  }

  /** The usual limits, or such that histories are fetched in many small pieces. */
  private static ReplicationLimits limits(RandomGenerator random) {
    return random.nextBoolean() ? ReplicationLimits.defaults() : SMALL;
  }

  private static final class Story {
    private static final int STEPS = 40;

    private final RandomGenerator random;
    private final SimulatedNetwork network;
    private final Set<Cid> acknowledged = new HashSet<>();
    private int entries;

    Story(RandomGenerator random, ReplicationLimits limits) {
      this.random = random;
      this.network = new SimulatedNetwork(random);
      for (int i = 2 + random.nextInt(4); i > 0; i--) {
        network.add(new SimulatedPeer("peer " + i, network, Story::open, limits, TIMES));
      }
    }

    /** Plays it, and returns what it came to. */
    List<Object> play() {
      try {
        for (int step = 0; step < STEPS; step++) {
          step();
          network.run(random.nextInt(2_000));
        }
        heal();
        network.run(180_000);
        assertConverged();
        assertNoStorm();
        return List.of(network.messages(), state(network.peers().get(0)));
      } finally {
        network.peers().forEach(SimulatedPeer::close);
      }
    }

    private void step() {
      SimulatedPeer peer = any();
      switch (random.nextInt(12)) {
        case 0 -> network.weather(random.nextDouble() * 0.4, 1 + random.nextLong(400));
        case 1 -> network.partition(1 + random.nextInt(3));
        case 2 -> {
          if (peer.isUp()) {
            network.crash(peer);
          } else {
            network.restart(peer);
          }
        }
        default -> write(peer);
      }
    }

    private void write(SimulatedPeer peer) {
      if (peer.isUp()) {
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
          Database database = peer.databases().get(random.nextInt(2));
          String key = "k" + random.nextInt(8);
          CborMap value = CborMap.builder().put("_id", key).put("n", random.nextInt(99)).build();
          Cid hash =
              database instanceof DocumentDatabase documents
                  ? documents.put(value)
                  : ((KeyValueDatabase) database).put(key, new CborInt(random.nextInt(99)));
          acknowledged.add(hash);
          entries++;
          peer.appended(database.address(), database.log().get(hash));
        }
      }
    }

    private void heal() {
      network.weather(0, 20);
      network.peers().stream().filter(peer -> !peer.isUp()).forEach(network::restart);
      network.partition(1);
    }

    private void assertConverged() {
      List<List<Object>> states = network.peers().stream().map(Story::state).toList();
      Set<Cid> everywhere = new HashSet<>();
      for (Database database : network.peers().get(0).databases()) {
        database.log().values().forEach(entry -> everywhere.add(entry.hash()));
      }

      assertThat(states).allMatch(state -> state.equals(states.get(0)));
      assertThat(everywhere).isEqualTo(acknowledged);
      for (SimulatedPeer peer : network.peers()) {
        assertThat(peer.misbehaviour).isEmpty();
        assertThat(peer.replicator().heldBytes()).isZero();
        for (Database database : peer.databases()) {
          DatabaseStatus status = peer.replicator().status(database.address());
          assertThat(status.inSync()).as("%s", status).isTrue();
          assertThat(status.peers()).allMatch(known -> known.headsLacking() == 0);
        }
      }
    }

    private static List<Object> state(SimulatedPeer peer) {
      List<Object> state = new ArrayList<>();
      for (Database database : peer.databases()) {
        state.add(database.heads().stream().map(Entry::hash).toList());
        state.add(database.log().values().stream().map(Entry::hash).toList());
        state.add(rows(database));
      }
      return state;
    }

    private static List<String> rows(Database database) {
      return database instanceof DocumentDatabase documents
          ? documents.all().stream().map(row -> row.key() + row.rawValue()).toList()
          : ((KeyValueDatabase) database)
              .all().stream().map(row -> row.key() + row.value()).toList();
    }

    /** A few messages and blocks for each entry and peer, and some for lies. */
    private void assertNoStorm() {
      List<SimulatedPeer> peers = network.peers();
      long copies = (long) entries * peers.size();
      long lies = 2_000 * peers.stream().filter(SimulatedPeer::isLiar).count();

      assertThat(network.messages()).isLessThan(200 + 10 * copies + lies);
      assertThat(peers.stream().mapToLong(SimulatedPeer::fetched).sum())
          .isLessThan(200 + 5 * copies + lies);
    }

    private SimulatedPeer any() {
      return network.peers().get(random.nextInt(network.peers().size()));
    }

    private static List<Database> open(DebrosNode node) {
      List<String> anyone = List.of("*");
      return List.of(
          node.openDocuments("documents", DocumentOptions.defaults().withWrite(anyone)),
          node.openKeyValue("values", DatabaseOptions.defaults().withWrite(anyone)));
    }
  }
}
