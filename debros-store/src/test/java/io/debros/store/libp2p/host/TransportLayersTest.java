package io.debros.store.libp2p.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.host.LayeredPair.End;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.psk.SwarmKey;
import io.debros.store.testing.Property;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportLayersTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] GREETING = "\u0013/multistream/1.0.0\n".getBytes(US_ASCII);
  private static final Endpoint WS = endpoint("/dns4/node.example.org/tcp/8080/ws");
  private static final Transport WEB_SOCKET = new WebSocketLayer(Duration.ofSeconds(10));
  private static final String REQUEST =
      "GET /any/path?x=1 HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";

  private final List<End> ends = new ArrayList<>();

  @AfterEach
  void close() {
    ends.forEach(end -> end.channel.finishAndReleaseAll());
  }

  @Test
  void layers_everyCombination_carryBytesHoweverTheyAreCut() throws Exception {
    SwarmKey key = SwarmKey.generate(RANDOM);
    TlsLayer tls = new TlsLayer(selfSigned("node.example.org"));
    List<List<Transport>> combinations =
        List.of(
            List.of(WEB_SOCKET),
            List.of(psk(key)),
            List.of(WEB_SOCKET, psk(key)),
            List.of(tls, WEB_SOCKET),
            List.of(tls, WEB_SOCKET, psk(key)));
    Property.check(
        5,
        random -> {
          for (List<Transport> layers : combinations) {
            try (LayeredPair pair = new LayeredPair(layers, layers, WS)) {
              checkBytes(pair, random);
            }
          }
        });
  }

  private static void checkBytes(LayeredPair pair, RandomGenerator random) {
    pair.run(random);
    assertThat(pair.dialer.actives).isEqualTo(1);
    assertThat(pair.listener.actives).isEqualTo(1);
    byte[] said = Arrays.copyOf(GREETING, 300_000);
    Arrays.fill(said, 1_000, 2_000, (byte) random.nextInt());

    pair.dialer.say(said);
    pair.listener.say(GREETING);
    pair.listener.say(new byte[] {7});
    pair.run(random);

    assertThat(pair.listener.heard()).isEqualTo(said);
    assertThat(pair.dialer.heard()).isEqualTo(greetingAnd((byte) 7));
    assertThat(pair.dialer.errors).isEmpty();
    assertThat(pair.listener.errors).isEmpty();
  }

  private static byte[] greetingAnd(byte last) {
    byte[] bytes = Arrays.copyOf(GREETING, GREETING.length + 1);
    bytes[GREETING.length] = last;
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "/dns4/node.example.org/tcp/8080/ws, node.example.org:8080",
    "/dns/two_words/tcp/80/ws, two_words:80",
    "/ip4/192.0.2.1/tcp/1/ws, 192.0.2.1:1",
    "/ip6zone/eth0/ip6/fe80::1/tcp/1/ws, [fe80::1]:1",
    "/ip4/192.0.2.1/tcp/443/tls/sni/a.example.org/ws, a.example.org:443"
  })
  void webSocket_request_namesTheHost(String address, String host) {
    End dialer = end(Direction.OUTBOUND, endpoint(address));

    String request = new String(dialer.sent(), ISO_8859_1);

    assertThat(request)
        .startsWith("GET / HTTP/1.1\r\n")
        .containsIgnoringCase("host: " + host + "\r\n");
    assertThat(request).doesNotContainIgnoringCase("origin").containsOnlyOnce("ost: ");
  }

  @Test
  void webSocket_requestOfAnyPath_isAnswered() {
    End listener = listening();

    assertThat(new String(listener.sent(), ISO_8859_1))
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("sec-websocket-accept: ");
    assertThat(listener.actives).isEqualTo(1);
  }

  @Test
  void webSocket_messagesInPiecesAndTogether_areOneStream() {
    End listener = listening();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(frame(0x82, "one "));
    wire.writeBytes(frame(0x02, "two"));
    wire.writeBytes(frame(0x00, " thr"));
    wire.writeBytes(frame(0x80, "ee"));
    wire.writeBytes(frame(0x82, ""));
    byte[] all = wire.toByteArray();

    listener.receive(Arrays.copyOf(all, 13));
    listener.receive(Arrays.copyOfRange(all, 13, all.length));

    assertThat(new String(listener.heard(), US_ASCII)).isEqualTo("one two three");
    assertThat(listener.errors).isEmpty();
  }

  @Test
  void webSocket_pingAndClose_areAnswered() {
    End listener = listening();
    listener.sent();

    listener.receive(frame(0x89, "abc"));
    byte[] pong = listener.sent();
    listener.receive(frame(0x88, ""));

    assertThat(pong).startsWith(0x8a, 3).endsWith('a', 'b', 'c');
    assertThat(listener.sent()).startsWith(0x88);
    assertThat(listener.channel.isOpen()).isFalse();
    assertThat(listener.errors).isEmpty();
  }

  @Test
  void webSocket_closedFromAbove_saysSoToTheOtherSide() {
    End listener = listening();
    listener.sent();

    listener.channel.close();

    assertThat(listener.sent()).startsWith(0x88);
  }

  @Test
  void webSocket_longWrite_isCutIntoMessages() {
    End listener = listening();
    listener.sent();

    listener.say(new byte[150_000]);

    byte[] sent = listener.sent();
    assertThat(sent).startsWith(0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0).hasSize(150_000 + 2 * 10 + 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x81, 0x85, 0xc2})
  void webSocket_otherThanBinary_isRefused(int opcode) {
    End listener = listening();

    listener.receive(frame(opcode, "text"));

    assertRefused(listener, opcode == 0x81 ? Fault.PROTOCOL : Fault.MALFORMED);
  }

  @Test
  void webSocket_frameOfAPeerThatIsNotMasked_isRefused() {
    End listener = listening();

    listener.receive(new byte[] {(byte) 0x82, 1, 7});

    assertRefused(listener, Fault.MALFORMED);
  }

  @Test
  void webSocket_longFrame_isRefusedBeforeItHasCome() {
    End listener = listening();
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) 0x82).put((byte) 0xff);
    head.putLong(WebSocketLayer.MAX_FRAME + 1);

    listener.receive(head.array());

    assertRefused(listener, Fault.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
        "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
        "junk that is no HTTP at all\r\n\r\n",
        "\u0013/multistream/1.0.0\n\u0007/noise\n\r\n\r\n"
      })
  void webSocket_otherRequests_areRefusedAndClosed(String request) {
    End listener = end(Direction.INBOUND, WS);

    listener.receive(request.getBytes(ISO_8859_1));

    assertThat(listener.actives).isZero();
    assertThat(listener.heard()).isEmpty();
    assertThat(listener.channel.isOpen()).isFalse();
  }

  @Test
  void webSocket_endlessHeaders_areRefused() {
    End listener = end(Direction.INBOUND, WS);

    listener.receive(("GET / HTTP/1.1\r\nX: " + "x".repeat(9_000)).getBytes(ISO_8859_1));

    assertThat(listener.channel.isOpen()).isFalse();
    assertThat(listener.actives).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: wrong\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n\r\n"
      })
  void webSocket_otherAnswers_areRefused(String answer) {
    End dialer = end(Direction.OUTBOUND, WS);

    dialer.receive(answer.getBytes(ISO_8859_1));

    assertThat(dialer.actives).isZero();
    assertThat(dialer.channel.isOpen()).isFalse();
    assertThat(dialer.errors).first().isInstanceOf(BadPeerException.class);
  }

  @Test
  void tls_nameOfTheAddress_isAskedFor() throws Exception {
    TlsLayer tls = new TlsLayer(selfSigned("a.example.org"));
    List<Transport> layers = List.of(tls, WEB_SOCKET);
    Endpoint endpoint = endpoint("/ip4/192.0.2.1/tcp/443/tls/sni/a.example.org/ws");
    try (LayeredPair pair = new LayeredPair(layers, layers, endpoint)) {
      pair.run(new SplittableRandom(1));

      SslHandler handler = pair.listener.channel.pipeline().get(SslHandler.class);
      ExtendedSSLSession session = (ExtendedSSLSession) handler.engine().getSession();
      assertThat(session.getRequestedServerNames())
          .containsExactly(new SNIHostName("a.example.org"));
      assertThat(pair.dialer.actives).isEqualTo(1);
    }
  }

  @Test
  void tls_certificateOfAnotherName_isNotBelieved() throws Exception {
    checkDisbelief(new TlsLayer(selfSigned("other.example.org")));
  }

  @Test
  void tls_certificateThatJavaDoesNotKnow_isNotBelieved() throws Exception {
    checkDisbelief(new TlsLayer(new TlsSettings(null, selfSigned("node.example.org").listen())));
  }

  private static void checkDisbelief(TlsLayer tls) {
    List<Transport> layers = List.of(tls, WEB_SOCKET);
    try (LayeredPair pair = new LayeredPair(layers, layers, WS)) {
      pair.run(new SplittableRandom(1));

      assertThat(pair.dialer.actives + pair.listener.actives).isZero();
      assertThat(pair.dialer.errors).isNotEmpty();
      assertThat(pair.dialer.errors.get(0)).hasRootCauseInstanceOf(Exception.class);
      assertThat(pair.dialer.channel.isOpen()).isFalse();
    }
  }

  @Test
  void tls_filesThatAreNoCertificates_areNamed() {
    Path none = Path.of("no-such-file.pem");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsSettings.defaults().withCertificate(none, none))
        .withMessageContaining("Certificate for TLS cannot be used")
        .withMessageContaining("no-such-file.pem");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsSettings.defaults().withTrusted(none))
        .withMessageContaining("no-such-file.pem");
  }

  @Test
  void psk_nonceInPieces_isActiveWhenItIsWhole() {
    End end = new End(List.of(psk(SwarmKey.generate(RANDOM))), Direction.INBOUND, WS);
    ends.add(end);

    assertThat(end.sent()).hasSize(24);
    end.receive(new byte[23]);
    assertThat(end.actives).isZero();
    end.receive(new byte[1]);
    assertThat(end.actives).isEqualTo(1);
  }

  @Test
  void psk_otherKey_isRefusedByBoth() {
    List<Transport> ours = List.of(psk(SwarmKey.generate(RANDOM)));
    List<Transport> theirs = List.of(psk(SwarmKey.generate(RANDOM)));
    try (LayeredPair pair = new LayeredPair(ours, theirs, WS)) {
      pair.run(new SplittableRandom(1));
      pair.dialer.say(GREETING);
      pair.listener.say(GREETING);

      pair.run(new SplittableRandom(1));

      assertRefused(pair.listener, Fault.UNSUPPORTED);
      assertThat(pair.listener.heard()).isEmpty();
    }
  }

  @Test
  void psk_onOneSideOnly_isToldToThatSide() {
    List<Transport> ours = List.of(psk(SwarmKey.generate(RANDOM)));
    try (LayeredPair pair = new LayeredPair(List.of(), ours, WS)) {
      pair.dialer.say(Arrays.copyOf(GREETING, 28));

      pair.run(new SplittableRandom(1));

      assertRefused(pair.listener, Fault.UNSUPPORTED);
      assertThat(pair.listener.errors.get(0)).hasMessageContaining("not in a private network");
      assertThat(pair.listener.actives).isZero();
    }
  }

  private static void assertRefused(End end, Fault fault) {
    assertThat(end.errors).isNotEmpty().first().isInstanceOf(BadPeerException.class);
    assertThat(((BadPeerException) end.errors.get(0)).fault()).isEqualTo(fault);
    assertThat(end.channel.isOpen()).isFalse();
  }

  private End end(Direction direction, Endpoint endpoint) {
    End end = new End(List.of(WEB_SOCKET), direction, endpoint);
    ends.add(end);
    return end;
  }

  /** An end that listens, and whose handshake is done. */
  private End listening() {
    End listener = end(Direction.INBOUND, WS);
    listener.receive(REQUEST.getBytes(ISO_8859_1));
    return listener;
  }

  /** A short frame of a client, under a mask that changes nothing. */
  private static byte[] frame(int head, String payload) {
    byte[] frame = Arrays.copyOf(new byte[] {(byte) head}, 6 + payload.length());
    frame[1] = (byte) (0x80 | payload.length());
    System.arraycopy(payload.getBytes(US_ASCII), 0, frame, 6, payload.length());
    return frame;
  }

  private static Transport psk(SwarmKey key) {
    return new PskLayer(key, RANDOM);
  }

  static TlsSettings selfSigned(String name) throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .subject("CN=" + name)
            .addSanDnsName(name)
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    File certificate = bundle.toTempCertChainPem();
    File key = bundle.toTempPrivateKeyPem();
    return TlsSettings.defaults()
        .withCertificate(certificate.toPath(), key.toPath())
        .withTrusted(certificate.toPath());
  }

  private static Endpoint endpoint(String address) {
    return Multiaddr.parse(address).endpoint();
  }
}
