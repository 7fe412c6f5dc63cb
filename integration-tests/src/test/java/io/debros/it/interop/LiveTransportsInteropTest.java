package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.debros.it.javascript.JsPeer;
import io.debros.it.javascript.JsStack;
import io.debros.store.NetworkSettings;
import io.debros.store.libp2p.peer.Multiaddr;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both kinds of peers meet by each kind of address. */
class LiveTransportsInteropTest extends WithLivePeers {
  /** Goes in many frames. */
  private static final int LARGE = 200_000;

  @ParameterizedTest
  @MethodSource("stacksAndAddresses")
  void peers_thatListenThereAlone_haveWhatBothWriteWhoeverDials(JsStack stack, String listen) {
    assumeTrue(!listen.contains("ip6") || hasIpv6(), "This machine has no IPv6 on loopback");
    LivePeer java = peers.java(listening(listen));
    LivePeer javaScript = peers.javaScript(stack, Map.of("listen", List.of(listen)));
    String parts = listen.substring(0, listen.indexOf("/tcp/"));
    assertThat(List.of(java.address(), javaScript.address()))
        .allSatisfy(address -> assertThat(address).startsWith(parts))
        .allSatisfy(address -> assertThat(address.contains("/ws/")).isEqualTo(isWeb(listen)));

    LiveCopy created = java.create("posts", "documents", "ipfs");
    created.put("before", "h".repeat(LARGE));
    javaScript.dial(java);
    LiveCopy opened = javaScript.open(created.address());
    writeBoth(created, opened);
    peers.assertConverge(3, List.of(created, opened));

    LivePeers.part(java, javaScript);
    writeBoth(created, opened);
    java.dial(javaScript);
    writeBoth(created, opened);
    peers.assertConverge(7, List.of(created, opened));
  }

  /** As a browser does, with a certificate that it believes. */
  @ParameterizedTest
  @EnumSource(JsStack.class)
  void javaScript_thatDialsByWss_hasWhatBothWrite(JsStack stack) throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .subject("CN=node")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path chain = own.toTempCertChainPem().toPath();
    LivePeer java =
        peers.java(
            listening("/ip4/127.0.0.1/tcp/0/wss")
                .withCertificate(chain, own.toTempPrivateKeyPem().toPath()));
    LivePeer javaScript = peers.javaScript(stack, Map.of(JsPeer.TRUSTED, chain.toString()));
    assertThat(java.address()).contains("/tls/ws/");

    LiveCopy created = java.create("posts", "documents", "ipfs");
    created.put("before", "h".repeat(LARGE));
    javaScript.dial(java);
    LiveCopy opened = javaScript.open(created.address());
    writeBoth(created, opened);

    peers.assertConverge(3, List.of(created, opened));
  }

  private static Stream<Arguments> stacksAndAddresses() {
    return Stream.of(JsStack.values())
        .flatMap(
            stack ->
                Stream.of("/ip4/127.0.0.1/tcp/0/ws", "/ip6/::1/tcp/0", "/ip6/::1/tcp/0/ws")
                    .map(listen -> Arguments.of(stack, listen)));
  }

  private static NetworkSettings listening(String address) {
    return NetworkSettings.loopback().withListen(List.of(Multiaddr.parse(address)));
  }

  private static boolean isWeb(String address) {
    return address.endsWith("/ws");
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      return socket.isBound();
    } catch (IOException none) {
      return false;
    }
  }

  private static void writeBoth(LiveCopy created, LiveCopy opened) {
    created.put("of Java", "j".repeat(LARGE));
    opened.put("of JavaScript", "s".repeat(LARGE));
  }
}
