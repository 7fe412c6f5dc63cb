package io.debros.store.libp2p.host;

import static io.debros.store.libp2p.host.TestHost.eventually;
import static io.debros.store.libp2p.host.TestHost.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.psk.SwarmKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts over WebSocket, TLS and private networks, with real sockets. */
@Timeout(120)
class HostTransportsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SwarmKey KEY = SwarmKey.generate(RANDOM);
  private static final String TCP = "/ip4/127.0.0.1/tcp/0";
  private static final String WS = TCP + "/ws";
  private static final String WSS = TCP + "/tls/ws";

  private final List<TestHost> hosts = new ArrayList<>();

  @AfterEach
  void close() {
    hosts.forEach(TestHost::close);
  }

  @ParameterizedTest
  @CsvSource({
    TCP + ", true",
    WS + ", false",
    WS + ", true",
    "/ip6/::1/tcp/0/ws, false",
    TCP + "/wss, false",
    WSS + ", true",
  })
  void hosts_overEveryTransport_carryStreamsBothWays(String address, boolean isPrivate)
      throws Exception {
    TlsSettings tls = TransportLayersTest.selfSigned("localhost");
    SwarmKey key = isPrivate ? KEY : null;
    TestHost listener = start(listening(key, tls, address));
    TestHost dialer = start(settings(key).withTls(tls));
    TestStream taken = new TestStream();
    listener.handle("/up", taken::take);
    byte[] up = random(2_000_000);
    byte[] down = random(500_000);

    dialer.connect(listener);
    TestStream opened = dialer.open(listener, "/up");
    get(opened.opened);
    dialer.run(() -> opened.sendAndEnd(up));
    get(taken.opened);
    listener.run(() -> taken.sendAndEnd(down));

    assertThat(get(taken.received)).isEqualTo(up);
    assertThat(get(opened.received)).isEqualTo(down);
    assertThat(listener.address().toString())
        .doesNotContain("/tcp/0")
        .endsWith(address.replaceFirst(".*/tcp/0", "").replace("/wss", "/tls/ws"));
  }

  @Test
  void close_overWebSocket_endsTheConnectionForBoth() {
    TestHost listener = start(listening(null, TlsSettings.defaults(), WS));
    TestHost dialer = start(settings(null));
    dialer.connect(listener);

    listener.close();

    eventually("the dialer knows", () -> !dialer.isConnected(listener));
  }

  @ParameterizedTest
  @ValueSource(strings = {TCP + "/wss", WSS})
  void listen_wssWithoutCertificate_isRefused(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listening(null, TlsSettings.defaults(), address))
        .withMessageContaining("Address to listen on needs a certificate")
        .withMessageContaining(address);
  }

  @Test
  void dial_certificateThatIsNotBelieved_fails() throws Exception {
    TestHost listener = start(listening(null, TransportLayersTest.selfSigned("localhost"), WSS));
    TestHost dialer = start(settings(null));

    assertThat(failure(dialer, listener))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("PKIX");
  }

  @Test
  void dial_webSocketWhereThereIsNone_fails() {
    TestHost listener = start(listening(null, TlsSettings.defaults(), TCP));
    TestHost dialer = start(settings(null));
    Multiaddr ws = Multiaddr.parse(listener.address() + "/ws");

    assertThat(catchThrowable(() -> get(dialer.host().dial(ws)))).isNotNull();
    assertThat(listener.host().statistics().connectionsIn()).isZero();
  }

  @Test
  void dial_otherSwarmKey_isRefusedAndSaysSo() {
    SwarmKey other = SwarmKey.generate(RANDOM);
    TestHost listener = start(listening(other, TlsSettings.defaults(), TCP));
    TestHost dialer = start(settings(KEY));

    failure(dialer, listener);

    eventually(
        "the listener has refused",
        () -> listener.host().statistics().refused(Refusal.UPGRADE_FAILED) > 0);
    assertThat(listener.host().statistics().connectionsIn()).isZero();
  }

  @Test
  void dial_swarmKeyOfOneSideOnly_isRefused() {
    TestHost open = start(listening(null, TlsSettings.defaults(), TCP));
    TestHost closed = start(listening(KEY, TlsSettings.defaults(), TCP));

    failure(open, closed);
    eventually(
        "the private one has refused",
        () -> closed.host().statistics().refused(Refusal.UPGRADE_FAILED) > 0);
    assertThat(failure(closed, open))
        .isInstanceOfAny(BadPeerException.class, UnreachableException.class);
    assertThat(closed.host().statistics().connectionsIn()).isZero();
    assertThat(open.host().statistics().connectionsIn()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u0013/multistream/1.0.0\n\r\n\r\n"})
  void listen_wsThatIsGivenSomethingElse_refusesAndGoesOn(String junk) throws Exception {
    TestHost listener = start(listening(null, TlsSettings.defaults(), WS));
    TestHost dialer = start(settings(null));

    assertThat(answerTo(junk, listener)).doesNotContain("HTTP/1.1 101");

    dialer.connect(listener);
    assertThat(listener.host().statistics().connectionsIn()).isEqualTo(1);
  }

  @Test
  void listen_wsHandshakeThatNeverEnds_isEnded() throws Exception {
    HostLimits hasty = Limits.times(Duration.ofMillis(300), Duration.ofSeconds(10));
    TestHost listener = start(listening(null, TlsSettings.defaults(), WS).withLimits(hasty));

    assertThat(answerTo("GET / HTTP/1.1\r\nHost: x\r\n", listener)).isEmpty();

    eventually(
        "it is counted", () -> listener.host().statistics().refused(Refusal.UPGRADE_TIME) == 1);
  }

  /** What is answered until the other side ends the connection. */
  private static String answerTo(String request, TestHost listener) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        InputStream answer = socket.getInputStream()) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(answer.readAllBytes(), US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  private static Throwable failure(TestHost dialer, TestHost listener) {
    Throwable failure = catchThrowable(() -> get(dialer.host().dial(listener.fullAddress())));
    assertThat(failure).isNotNull().isNotInstanceOf(AssertionError.class);
    return failure;
  }

  private TestHost start(HostSettings settings) {
    TestHost host = TestHost.start(settings, each -> {});
    hosts.add(host);
    return host;
  }

  private static HostSettings settings(@Nullable SwarmKey key) {
    return HostSettings.defaults().withSwarmKey(key);
  }

  private static HostSettings listening(@Nullable SwarmKey key, TlsSettings tls, String address) {
    return settings(key).withTls(tls).withListen(List.of(Multiaddr.parse(address)));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
