package io.debros.store.libp2p.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.debros.store.error.StorageException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MdnsServiceTest {
  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
  private static final PeerId ADA = peer();
  private static final PeerId BOB = peer();

  private final MdnsSettings settings = MdnsSettings.onLoopback(freePort(), OFTEN);
  private final BlockingQueue<Multiaddr> ofAda = new LinkedBlockingQueue<>();
  private final BlockingQueue<Multiaddr> ofBob = new LinkedBlockingQueue<>();

  @Test
  void services_onOneMachine_findEachOtherButNotThemselves() throws InterruptedException {
    try (MdnsService ada = start(ADA, ofAda);
        MdnsService bob = start(BOB, ofBob)) {
      assertThat(ofAda.take()).isEqualTo(ADDRESS.withPeer(BOB));
      assertThat(ofBob.take()).isEqualTo(ADDRESS.withPeer(ADA));
      assertThat(ofAda.take()).isEqualTo(ADDRESS.withPeer(BOB));
      assertThat(ada.broken() + bob.broken()).isZero();
    }
  }

  @Test
  void service_thatStartsLater_isFoundWithoutWaitingForTheNextQuestion()
      throws InterruptedException {
    MdnsSettings seldom = MdnsSettings.onLoopback(settings.group().getPort(), Duration.ofHours(1));
    try (MdnsService ada = MdnsService.start(seldom, ADA, () -> List.of(ADDRESS), ofAda::add);
        MdnsService bob = MdnsService.start(seldom, BOB, () -> List.of(ADDRESS), ofBob::add)) {
      assertThat(ofBob.take()).isEqualTo(ADDRESS.withPeer(ADA));
      assertThat(ofAda.take()).isEqualTo(ADDRESS.withPeer(BOB));
      assertThat(ada.broken() + bob.broken()).isZero();
    }
  }

  @Test
  void services_thatShareOnlyTheGroupOfIpv6_findEachOther() throws Exception {
    InetSocketAddress group6 = new InetSocketAddress("ff02::fb", freePort());
    assumeTrue(isCarried(group6), "IPv6 multicast works here");
    MdnsSettings one = with(group6, freePort());
    MdnsSettings two = with(group6, freePort());

    try (MdnsService ada = MdnsService.start(one, ADA, () -> List.of(ADDRESS), ofAda::add);
        MdnsService bob = MdnsService.start(two, BOB, () -> List.of(ADDRESS), ofBob::add)) {
      assertThat(ofAda.take()).isEqualTo(ADDRESS.withPeer(BOB));
      assertThat(ofBob.take()).isEqualTo(ADDRESS.withPeer(ADA));
      assertThat(ada.broken() + bob.broken()).isZero();
    }
  }

  @Test
  void services_portOfIpv6IsKept_findEachOtherOverIpv4() throws Exception {
    int port = freePort();
    MdnsSettings both = with(new InetSocketAddress("ff02::fb", port), settings.group().getPort());

    try (DatagramSocket keeper = keeper(port);
        MdnsService ada = MdnsService.start(both, ADA, () -> List.of(ADDRESS), ofAda::add);
        MdnsService bob = start(BOB, ofBob)) {
      assertThat(ofAda.take()).isEqualTo(ADDRESS.withPeer(BOB));
      assertThat(ofBob.take()).isEqualTo(ADDRESS.withPeer(ADA));
      assertThat(keeper.isBound()).isTrue();
    }
  }

  @Test
  void service_junkInTheGroup_goesOn() throws Exception {
    try (MdnsService ada = start(ADA, ofAda)) {
      try (MdnsService bob = start(BOB, ofBob)) {
        ofAda.take();
        send(new byte[3]);
        send(new byte[DnsMessage.MAX_BYTES + 1]);
        while (ada.broken() < 2 || bob.broken() < 2) {
          ofAda.take(); // answers go on meanwhile
        }
      }
      ofAda.clear();
      try (MdnsService another = start(BOB, ofBob)) {
        assertThat(ofAda.take()).isEqualTo(ADDRESS.withPeer(BOB));
        assertThat(another.broken()).isZero();
      }
    }
  }

  @Test
  void service_addressesOrConsumerFail_goesOn() throws InterruptedException {
    BlockingQueue<Multiaddr> refused = new LinkedBlockingQueue<>();
    try (MdnsService ada =
            MdnsService.start(
                settings,
                ADA,
                () -> {
                  throw new IllegalStateException("host is closed");
                },
                address -> {
                  refused.add(address);
                  throw new IllegalStateException("keeper is closed");
                });
        MdnsService bob = start(BOB, ofBob)) {
      assertThat(refused.take()).isEqualTo(ADDRESS.withPeer(BOB));
      assertThat(refused.take()).isEqualTo(ADDRESS.withPeer(BOB));
      assertThat(ofBob.poll(0, TimeUnit.SECONDS)).isNull();
      assertThat(ada.broken() + bob.broken()).isZero();
    }
  }

  @Test
  void start_portThatIsKept_saysSo() throws IOException {
    try (DatagramSocket keeper = new DatagramSocket(null)) {
      keeper.setReuseAddress(false);
      keeper.bind(new InetSocketAddress(settings.group().getPort()));

      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> start(ADA, ofAda))
          .withMessageContaining("Port for the discovery of peers cannot be had")
          .withMessageContaining("port=" + keeper.getLocalPort());
    }
  }

  @Test
  void close_twice_freesThePort() throws IOException {
    MdnsService ada = start(ADA, ofAda);

    ada.close();
    ada.close();

    try (DatagramSocket keeper = new DatagramSocket(null)) {
      keeper.setReuseAddress(false);
      keeper.bind(new InetSocketAddress(settings.group().getPort()));
      assertThat(keeper.isBound()).isTrue();
    }
  }

  /** On all usual interfaces for IPv6, and the same for IPv4. */
  private MdnsSettings with(InetSocketAddress group6, int port) {
    InetSocketAddress group = new InetSocketAddress(settings.group().getAddress(), port);
    return new MdnsSettings(
        settings.service(),
        group,
        group6,
        isOnLoopback(port) ? settings.interfaces() : List.of(),
        OFTEN);
  }

  private boolean isOnLoopback(int port) {
    return port == settings.group().getPort();
  }

  /** Whether what is sent to a group on some interface comes back to this machine. */
  private static boolean isCarried(InetSocketAddress group) throws IOException {
    List<NetworkInterface> used = GroupInterfaces.now(List.of(), Inet6Address.class).used();
    for (NetworkInterface each : used) {
      try (MulticastSocket socket = new MulticastSocket(group.getPort())) {
        socket.setNetworkInterface(each);
        socket.joinGroup(group, each);
        socket.setSoTimeout(2_000);
        socket.send(new DatagramPacket(new byte[1], 1, group));
        socket.receive(new DatagramPacket(new byte[1], 1));
        return true;
      } catch (IOException notHere) {
        // another interface may
      }
    }
    return false;
  }

  private static DatagramSocket keeper(int port) throws IOException {
    DatagramSocket keeper = new DatagramSocket(null);
    keeper.setReuseAddress(false);
    keeper.bind(new InetSocketAddress(port));
    return keeper;
  }

  private MdnsService start(PeerId self, BlockingQueue<Multiaddr> found) {
    return MdnsService.start(settings, self, () -> List.of(ADDRESS), found::add);
  }

  private void send(byte[] datagram) throws IOException {
    try (MulticastSocket socket = new MulticastSocket()) {
      socket.setNetworkInterface(NetworkInterface.getByName(settings.interfaces().get(0)));
      socket.send(new DatagramPacket(datagram, datagram.length, settings.group()));
    }
  }

  private static int freePort() {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError("No port is free", e);
    }
  }

  private static PeerId peer() {
    return PeerId.of(PrivateKey.generate(new SecureRandom()).publicKey());
  }
}
