package io.debros.store.network;

import static io.debros.store.error.Problem.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.testing.Property;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeerKeeperTest {
  private static final PeerKeeperSettings DEFAULTS = PeerKeeperSettings.defaults();
  private static final PeerId SELF = peer();
  private static final PeerId ADA = peer();
  private static final PeerId BOB = peer();
  private static final Multiaddr SEED = Multiaddr.parse("/dns4/seed.example.org/tcp/4001");
  private static final Problem REFUSED = problem("Connection refused");

  @Test
  void tick_atStart_dialsEveryConfiguredPeerOnce() {
    PeerKeeper keeper = keeper(SEED, at(1, ADA), at(2, ADA), at(3, BOB), SEED);

    assertThat(keeper.nextTick()).isZero();
    assertThat(keeper.tick(0)).containsExactly(SEED, at(1, ADA), at(3, BOB));
    assertThat(keeper.tick(0)).isEmpty();
    assertThat(keeper.nextTick()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void tick_nameOfPeers_isDialledAsOneAddress() {
    Multiaddr name = Multiaddr.parse("/dnsaddr/seed.example.org/p2p/" + ADA);
    PeerKeeper keeper = keeper(name);

    assertThat(keeper.tick(0)).containsExactly(name);
    keeper.connected(ADA, 1);
    keeper.dialled(name, ADA, 1);
    assertThat(keeper.tick(2)).isEmpty();
  }

  @Test
  void keeper_ownAddressAmongTheConfigured_leavesItOut() {
    PeerKeeper keeper = keeper(at(1, SELF), at(2, ADA));

    keeper.discovered(at(3, SELF), 0);

    assertThat(keeper.tick(0)).containsExactly(at(2, ADA));
    assertThat(keeper.peers()).hasSize(1);
  }

  @Test
  void failed_everyAddressOfARound_isTriedBeforeTheKeeperWaits() {
    PeerKeeper keeper = keeper(at(1, ADA), at(2, ADA));
    assertThat(keeper.tick(0)).containsExactly(at(1, ADA));

    keeper.failed(at(1, ADA), REFUSED, 10);

    assertThat(keeper.tick(10)).containsExactly(at(2, ADA));
    keeper.failed(at(2, ADA), REFUSED, 20);
    assertThat(keeper.nextTick()).isBetween(20 + 750L, 20 + 1_250L);
    assertThat(keeper.tick(keeper.nextTick() - 1)).isEmpty();
    assertThat(keeper.tick(keeper.nextTick())).containsExactly(at(1, ADA));
  }

  @Test
  void failed_roundAfterRound_waitsFromOneSecondToOneMinute() {
    PeerKeeper keeper = keeper(at(1, ADA));
    List<Long> waits = new ArrayList<>();
    long now = 0;
    for (int round = 0; round < 12; round++) {
      keeper.tick(now);
      keeper.failed(at(1, ADA), REFUSED, now);
      waits.add(keeper.nextTick() - now);
      now = keeper.nextTick();
    }

    for (int round = 0; round < waits.size(); round++) {
      long middle = Math.min(60_000, 1_000L << round);
      assertThat(waits.get(round)).isBetween(middle * 3 / 4, middle * 5 / 4);
    }
    assertThat(waits.subList(6, 12)).as("varied").doesNotHaveDuplicates();
    assertThat(keeper.peers().get(0).failedRounds()).isEqualTo(12);
    assertThat(keeper.peers().get(0).lastProblem()).isSameAs(REFUSED);
  }

  @Test
  void disconnected_afterAWhile_dialsAgainAfterOneSecond() {
    PeerKeeper keeper = keeper(at(1, ADA));
    keeper.tick(0);
    keeper.connected(ADA, 5);
    keeper.dialled(at(1, ADA), ADA, 5);
    assertThat(keeper.nextTick()).isEqualTo(Long.MAX_VALUE);
    assertThat(keeper.peers().get(0).isConnected()).isTrue();

    keeper.disconnected(ADA, 60_000);

    assertThat(keeper.nextTick()).isBetween(60_750L, 61_250L);
    assertThat(keeper.tick(keeper.nextTick())).containsExactly(at(1, ADA));
  }

  @Test
  void disconnected_atOnceAgainAndAgain_waitsLonger() {
    PeerKeeper keeper = keeper(at(1, ADA));
    long now = 0;
    for (int round = 0; round < 6; round++) {
      now = Math.max(now, keeper.nextTick());
      keeper.tick(now);
      keeper.connected(ADA, now);
      keeper.dialled(at(1, ADA), ADA, now);
      keeper.disconnected(ADA, now + 1);
    }

    assertThat(keeper.nextTick() - now).isGreaterThan(20_000);
  }

  @Test
  void connected_byItself_isNotDialled() {
    PeerKeeper keeper = keeper(at(1, ADA), at(2, BOB));

    keeper.connected(ADA, 0);

    assertThat(keeper.tick(0)).containsExactly(at(2, BOB));
  }

  @Test
  void dialled_addressWithoutPeer_isKeptConnectedToWhoAnswered() {
    PeerKeeper keeper = keeper(SEED);
    keeper.tick(0);
    keeper.dialled(SEED, ADA, 5);
    keeper.connected(ADA, 6);
    assertThat(keeper.nextTick()).isEqualTo(Long.MAX_VALUE);
    assertThat(keeper.peers().get(0).peer()).isEqualTo(ADA);

    keeper.disconnected(ADA, 60_000);
    keeper.tick(62_000);
    keeper.dialled(SEED, BOB, 62_001);
    keeper.connected(BOB, 62_001);

    assertThat(keeper.peers()).singleElement().extracting(KeptPeer::peer).isEqualTo(BOB);
    assertThat(keeper.nextTick()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void dialled_thatWasGoneAtOnce_isDialledAgainLater() {
    PeerKeeper keeper = keeper(SEED);
    keeper.tick(0);

    keeper.connected(ADA, 1);
    keeper.disconnected(ADA, 2);
    keeper.dialled(SEED, ADA, 3);

    assertThat(keeper.nextTick()).isBetween(753L, 1_253L);
  }

  @Test
  void tick_manyPeersOnOneHost_dialsFourASecond() {
    List<Multiaddr> sameHost = IntStream.range(0, 10).mapToObj(i -> at(i + 1, peer())).toList();
    PeerKeeper keeper = new PeerKeeper(SELF, sameHost, DEFAULTS, new SplittableRandom(1), 0);

    assertThat(keeper.tick(0)).hasSize(4);
    assertThat(keeper.nextTick()).isEqualTo(1_000);
    assertThat(keeper.tick(999)).isEmpty();
    assertThat(keeper.tick(1_000)).hasSize(4);
    assertThat(keeper.tick(2_000)).hasSize(2);
  }

  @Test
  void tick_manyHosts_dialsSixteenAtOnce() {
    List<Multiaddr> hosts =
        IntStream.range(0, 20)
            .mapToObj(i -> Multiaddr.parse("/ip4/10.0.0." + i + "/tcp/1").withPeer(peer()))
            .toList();
    PeerKeeper keeper = new PeerKeeper(SELF, hosts, DEFAULTS, new SplittableRandom(1), 0);

    assertThat(keeper.tick(0)).hasSize(16);
    assertThat(keeper.nextTick()).isEqualTo(Long.MAX_VALUE);
    keeper.failed(hosts.get(0), REFUSED, 5);
    assertThat(keeper.tick(5)).hasSize(1);
  }

  @Test
  void discovered_newAddressOfAPeerThatIsWaitedFor_isDialledAtOnce() {
    PeerKeeper keeper = keeper();
    keeper.discovered(at(1, ADA), 0);
    keeper.tick(0);
    keeper.failed(at(1, ADA), REFUSED, 1);
    keeper.discovered(at(1, ADA), 2);
    assertThat(keeper.tick(2)).as("known already").isEmpty();

    keeper.discovered(at(2, ADA), 3);

    assertThat(keeper.tick(3)).containsExactly(at(2, ADA));
  }

  @Test
  void discovered_manyAddressesOfOnePeer_keepsTheNewestOnes() {
    PeerKeeper keeper = keeper();

    IntStream.range(1, 41).forEach(port -> keeper.discovered(at(port, ADA), port));

    List<Multiaddr> kept = keeper.peers().get(0).addresses();
    assertThat(kept).hasSize(16).first().isEqualTo(at(40, ADA));
    assertThat(kept).last().isEqualTo(at(25, ADA));
  }

  @Test
  void discovered_noLongerAnnounced_isForgotten() {
    PeerKeeper keeper = keeper(at(9, BOB));
    keeper.connected(BOB, 0);
    keeper.discovered(at(1, ADA), 0);
    for (long now = 0; now < 120_000; now = Math.max(now + 1, keeper.nextTick())) {
      long at = now;
      keeper.tick(at).forEach(address -> keeper.failed(address, REFUSED, at));
    }
    assertThat(keeper.peers()).hasSize(2);

    keeper.tick(120_000);

    assertThat(keeper.peers()).extracting(KeptPeer::peer).containsExactly(BOB);
    assertThat(keeper.nextTick()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void discovered_stillConnected_isNotForgotten() {
    PeerKeeper keeper = keeper();
    keeper.discovered(at(1, ADA), 0);
    keeper.connected(ADA, 0);

    assertThat(keeper.tick(1_000_000)).isEmpty();
    assertThat(keeper.peers()).hasSize(1);
    keeper.disconnected(ADA, 1_000_000);
    assertThat(keeper.tick(1_002_000)).containsExactly(at(1, ADA));
  }

  @Test
  void discovered_tooManyPeers_replaceOnlyThoseThatFailed() {
    PeerKeeper keeper = new PeerKeeper(SELF, List.of(), few(2), new SplittableRandom(1), 0);
    keeper.discovered(at(1, ADA), 0);
    keeper.discovered(at(2, BOB), 0);
    keeper.tick(0);
    PeerId third = peer();
    keeper.discovered(at(3, third), 1);
    assertThat(peers(keeper)).containsExactly(ADA, BOB);

    keeper.failed(at(1, ADA), REFUSED, 2);
    keeper.discovered(at(3, third), 3);

    assertThat(peers(keeper)).containsExactly(BOB, third);
  }

  @Test
  void keeper_addressesThatCannotBeDialled_areRefused() {
    PeerKeeper keeper = keeper();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> keeper(Multiaddr.parse("/ip4/1.2.3.4/udp/4001/quic-v1")))
        .withMessageContaining("/ip4/1.2.3.4/udp/4001/quic-v1");
    assertThatIllegalArgumentException().isThrownBy(() -> keeper.discovered(SEED, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> few(-1));
  }

  /** Hosts come and go at random; when all stay up, all get connected, and no rule was broken. */
  @Test
  void keeper_anyHistory_keepsItsLimitsAndEndsConnected() {
    List<PeerId> peers = Stream.generate(PeerKeeperTest::peer).limit(12).toList();
    Property.check(100, random -> new Simulation(peers, random).run());
  }

  private static final class Simulation {
    private final List<PeerId> peers;
    private final RandomGenerator random;
    private final PeerKeeper keeper;
    private final Set<Multiaddr> pending = new HashSet<>();
    private final Set<PeerId> connected = new HashSet<>();
    private final Map<String, List<Long>> dials = new HashMap<>();
    private long now;

    Simulation(List<PeerId> peers, RandomGenerator random) {
      this.peers = peers;
      this.random = random;
      List<Multiaddr> bootstrap =
          IntStream.range(0, 6).mapToObj(i -> address(i).withPeer(peers.get(i))).toList();
      this.keeper = new PeerKeeper(SELF, bootstrap, DEFAULTS, random, 0);
    }

    void run() {
      for (int step = 0; step < 300; step++) {
        step(random.nextInt(100) < 70);
      }
      for (int step = 0; step < 2_000 && connected.size() < peers.size(); step++) {
        announce();
        step(true);
      }
      assertThat(connected).containsExactlyInAnyOrderElementsOf(peers);
    }

    private void step(boolean isUp) {
      now += random.nextInt(400);
      for (Multiaddr address : keeper.tick(now)) {
        assertThat(pending.add(address)).as("one dial of an address at a time").isTrue();
        dials.computeIfAbsent(address.endpoint().host(), host -> new ArrayList<>()).add(now);
      }
      assertThat(pending).hasSizeLessThanOrEqualTo(16);
      assertThat(keeper.nextTick()).as("no hot loop").isGreaterThan(now);
      dials.values().forEach(this::checkPace);
      for (Multiaddr address : List.copyOf(pending)) {
        finish(address, isUp);
      }
      if (!isUp && !connected.isEmpty()) {
        PeerId lost = List.copyOf(connected).get(random.nextInt(connected.size()));
        connected.remove(lost);
        keeper.disconnected(lost, now);
      }
      if (random.nextInt(10) == 0) {
        announce();
      }
    }

    private void finish(Multiaddr address, boolean isUp) {
      pending.remove(address);
      if (!isUp) {
        keeper.failed(address, REFUSED, now);
        return;
      }
      if (connected.add(address.peer())) {
        keeper.connected(address.peer(), now);
      }
      keeper.dialled(address, address.peer(), now);
    }

    private void announce() {
      int index = random.nextInt(peers.size());
      keeper.discovered(address(index).withPeer(peers.get(index)), now);
    }

    private void checkPace(List<Long> times) {
      times.removeIf(time -> time <= now - 1_000);
      assertThat(times).hasSizeLessThanOrEqualTo(4);
    }

    private static Multiaddr address(int index) {
      return Multiaddr.parse("/ip4/10.0.0." + index % 3 + "/tcp/" + (1 + index));
    }
  }

  private static PeerKeeper keeper(Multiaddr... bootstrap) {
    return new PeerKeeper(SELF, List.of(bootstrap), DEFAULTS, new SplittableRandom(1), 0);
  }

  private static PeerKeeperSettings few(int discoveredPeers) {
    Duration second = Duration.ofSeconds(1);
    return new PeerKeeperSettings(second, second, second, 4, 16, discoveredPeers, 16);
  }

  private static List<PeerId> peers(PeerKeeper keeper) {
    return keeper.peers().stream().map(KeptPeer::peer).toList();
  }

  private static Multiaddr at(int port, PeerId peer) {
    return Multiaddr.parse("/ip4/192.168.1.7/tcp/" + port).withPeer(peer);
  }

  private static PeerId peer() {
    return PeerId.of(PrivateKey.generate(new SecureRandom()).publicKey());
  }
}
