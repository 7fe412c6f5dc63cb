package io.debros.store.libp2p.host;

import static io.debros.store.libp2p.host.TestHost.eventually;
import static io.debros.store.libp2p.host.TestHost.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.multistream.Negotiation;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.yamux.YamuxEvent;
import io.debros.store.libp2p.yamux.YamuxStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What hosts bear from peers, and what they do not. */
class HostLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void connections_moreThanAllowed_areRefusedAndCounted() throws IOException {
    try (TestHost host = TestHost.start(Limits.connections(1, 50, 50, 50));
        RawPeer first = RawPeer.connect(host).upgrade();
        RawPeer second = RawPeer.connect(host)) {
      assertThat(second.isEnded()).isTrue();

      assertThat(host.host().statistics().refused(Refusal.CONNECTIONS)).isEqualTo(1);
      awaitPeers(host, first);
    }
  }

  @Test
  void connections_placeOfOneThatIsGone_isFreeAgain() throws IOException {
    try (TestHost host = TestHost.start(Limits.connections(1, 50, 50, 50))) {
      try (RawPeer first = RawPeer.connect(host).upgrade()) {
        awaitPeers(host, first);
      }
      eventually("the first is gone", () -> host.on(host.host()::connections).isEmpty());

      try (RawPeer second = RawPeer.connect(host).upgrade()) {
        awaitPeers(host, second);
      }
    }
  }

  @Test
  void connections_moreOfOneAddressThanAllowed_areRefusedAndCounted() throws IOException {
    try (TestHost host = TestHost.start(Limits.connections(50, 1, 50, 50));
        RawPeer first = RawPeer.connect(host).upgrade();
        RawPeer second = RawPeer.connect(host)) {
      assertThat(second.isEnded()).isTrue();

      assertThat(host.host().statistics().refused(Refusal.CONNECTIONS_OF_ADDRESS)).isEqualTo(1);
      awaitPeers(host, first);
    }
  }

  @Test
  void connections_fasterThanAllowed_areRefusedAndCounted() throws IOException {
    try (TestHost host = TestHost.start(Limits.connections(50, 50, 50, 1))) {
      List<RawPeer> peers = new ArrayList<>();
      for (int index = 0; index < 10; index++) {
        peers.add(RawPeer.connect(host));
      }

      eventually(
          "some are refused", () -> host.host().statistics().refused(Refusal.RATE_OF_ADDRESS) > 0);
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void connections_tooManyThatSayNothing_areRefusedAndCounted() throws IOException {
    try (TestHost host = TestHost.start(Limits.connections(50, 50, 2, 50));
        RawPeer first = RawPeer.connect(host);
        RawPeer second = RawPeer.connect(host);
        RawPeer third = RawPeer.connect(host)) {
      assertThat(third.isEnded()).isTrue();

      assertThat(host.host().statistics().refused(Refusal.PENDING)).isEqualTo(1);
      first.upgrade();
      second.upgrade();
      awaitPeers(host, first, second);
    }
  }

  @Test
  void upgrade_silentAndDribblingSockets_areDroppedInTime() throws IOException {
    try (TestHost host = TestHost.start(Limits.times(SHORT, LONG));
        RawPeer silent = RawPeer.connect(host);
        RawPeer slow = RawPeer.connect(host)) {
      byte[] header = Negotiation.propose(List.of("/noise")).takeOutput();
      dribble(host, slow, header);

      assertThat(silent.isEnded()).isTrue();
      assertThat(slow.isEnded()).isTrue();
      assertThat(host.host().statistics().refused(Refusal.UPGRADE_TIME)).isEqualTo(2);
      assertThat(host.events).isEmpty();
    }
  }

  @Test
  void upgrade_handshakeCutOff_isCounted() throws IOException {
    try (TestHost host = TestHost.start()) {
      try (RawPeer peer = RawPeer.connect(host)) {
        peer.say(Negotiation.propose(List.of("/noise")).takeOutput());
        assertThat(peer.hear()).isNotEmpty();
      }

      eventually(
          "it is counted", () -> host.host().statistics().refused(Refusal.UPGRADE_FAILED) == 1);
    }
  }

  @Test
  void upgrade_garbage_isDroppedAndCounted() throws IOException {
    try (TestHost host = TestHost.start();
        RawPeer peer = RawPeer.connect(host)) {
      peer.say("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(9).getBytes(US_ASCII));

      assertThat(peer.isEnded()).isTrue();
      eventually(
          "it is counted", () -> host.host().statistics().refused(Refusal.UPGRADE_FAILED) == 1);
    }
  }

  @Test
  void upgrade_muxerNotNamedInTheHandshake_isNegotiated() throws IOException {
    try (TestHost host = TestHost.start();
        RawPeer peer = RawPeer.connect(host).upgrade(new String[0])) {
      awaitPeers(host, peer);
    }
  }

  @Test
  void stream_dataRightBehindTheProposal_reachesTheHandler() throws IOException {
    try (TestHost host = TestHost.start();
        RawPeer peer = RawPeer.connect(host).upgrade()) {
      host.handle("/test/echo", Echo::new);
      byte[] proposal = Negotiation.propose(List.of("/test/echo")).takeOutput();
      ByteBuffer both = ByteBuffer.allocate(proposal.length + 2).put(proposal).put((byte) 8);

      YamuxStream stream = peer.yamux().open();
      stream.write(both.put((byte) 9).flip());
      peer.flush();

      List<Byte> answer = new ArrayList<>();
      while (answer.size() < proposal.length + 2) {
        peer.await(
            event -> event instanceof YamuxEvent.Arrived arrived && arrived.stream() == stream);
        for (byte each : stream.read()) {
          answer.add(each);
        }
      }
      assertThat(answer).endsWith((byte) 8, (byte) 9);
    }
  }

  @Test
  void stream_protocolNeverProposed_isResetInTimeAndCounted() throws IOException {
    try (TestHost host = TestHost.start(Limits.times(LONG, SHORT));
        RawPeer peer = RawPeer.connect(host).upgrade()) {
      YamuxStream stream = peer.yamux().open();
      peer.flush();

      assertThat(peer.await(event -> isReset(event, stream))).isNotNull();
      assertThat(host.host().statistics().refused(Refusal.NEGOTIATION_TIME)).isEqualTo(1);
      assertThat(host.on(host.host()::peers)).hasSize(1);
    }
  }

  @Test
  void open_peerNeverAgrees_failsInTime() throws IOException {
    try (TestHost host = TestHost.start(Limits.times(LONG, SHORT));
        RawPeer peer = RawPeer.connect(host).upgrade()) {
      TestStream stream = new TestStream();
      awaitPeers(host, peer);

      host.run(() -> host.host().open(peer.key.peerId(), List.of("/test/x"), stream));

      assertThat(get(stream.failed).map(Problem::sentence))
          .contains("Peer takes too long to agree on a protocol");
    }
  }

  @Test
  void streams_moreOfOneProtocolThanAllowed_areResetAndCounted() {
    try (TestHost one = TestHost.start();
        TestHost two = TestHost.start(Limits.streamsOfProtocol(1))) {
      two.handle("/test/talk", TestStream.taker());
      one.connect(two);
      TestStream kept = one.open(two, "/test/talk");
      get(kept.opened);

      TestStream refused = one.open(two, "/test/talk");

      assertThat(get(refused.failed)).isPresent();
      assertThat(two.host().statistics().refused(Refusal.STREAMS_OF_PROTOCOL)).isEqualTo(1);
      one.run(kept::end);
      assertThat(kept.closed).isNotDone();
    }
  }

  @Test
  void streams_openedAndResetTooFast_endTheConnection() throws IOException {
    try (TestHost host = TestHost.start(Limits.streams(100, 20, 32 << 20));
        RawPeer peer = RawPeer.connect(host).upgrade()) {
      for (int index = 0; index < 200; index++) {
        if (peer.yamux().canOpen()) {
          peer.yamux().open().reset();
        }
      }
      peer.flush();

      assertThat(peer.isEnded()).isTrue();
      assertThat(host.host().statistics().misbehaviour())
          .containsEntry("Peer opens streams too fast", 1L);
    }
  }

  @Test
  void unread_moreOfPeerThanAllowed_resetsTheFullestStream() {
    try (TestHost one = TestHost.start();
        TestHost two = TestHost.start(Limits.streams(100, 1_000, 1_500_000))) {
      two.handle("/test/hold", stream -> new TestStream().hold().take(stream));
      one.connect(two);
      TestStream small = one.open(two, "/test/hold");
      TestStream large = one.open(two, "/test/hold");
      get(small.opened);
      get(large.opened);

      one.run(() -> large.send(new byte[1_000_000]));
      eventually("all is sent", () -> large.taken.get() == 1_000_000);
      one.run(() -> small.send(new byte[900_000]));

      assertThat(get(large.closed)).isPresent();
      assertThat(two.host().statistics().refused(Refusal.UNREAD)).isEqualTo(1);
      assertThat(small.closed).isNotDone();
    }
  }

  @Test
  void waiting_moreOfAllThanAllowed_dropsTheOneThatMakesMostWaitForLongest() {
    try (TestHost host = TestHost.start(Limits.waiting(1_500_000));
        TestHost greedy = TestHost.start();
        TestHost other = TestHost.start()) {
      host.handle("/test/hold", stream -> new TestStream().hold().take(stream));
      greedy.connect(host);
      other.connect(host);
      TestStream large = greedy.open(host, "/test/hold");
      TestStream small = other.open(host, "/test/hold");
      get(large.opened);
      get(small.opened);

      greedy.run(() -> large.send(new byte[1_000_000]));
      eventually("it waits", () -> host.host().statistics().waiting() >= 1_000_000);
      other.run(() -> small.send(new byte[900_000]));

      assertThat(get(large.closed)).isPresent();
      eventually("the rest waits", () -> host.host().statistics().waiting() >= 900_000);
      assertThat(host.host().statistics().waiting()).isLessThan(1_000_000);
      assertThat(host.host().statistics().refused(Refusal.WAITING)).isEqualTo(1);
      assertThat(host.isConnected(other)).isTrue();
      assertThat(small.closed).isNotDone();
    }
  }

  @Test
  void waiting_peerThatIsGone_countsNoMore() {
    try (TestHost host = TestHost.start();
        TestHost peer = TestHost.start()) {
      host.handle("/test/hold", stream -> new TestStream().hold().take(stream));
      peer.connect(host);
      TestStream held = peer.open(host, "/test/hold");
      get(held.opened);
      peer.run(() -> held.send(new byte[100_000]));
      eventually("it waits", () -> host.host().statistics().waiting() >= 100_000);

      peer.run(() -> peer.host().disconnect(host.id()));

      eventually("nothing waits", () -> host.host().statistics().waiting() == 0);
    }
  }

  @Test
  void ping_peerAnswers_connectionStays() {
    HostLimits limits = Limits.pings(Duration.ofMillis(20), LONG);
    try (TestHost one = TestHost.start(limits);
        TestHost two = TestHost.start()) {
      one.connect(two);
      long before = two.host().statistics().streamsIn();

      eventually("some pings came", () -> two.host().statistics().streamsIn() > before + 5);

      assertThat(one.isConnected(two)).isTrue();
    }
  }

  @Test
  void ping_peerNeverAnswers_connectionIsClosed() throws IOException {
    HostLimits limits = Limits.pings(Duration.ofMillis(20), SHORT);
    try (TestHost host = TestHost.start(limits);
        RawPeer peer = RawPeer.connect(host).upgrade()) {
      assertThat(peer.isEnded()).isTrue();

      eventually("it is told", () -> host.events.contains("disconnected " + peer.key.peerId()));
    }
  }

  @Test
  void muxer_brokenFrame_isAnsweredWithGoAwayAndHeldAgainstThePeer() throws IOException {
    try (TestHost host = TestHost.start();
        RawPeer peer = RawPeer.connect(host).upgrade()) {
      peer.saySecured(new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9});

      assertThat(peer.await(event -> event instanceof YamuxEvent.GoneAway))
          .isEqualTo(new YamuxEvent.GoneAway(1));
      assertThat(peer.isEnded()).isTrue();
      assertThat(host.host().statistics().misbehaviour())
          .containsEntry("Yamux frame has another version", 1L);
    }
  }

  @Test
  void close_connectedPeer_saysGoodByeBeforeTheEnd() throws IOException {
    try (TestHost host = TestHost.start();
        RawPeer peer = RawPeer.connect(host).upgrade()) {
      awaitPeers(host, peer);
      host.host().execute(() -> host.host().disconnect(peer.key.peerId()));

      assertThat(peer.await(event -> event instanceof YamuxEvent.GoneAway))
          .isEqualTo(new YamuxEvent.GoneAway(0));
      assertThat(peer.hear()).isEmpty();
    }
  }

  @Test
  void breaches_again_peerIsRefusedForAWhile() throws IOException {
    try (TestHost one = TestHost.start();
        TestHost two = TestHost.start(Limits.streamsOfProtocol(100))) {
      for (int breach = 0; breach < 2; breach++) {
        one.connect(two);
        two.run(() -> two.host().misbehaved(one.id(), Problem.problem("Peer lies"), true));
        eventually("it is disconnected", () -> !one.isConnected(two) && !two.isConnected(one));
      }

      one.host().dial(two.fullAddress());

      eventually("it is refused", () -> two.host().statistics().refused(Refusal.MISBEHAVED) == 1);
      assertThat(two.isConnected(one)).isFalse();
      assertThat(two.host().statistics().misbehaviour()).containsEntry("Peer lies", 2L);
    }
  }

  @Test
  void limits_notPositive_areRefused() {
    assertThatThrownBy(() -> Limits.streamsOfProtocol(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Limits.times(Duration.ZERO, LONG))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Sends one byte in each turn of the host, and never the last one. */
  private static void dribble(TestHost host, RawPeer peer, byte[] bytes) throws IOException {
    for (int index = 0; index < bytes.length - 1; index++) {
      peer.say(new byte[] {bytes[index]});
      host.run(() -> {});
    }
  }

  private static void awaitPeers(TestHost host, RawPeer... peers) {
    Set<PeerId> ids = Stream.of(peers).map(peer -> peer.key.peerId()).collect(Collectors.toSet());
    eventually("these are connected", () -> host.on(host.host()::peers).equals(ids));
  }

  private static boolean isReset(YamuxEvent event, YamuxStream stream) {
    return event instanceof YamuxEvent.Reset reset && reset.stream() == stream;
  }
}
