package io.debros.store.libp2p.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.psk.SwarmKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts over WebSocket, TLS and private networks, with real sockets. */
@Timeout(60)
class HostTransportsTest {
  private static final String ECHO = "/echo/1.0.0";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SwarmKey KEY = SwarmKey.generate(RANDOM);

  private final List<Host> hosts = new ArrayList<>();

  @AfterEach
  void close() {
    hosts.forEach(Host::close);
  }

  @ParameterizedTest
  @CsvSource({
    "/ip4/127.0.0.1/tcp/0, false",
    "/ip4/127.0.0.1/tcp/0, true",
    "/ip4/127.0.0.1/tcp/0/ws, false",
    "/ip4/127.0.0.1/tcp/0/ws, true",
    "/ip6/::1/tcp/0/ws, false",
    "/ip4/127.0.0.1/tcp/0/wss, false",
    "/ip4/127.0.0.1/tcp/0/tls/ws, true"
  })
  void hosts_overEveryTransport_carryAStream(String address, boolean isPrivate) throws Exception {
    TlsSettings tls = TransportLayersTest.selfSigned("localhost");
    SwarmKey key = isPrivate ? KEY : null;
    Host listener = start(settings(key).withTls(tls).withListen(List.of(Multiaddr.parse(address))));
    Host dialer = start(settings(key).withTls(tls));
    Multiaddr real = listener.addresses().get(0);
    byte[] data = new byte[3_000_000];
    RANDOM.nextBytes(data);

    PeerId found = dialer.dial(real.withPeer(listener.id())).toCompletableFuture().get();
    byte[] echoed = echo(dialer, found, data);

    assertThat(found).isEqualTo(listener.id());
    assertThat(echoed).isEqualTo(data);
    assertThat(real.toString()).endsWith(address.substring(address.indexOf("/tcp/0") + 6));
    assertThat(real.endpoint().transport())
        .isEqualTo(Multiaddr.parse(address.replace("/tcp/0", "/tcp/1")).endpoint().transport());
  }

  @Test
  void listen_wssWithoutCertificate_isRefused() {
    HostSettings settings =
        settings(null).withListen(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/wss")));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(settings))
        .withMessageContaining("/ip4/127.0.0.1/tcp/0/wss")
        .withMessageContaining("certificate");
  }

  @Test
  void dial_wssWithAStrangersCertificate_fails() throws Exception {
    TlsSettings tls = TransportLayersTest.selfSigned("localhost");
    Host listener =
        start(
            settings(null)
                .withTls(tls)
                .withListen(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/wss"))));
    Host dialer = start(settings(null));

    assertThat(failure(dialer, listener)).hasMessageContaining("PKIX");
    assertThat(dialer.statistics().connectionsOut()).isZero();
  }

  @Test
  void dial_otherSwarmKey_saysSoAndRefuses() throws Exception {
    Host listener = start(listening(SwarmKey.generate(RANDOM), "/ip4/127.0.0.1/tcp/0"));
    Host dialer = start(settings(KEY));

    failure(dialer, listener);

    assertThat(listener.statistics().refused(Refusal.UPGRADE_FAILED)).isPositive();
    assertThat(listener.statistics().connectionsIn()).isZero();
  }

  @Test
  void dial_withSwarmKeyOnOneSideOnly_refuses() throws Exception {
    Host open = start(listening(null, "/ip4/127.0.0.1/tcp/0"));
    Host closed = start(listening(KEY, "/ip4/127.0.0.1/tcp/0"));

    failure(open, closed);
    assertThat(closed.statistics().refused(Refusal.UPGRADE_FAILED)).isPositive();
    failure(closed, open);
    assertThat(closed.statistics().connectionsIn() + open.statistics().connectionsIn()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u0013/multistream/1.0.0\n\r\n\r\n"})
  void listen_wsIsGivenSomethingElse_closesAndGoesOn(String junk) throws Exception {
    Host listener = start(listening(null, "/ip4/127.0.0.1/tcp/0/ws"));
    Host dialer = start(settings(null));

    assertThat(answerTo(junk, listener)).doesNotContain("HTTP/1.1 101");

    assertThat(dialer.dial(listener.addresses().get(0)).toCompletableFuture().get())
        .isEqualTo(listener.id());
  }

  @Test
  void listen_wsHandshakeThatDoesNotCome_isEnded() throws Exception {
    HostLimits limits = HostLimits.defaults();
    Duration soon = Duration.ofMillis(300);
    Host listener =
        start(
            listening(null, "/ip4/127.0.0.1/tcp/0/ws")
                .withLimits(
                    new HostLimits(
                        limits.connections(),
                        limits.connectionsOfAddress(),
                        limits.pendingInbound(),
                        limits.inboundPerSecond(),
                        limits.streamsOfProtocol(),
                        limits.opensPerSecond(),
                        limits.unreadOfPeer(),
                        soon,
                        limits.negotiationTime(),
                        limits.pingInterval(),
                        limits.pingPatience(),
                        limits.breaches(),
                        limits.refusalTime())));

    assertThat(answerTo("GET / HTTP/1.1\r\nHost: x\r\n", listener)).doesNotContain("HTTP/1.1 101");

    assertThat(listener.statistics().refused(Refusal.UPGRADE_TIME)).isEqualTo(1);
  }

  private static String answerTo(String request, Host listener) throws IOException {
    Endpoint endpoint = listener.addresses().get(0).endpoint();
    try (Socket socket = new Socket(endpoint.host(), endpoint.port());
        InputStream answer = socket.getInputStream()) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(answer.readAllBytes(), US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  private static Throwable failure(Host dialer, Host listener) {
    CompletableFuture<PeerId> dial = dialer.dial(listener.addresses().get(0)).toCompletableFuture();
    return catchThrowableOfType(ExecutionException.class, dial::get).getCause();
  }

  private byte[] echo(Host dialer, PeerId peer, byte[] data) throws Exception {
    Exchange exchange = new Exchange(data);
    dialer.execute(() -> dialer.open(peer, List.of(ECHO), exchange));
    return exchange.echoed.get();
  }

  private static HostSettings settings(@Nullable SwarmKey key) {
    return HostSettings.defaults().withSwarmKey(key);
  }

  private static HostSettings listening(@Nullable SwarmKey key, String address) {
    return settings(key).withListen(List.of(Multiaddr.parse(address)));
  }

  private Host start(HostSettings settings) {
    Host host = Host.start(settings, PrivateKey.generate(RANDOM), new Silent());
    hosts.add(host);
    host.execute(() -> host.handle(ECHO, Echo::new, Listed.NO));
    return host;
  }

  private static final class Silent implements HostListener {
    @Override
    public void connected(PeerId peer) {}

    @Override
    public void identified(PeerId peer, Set<String> protocols) {}

    @Override
    public void disconnected(PeerId peer) {}
  }

  /** Sends back what comes. */
  private static final class Echo implements StreamHandler {
    private final HostStream stream;
    private ByteBuffer waiting = ByteBuffer.allocate(0);

    Echo(HostStream stream) {
      this.stream = stream;
    }

    @Override
    public void readable() {
      while (!waiting.hasRemaining()) {
        waiting = ByteBuffer.wrap(stream.read());
        if (!waiting.hasRemaining()) {
          break;
        }
        stream.write(waiting);
      }
      if (!waiting.hasRemaining() && stream.isEnded()) {
        stream.closeWrite();
      }
    }

    @Override
    public void writable() {
      stream.write(waiting);
      readable();
    }

    @Override
    public void closed(@Nullable Problem why) {}
  }

  /** Sends all of the data, and gathers what comes back. */
  private static final class Exchange implements StreamOpener, StreamHandler {
    private final CompletableFuture<byte[]> echoed = new CompletableFuture<>();
    private final ByteBuffer data;
    private final ByteBuffer received;
    private @Nullable HostStream stream;

    Exchange(byte[] data) {
      this.data = ByteBuffer.wrap(data);
      this.received = ByteBuffer.allocate(data.length);
    }

    @Override
    public StreamHandler opened(HostStream opened) {
      stream = opened;
      writable();
      return this;
    }

    @Override
    public void failed(@Nullable Problem why) {
      echoed.completeExceptionally(new AssertionError("No stream: " + why));
    }

    @Override
    public void readable() {
      for (byte[] next = stream.read(); next.length > 0; next = stream.read()) {
        received.put(next);
      }
    }

    @Override
    public void writable() {
      stream.write(data);
      if (!data.hasRemaining()) {
        stream.closeWrite();
      }
    }

    @Override
    public void closed(@Nullable Problem why) {
      echoed.complete(received.array());
    }
  }
}
