package io.debros.store.libp2p.host;

import static io.debros.store.libp2p.host.TestHost.eventually;
import static io.debros.store.libp2p.host.TestHost.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.error.ClosedException;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Finding and connecting peers over the loopback interface. */
class HostDialTest {
  @Test
  void dial_listeningHost_bothAreConnectedAndKnowWhatTheOtherSpeaks() {
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start()) {
      listener.run(() -> listener.host().handle("/test/listed", TestStream.taker(), Listed.YES));
      listener.run(() -> listener.host().handle("/test/heads", TestStream.taker(), Listed.NO));

      PeerId found = get(dialer.host().dial(listener.fullAddress()));

      assertThat(found).isEqualTo(listener.id());
      eventually(
          "the dialler is told", () -> dialer.events.contains("identified " + listener.id()));
      eventually(
          "the listener is told", () -> listener.events.contains("identified " + dialer.id()));
      assertThat(dialer.events).first().isEqualTo("connected " + listener.id());
      assertThat(listener.events).first().isEqualTo("connected " + dialer.id());
      assertThat(dialer.on(() -> dialer.host().protocols(listener.id())))
          .containsExactlyInAnyOrder(
              Identify.PROTOCOL, Identify.PUSH_PROTOCOL, Ping.PROTOCOL, "/test/listed");
      assertThat(dialer.on(dialer.host()::peers)).containsExactly(listener.id());
    }
  }

  @Test
  void connections_twoHosts_sayWhoWhereAndWhichWay() {
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start()) {
      dialer.connect(listener);

      ConnectionInfo out = dialer.on(dialer.host()::connections).get(0);
      ConnectionInfo in = listener.on(listener.host()::connections).get(0);

      assertThat(out.peer()).isEqualTo(listener.id());
      assertThat(out.address()).isEqualTo(listener.address());
      assertThat(out.direction()).isEqualTo(Direction.OUTBOUND);
      assertThat(in.direction()).isEqualTo(Direction.INBOUND);
      assertThat(dialer.host().statistics().connectionsOut()).isEqualTo(1);
      assertThat(listener.host().statistics().connectionsIn()).isEqualTo(1);
      assertThat(listener.host().statistics().bytesIn()).isPositive();
      assertThat(listener.host().statistics().bytesOut()).isPositive();
    }
  }

  @Test
  void dial_addressWithoutPeer_findsWhoIsThere() {
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start()) {
      PeerId first = get(dialer.host().dial(listener.address()));
      PeerId second = get(dialer.host().dial(listener.address()));

      assertThat(List.of(first, second)).containsOnly(listener.id());
      assertThat(dialer.host().statistics().connectionsOut()).isEqualTo(1);
    }
  }

  @Test
  void dial_severalAtOnce_areOneConnection() {
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start()) {
      List<CompletionStage<PeerId>> dials =
          List.of(
              dialer.host().dial(listener.fullAddress()),
              dialer.host().dial(listener.fullAddress()),
              dialer.host().dial(listener.fullAddress()));

      assertThat(dials).allSatisfy(dial -> assertThat(get(dial)).isEqualTo(listener.id()));
      assertThat(get(dialer.host().dial(listener.fullAddress()))).isEqualTo(listener.id());
      assertThat(dialer.host().statistics().connectionsOut()).isEqualTo(1);
    }
  }

  @Test
  void dial_deadAddressAndGoodOneOfOnePeer_secondDialGetsThere() throws IOException {
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start()) {
      Multiaddr dead = deadAddress().withPeer(listener.id());

      CompletionStage<PeerId> first = dialer.host().dial(dead);
      CompletionStage<PeerId> second = dialer.host().dial(listener.fullAddress());

      assertThat(get(second)).isEqualTo(listener.id());
      assertThatThrownBy(() -> get(first)).isInstanceOf(UnreachableException.class);
    }
  }

  @Test
  void dial_bothSidesAtOnce_everyConnectionStaysAndStreamsFlow() {
    try (TestHost one = TestHost.start();
        TestHost two = TestHost.start()) {
      one.handle("/test/echo", Echo::new);
      two.handle("/test/echo", Echo::new);

      CompletionStage<PeerId> there = one.host().dial(two.fullAddress());
      CompletionStage<PeerId> back = two.host().dial(one.fullAddress());

      assertThat(get(there)).isEqualTo(two.id());
      assertThat(get(back)).isEqualTo(one.id());
      TestStream outwards = one.open(two, "/test/echo");
      TestStream inwards = two.open(one, "/test/echo");
      get(outwards.opened);
      get(inwards.opened);
      one.run(() -> outwards.sendAndEnd(new byte[] {1}));
      two.run(() -> inwards.sendAndEnd(new byte[] {2}));
      assertThat(get(outwards.received)).containsExactly(1);
      assertThat(get(inwards.received)).containsExactly(2);
      assertThat(one.events).filteredOn(event -> event.startsWith("connected")).hasSize(1);
      assertThat(one.events).noneMatch(event -> event.startsWith("disconnected"));
    }
  }

  @Test
  void dial_otherPeerIsThere_failsAndNamesBoth() {
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start()) {
      PeerId other = PrivateKey.generate(new SecureRandom()).peerId();

      CompletionStage<PeerId> dial = dialer.host().dial(listener.address().withPeer(other));

      assertThatExceptionOfType(BadPeerException.class)
          .isThrownBy(() -> get(dial))
          .satisfies(bad -> assertThat(bad.fault()).isEqualTo(Fault.WRONG_PEER))
          .withMessageContaining(other.toString())
          .withMessageContaining(listener.id().toString());
      assertThat(dialer.on(dialer.host()::peers)).isEmpty();
    }
  }

  @Test
  void dial_self_isRefusedWithAndWithoutId() {
    try (TestHost host = TestHost.start()) {
      CompletionStage<PeerId> named = host.host().dial(host.fullAddress());
      CompletionStage<PeerId> unnamed = host.host().dial(host.address());

      assertThatThrownBy(() -> get(named)).isInstanceOf(BadPeerException.class);
      assertThatThrownBy(() -> get(unnamed)).isInstanceOf(BadPeerException.class);
      assertThat(host.events).isEmpty();
    }
  }

  @Test
  void dial_nobodyListens_failsAndNamesAddress() throws IOException {
    try (TestHost dialer = TestHost.start()) {
      Multiaddr dead = deadAddress();

      assertThatExceptionOfType(UnreachableException.class)
          .isThrownBy(() -> get(dialer.host().dial(dead)))
          .withMessageContaining(dead.toString());
    }
  }

  @Test
  void dial_nameOfHost_isLookedUp() {
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start()) {
      Multiaddr named = Multiaddr.parse("/dns4/localhost/tcp/" + listener.port());
      Multiaddr unknown = Multiaddr.parse("/dns/no-such-name.invalid/tcp/1");

      assertThat(get(dialer.host().dial(named))).isEqualTo(listener.id());
      assertThatThrownBy(() -> get(dialer.host().dial(unknown)))
          .isInstanceOf(UnreachableException.class);
    }
  }

  @Test
  void dial_addressNobodyHereCanDial_isRefused() {
    try (TestHost dialer = TestHost.start()) {
      Multiaddr quic = Multiaddr.parse("/ip4/127.0.0.1/udp/4001/quic-v1");

      assertThatThrownBy(() -> get(dialer.host().dial(quic)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("quic-v1");
    }
  }

  @Test
  void dial_otherSideDropsTheFirstConnection_isTriedAgain() throws Exception {
    try (TestHost dialer = TestHost.start();
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Multiaddr address = Multiaddr.tcp(server.getInetAddress(), server.getLocalPort());

      CompletionStage<PeerId> dial = dialer.host().dial(address);
      server.accept().close();
      try (RawPeer peer = new RawPeer(server.accept(), Direction.INBOUND)) {
        peer.upgrade();

        assertThat(get(dial)).isEqualTo(peer.key.peerId());
      }
    }
  }

  @Test
  void dial_listenerThatDoesNotAllow_isRefusedAfterTheHandshakeAndCounted() {
    PeerId somebody = PrivateKey.generate(new SecureRandom()).peerId();
    try (TestHost dialer = TestHost.start();
        TestHost listener =
            TestHost.start(TestHost.listening().withAllowed(Set.of(somebody)), host -> {})) {
      CompletionStage<PeerId> inwards = dialer.host().dial(listener.fullAddress());
      CompletionStage<PeerId> outwards = listener.host().dial(dialer.fullAddress());

      assertThatThrownBy(() -> get(outwards))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("not on the list");
      eventually(
          "the refusal is counted",
          () -> listener.host().statistics().refused(Refusal.NOT_ALLOWED) == 1);
      get(inwards.handle((peer, failure) -> true));
      eventually("the dialler notices", () -> !dialer.isConnected(listener));
      assertThat(listener.events).isEmpty();
    }
  }

  @Test
  void dial_closedHost_fails() {
    TestHost dialer = TestHost.start();
    Multiaddr address = dialer.address();
    dialer.close();

    assertThatThrownBy(() -> get(dialer.host().dial(address))).isInstanceOf(ClosedException.class);
  }

  @Test
  void dial_ip6_connects() throws IOException {
    assumeThat(NetworkInterface.getByInetAddress(InetAddress.getByName("::1"))).isNotNull();
    HostSettings settings =
        HostSettings.defaults().withListen(List.of(Multiaddr.parse("/ip6/::1/tcp/0")));
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start(settings, host -> {})) {
      assertThat(get(dialer.host().dial(listener.fullAddress()))).isEqualTo(listener.id());
    }
  }

  @Test
  void start_portInUse_failsAndNamesAddress() {
    try (TestHost first = TestHost.start()) {
      HostSettings second = HostSettings.defaults().withListen(List.of(first.address()));

      assertThatExceptionOfType(UnreachableException.class)
          .isThrownBy(() -> TestHost.start(second, host -> {}))
          .withMessageContaining(first.address().toString())
          .withMessageContaining("port 0");
    }
  }

  @Test
  void start_addressNoneToListenOn_isRefused() {
    for (String text : List.of("/dns4/localhost/tcp/0", "/ip4/127.0.0.1/udp/1/quic-v1")) {
      HostSettings settings = HostSettings.defaults().withListen(List.of(Multiaddr.parse(text)));

      assertThatThrownBy(() -> TestHost.start(settings, host -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(text);
    }
  }

  @Test
  void addresses_wildcard_areThoseOfTheMachineWithTheRealPort() {
    HostSettings settings =
        HostSettings.defaults().withListen(List.of(Multiaddr.parse("/ip4/0.0.0.0/tcp/0")));
    try (TestHost host = TestHost.start(settings, started -> {})) {
      assertThat(host.host().addresses())
          .contains(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + host.port()))
          .noneMatch(address -> address.toString().contains("0.0.0.0"));
      assertThat(host.port()).isPositive();
    }
  }

  @Test
  void handle_listedProtocolAfterConnecting_peersAreTold() {
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start()) {
      dialer.connect(listener);
      eventually(
          "the dialler is known", () -> listener.events.contains("identified " + dialer.id()));

      listener.run(() -> listener.host().handle("/test/new", TestStream.taker(), Listed.YES));

      eventually(
          "the dialler is told",
          () -> dialer.on(() -> dialer.host().protocols(listener.id())).contains("/test/new"));
    }
  }

  @Test
  void disconnect_connectedPeer_bothAreTold() {
    try (TestHost dialer = TestHost.start();
        TestHost listener = TestHost.start()) {
      dialer.connect(listener);

      dialer.run(() -> dialer.host().disconnect(listener.id()));

      eventually(
          "the dialler is told", () -> dialer.events.contains("disconnected " + listener.id()));
      eventually(
          "the listener is told", () -> listener.events.contains("disconnected " + dialer.id()));
      assertThat(get(dialer.host().dial(listener.fullAddress()))).isEqualTo(listener.id());
    }
  }

  @Test
  void hostMethods_onAnotherThread_areRefused() {
    try (TestHost host = TestHost.start()) {
      assertThatThrownBy(() -> host.host().peers())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("host thread");
    }
  }

  @Test
  void schedule_cancelled_neverRuns() {
    try (TestHost host = TestHost.start()) {
      CompletableFuture<String> done = new CompletableFuture<>();
      host.run(
          () -> {
            Timer cancelled = host.host().schedule(5, () -> done.complete("cancelled"));
            host.host().schedule(30, () -> done.complete("kept"));
            cancelled.cancel();
          });

      assertThat(get(done)).isEqualTo("kept");
    }
  }

  /** Where nobody listens any more. */
  private static Multiaddr deadAddress() throws IOException {
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Multiaddr.tcp(gone.getInetAddress(), gone.getLocalPort());
    }
  }
}
