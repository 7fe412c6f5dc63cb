package io.debros.store.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.debros.store.libp2p.gossipsub.GossipAction.PeersOffered;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostListener;
import io.debros.store.libp2p.host.HostSettings;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PeerRecord;
import io.debros.store.libp2p.peer.PrivateKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that others offer, all at one port that takes connections and counts them. */
class OfferedPeersTest {
  private static final SecureRandom SECRETS = new SecureRandom();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");

  private final ConcurrentLinkedQueue<Socket> accepted = new ConcurrentLinkedQueue<>();
  private final Host source = host();
  private final Host host = host();
  private ServerSocket port;
  private OfferedPeers offered;

  @BeforeEach
  void listen() throws IOException {
    port = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread acceptor = new Thread(this::accept, "offered-peers");
    acceptor.setDaemon(true);
    acceptor.start();
    offered = new OfferedPeers(host);
  }

  @AfterEach
  void end() throws IOException {
    host.close();
    source.close();
    port.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }

  @Test
  void offered_manyPeersAgainAndAgain_areDialledToTheLimits() {
    connect();

    offer(records(16));
    await().atMost(PATIENCE).until(() -> accepted.size() == OfferedPeers.MOST_OF_OFFER);
    for (int round = 0; round < 10; round++) {
      offer(records(16));
    }

    await().atMost(PATIENCE).until(() -> accepted.size() >= OfferedPeers.MOST_IN_MINUTE);
    assertThat(accepted).hasSizeLessThan(3 * OfferedPeers.MOST_IN_MINUTE);
  }

  @Test
  void offered_theSamePeerAgain_isDialledOnce() {
    connect();
    List<PeerRecord> one = records(1);

    offer(one);
    offer(one);
    offer(records(1));

    await().atMost(PATIENCE).until(() -> accepted.size() == 2);
    assertThat(accepted).hasSize(2);
  }

  @Test
  void offered_byAPeerFarAway_nothingNearIsDialled() {
    offer(records(4)); // it is not connected any more, so nobody knows where it is

    connect();
    offer(records(1));

    await().atMost(PATIENCE).until(() -> accepted.size() == 1);
    assertThat(accepted).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/ip4/127.0.0.1/tcp/1, MACHINE",
    "/ip6/::1/tcp/1, MACHINE",
    "/ip4/10.1.2.3/tcp/1, SITE",
    "/ip4/192.168.1.1/tcp/1, SITE",
    "/ip4/169.254.1.1/tcp/1, SITE",
    "/ip4/100.64.0.1/tcp/1, SITE",
    "/ip6/fd00::1/tcp/1, SITE",
    "/ip6/fe80::1/tcp/1, SITE",
    "/ip4/100.128.0.1/tcp/1, WORLD",
    "/ip4/192.0.2.1/tcp/1, WORLD",
    "/ip6/2001:db8::1/tcp/1, WORLD",
    "/ip4/0.0.0.0/tcp/1,",
    "/ip4/224.0.0.1/tcp/1,",
    "/dns4/localhost/tcp/1,",
    "/dnsaddr/example.org,"
  })
  void reach_ofAddress_isThatOfItsNetwork(String address, Reach expected) {
    assertThat(Reach.of(Multiaddr.parse(address).endpoint())).isEqualTo(expected);
  }

  private void offer(List<PeerRecord> records) {
    host.execute(() -> offered.offered(new PeersOffered(source.id(), "topic", records)));
  }

  private List<PeerRecord> records(int count) {
    Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port.getLocalPort());
    return IntStream.range(0, count)
        .mapToObj(
            each -> new PeerRecord(PrivateKey.generate(SECRETS).peerId(), 1, List.of(address)))
        .toList();
  }

  private void connect() {
    host.dial(source.addresses().get(0)).toCompletableFuture().join();
  }

  private void accept() {
    try {
      while (true) {
        accepted.add(port.accept());
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private static Host host() {
    return Host.start(
        HostSettings.defaults().withListen(List.of(LOOPBACK)),
        PrivateKey.generate(SECRETS),
        new HostListener() {
          @Override
          public void connected(PeerId peer) {}

          @Override
          public void identified(PeerId peer, Set<String> protocols) {}

          @Override
          public void disconnected(PeerId peer) {}
        });
  }
}
