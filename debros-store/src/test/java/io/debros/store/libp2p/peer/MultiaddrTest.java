package io.debros.store.libp2p.peer;

import static io.debros.store.testing.Vectors.hex;
import static io.debros.store.testing.Vectors.requireFields;
import static io.debros.store.testing.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.error.BadPeerException;
import io.debros.store.libp2p.peer.Endpoint.Kind;
import io.debros.store.libp2p.peer.Endpoint.Transport;
import io.debros.store.testing.Libp2pVectors;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MultiaddrTest {
  private static final String A = "12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSB";
  private static final PeerId PEER_A = PeerId.parse(A);
  private static final PeerId PEER_B =
      PeerId.parse("12D3KooWCd3eX8r5ihRvzK7P1yPq5aakaBJhG5GNj18YTztPhoCa");
  private static final HexFormat HEX = HexFormat.of();

  @TestFactory
  Stream<DynamicTest> vectors_everyAddress_hasItsBytesAndText() {
    return Libp2pVectors.load("multiaddrs")
        .valueStream()
        .map(node -> DynamicTest.dynamicTest(text(node, "text"), () -> check(node)));
  }

  private static void check(JsonNode node) {
    requireFields(node, "text", "bytes", "canonical");

    Multiaddr parsed = Multiaddr.parse(text(node, "text"));

    assertThat(parsed.bytes()).isEqualTo(hex(node, "bytes"));
    assertThat(parsed).hasToString(text(node, "canonical")).isEqualTo(Multiaddr.parse("" + parsed));
    assertThat(Multiaddr.decode(hex(node, "bytes"))).isEqualTo(parsed).hasSameHashCodeAs(parsed);
    assertThat(parsed.isOpaque()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/ip6/0:0:0:0:0:0:0:0/tcp/1, /ip6/::/tcp/1",
    "/ip6/2001:DB8:0:0:1:0:0:1/tcp/1, /ip6/2001:db8::1:0:0:1/tcp/1",
    "/ip6/1:0:0:2:0:0:0:3/tcp/1, /ip6/1:0:0:2::3/tcp/1",
    "/ip6/1:0:2:3:4:5:6:7/tcp/1, /ip6/1:0:2:3:4:5:6:7/tcp/1",
    "/ip6/1:2:3:4:5:6:7::/tcp/1, /ip6/1:2:3:4:5:6:7:0/tcp/1",
    "/ip6/fe80::/tcp/1, /ip6/fe80::/tcp/1",
    "/ip6/::ffff:1.2.3.4/tcp/1, /ip6/::ffff:102:304/tcp/1",
    "/ipfs/" + A + ", /p2p/" + A,
    "/p2p/k51qzi5uqu5dg9ufswxt229ntzdy7p4125xzv5rtyjso89ajdujg6csfxcj260, /p2p/" + A,
    "/ip6zone/eth0/ip6/fe80::1/tcp/4001, /ip6zone/eth0/ip6/fe80::1/tcp/4001",
    "/unix/run/debros.sock, /unix/run/debros.sock",
    "/ip4/1.2.3.4/tcp/1/tls/sni/example.com/ws, /ip4/1.2.3.4/tcp/1/tls/sni/example.com/ws",
    "/ip4/1.2.3.4/udp/9/webrtc-direct/certhash/uEiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw, "
        + "/ip4/1.2.3.4/udp/9/webrtc-direct/certhash/uEiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw",
    "/ip4/1.2.3.4/udp/9/quic-v1/webtransport, /ip4/1.2.3.4/udp/9/quic-v1/webtransport",
    "/p2p-circuit/webrtc, /p2p-circuit/webrtc"
  })
  void parse_otherTextsOfOneAddress_printsTheUsualOne(String text, String canonical) {
    Multiaddr address = Multiaddr.parse(text);

    assertThat(address).hasToString(canonical);
    assertThat(Multiaddr.decode(address.bytes())).isEqualTo(address).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "ip4/1.2.3.4",
        "/ip4",
        "/ip4/",
        "/ip4/1.2.3",
        "/ip4/1.2.3.256",
        "/ip4/1.2.3.04",
        "/ip4/1.2.3.4/",
        "/ip4/example.com",
        "/ip4/1.2.3.4/tcp/65536",
        "/ip4/1.2.3.4/tcp/-1",
        "/ip4/1.2.3.4/tcp/+1",
        "/ip4/1.2.3.4/tcp/01",
        "/ip4/1.2.3.4/tcp/99999999999",
        "/ip6/1.2.3.4",
        "/ip6/1:2:3:4:5:6:7",
        "/ip6/1:2:3:4:5:6:7:8:9",
        "/ip6/1::2::3",
        "/ip6/:::",
        "/ip6/1:2:3:4:5:6:7:8::",
        "/ip6/12345::",
        "/ip6/fe80::1%eth0",
        "/dns//tcp/1",
        "/dns/a b/tcp/1",
        "/p2p/x",
        "/unix",
        "/unix/",
        "/certhash/zAA",
        "/certhash/u!",
        "/onion3/abc:1",
        "/ip4/1.2.3.4/tcp/1/ws/x"
      })
  void parse_anythingElse_isRefusedByName(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Multiaddr.parse(text))
        .withMessageContaining("Text is not an address of a peer {text=" + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "04",
        "047f0000",
        "047f00000106",
        "047f0000010600",
        "36",
        "36ffffffffffffffff7f61",
        "3600",
        "36026120",
        "3601ff",
        "a503020000",
        "84007f000001"
      })
  void decode_stepsCutOffOrWrong_areRefused(String bytes) {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> Multiaddr.decode(HEX.parseHex(bytes)))
        .withMessageContaining("Bytes are not an address of a peer");
    assertThat(Multiaddr.find(HEX.parseHex(bytes))).isNull();
  }

  @Test
  void decode_moreThanAKilobyte_isRefused() {
    byte[] long1 = HEX.parseHex("dd03".repeat(513));

    assertThatExceptionOfType(BadPeerException.class).isThrownBy(() -> Multiaddr.decode(long1));
  }

  @Test
  void decode_unknownStep_isKeptButNotDialable() {
    byte[] bytes = HEX.parseHex("047f000001060fa1bd03010203");

    Multiaddr address = Multiaddr.decode(bytes);

    assertThat(address.isOpaque()).isTrue();
    assertThat(address.bytes()).isEqualTo(bytes);
    assertThat(address.endpoint()).isNull();
    assertThat(address.peer()).isNull();
    assertThat(address.parts()).hasSize(2);
    assertThat(address).hasToString("opaque:047f000001060fa1bd03010203");
    assertThatIllegalArgumentException().isThrownBy(() -> address.withPeer(PEER_A));
    assertThatIllegalArgumentException().isThrownBy(() -> Multiaddr.parse(address.toString()));
  }

  @Test
  void endpoint_everyDialableForm_saysWhereAndWhom() {
    assertThat(endpoint("/ip4/1.2.3.4/tcp/4001"))
        .isEqualTo(new Endpoint(Kind.IP, "1.2.3.4", 4001, Transport.TCP, null));
    assertThat(endpoint("/ip6/::1/tcp/4001/p2p/" + A))
        .isEqualTo(new Endpoint(Kind.IP, "::1", 4001, Transport.TCP, PEER_A));
    assertThat(endpoint("/ip6zone/eth0/ip6/fe80::1/tcp/1"))
        .isEqualTo(new Endpoint(Kind.IP, "fe80::1%eth0", 1, Transport.TCP, null));
    assertThat(endpoint("/dns/example.com/tcp/80/ws"))
        .isEqualTo(new Endpoint(Kind.DNS, "example.com", 80, Transport.WS, null));
    assertThat(endpoint("/dns4/example.com/tcp/443/wss"))
        .isEqualTo(new Endpoint(Kind.DNS4, "example.com", 443, Transport.WSS, null));
    assertThat(endpoint("/dns6/example.com/tcp/443/tls/ws/p2p/" + A))
        .isEqualTo(new Endpoint(Kind.DNS6, "example.com", 443, Transport.WSS, PEER_A));
    assertThat(endpoint("/ip4/1.2.3.4/tcp/443/tls/sni/example.com/ws/p2p/" + A))
        .isEqualTo(new Endpoint(Kind.IP, "1.2.3.4", 443, Transport.WSS, "example.com", PEER_A));
  }

  @Test
  void endpoint_serverName_isTheNameForTlsOrThatOfTheHost() {
    assertThat(endpoint("/ip4/1.2.3.4/tcp/1/tls/sni/a.b/ws").serverName()).isEqualTo("a.b");
    assertThat(endpoint("/dns4/c.d/tcp/1/wss").serverName()).isEqualTo("c.d");
    assertThat(endpoint("/ip6zone/eth0/ip6/fe80::1/tcp/1/ws").serverName()).isEqualTo("fe80::1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/1.2.3.4",
        "/ip4/1.2.3.4/tcp/0",
        "/ip4/1.2.3.4/udp/4001",
        "/ip4/1.2.3.4/udp/4001/quic-v1",
        "/ip4/1.2.3.4/tcp/1/tls",
        "/ip4/1.2.3.4/tcp/1/tls/p2p/" + A,
        "/ip4/1.2.3.4/tcp/1/ws/ws",
        "/ip4/1.2.3.4/tcp/1/tls/sni/example.com",
        "/ip4/1.2.3.4/tcp/1/sni/example.com/ws",
        "/ip4/1.2.3.4/tcp/1/p2p/" + A + "/p2p-circuit",
        "/ip4/1.2.3.4/tcp/1/p2p/" + A + "/p2p-circuit/p2p/" + A,
        "/ip6zone/eth0/ip4/1.2.3.4/tcp/1",
        "/ip6zone/eth0",
        "/dnsaddr/example.com/tcp/1",
        "/tcp/1",
        "/unix/a",
        "/p2p/" + A
      })
  void endpoint_anyOtherForm_isNotDialable(String text) {
    assertThat(Multiaddr.parse(text).endpoint()).isNull();
  }

  @Test
  void endpoint_nameOfPeers_isDialableAndNoneToListenOn() {
    Endpoint named = Multiaddr.parse("/dnsaddr/example.com/p2p/" + A).endpoint();

    assertThat(named)
        .isEqualTo(
            new Endpoint(Endpoint.Kind.DNSADDR, "example.com", 0, Endpoint.Transport.TCP, PEER_A));
    assertThat(Multiaddr.parse("/dnsaddr/example.com").endpoint()).isNotNull();
    assertThat(Multiaddr.parse("/dnsaddr/example.com").binding()).isNull();
  }

  @Test
  void peer_atTheEnd_canBeAddedReplacedAndRemoved() {
    Multiaddr plain = Multiaddr.parse("/ip4/1.2.3.4/tcp/1");
    Multiaddr named = plain.withPeer(PEER_A);

    assertThat(plain.peer()).isNull();
    assertThat(plain.withoutPeer()).isSameAs(plain);
    assertThat(named.peer()).isEqualTo(PEER_A);
    assertThat(named.withoutPeer()).isEqualTo(plain);
    assertThat(named.withPeer(PEER_B)).hasToString("/ip4/1.2.3.4/tcp/1/p2p/" + PEER_B);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Multiaddr.parse("/p2p/" + A).withoutPeer())
        .withMessageContaining("nothing but its id");
  }

  @Test
  void tcp_socketAddresses_becomeAddresses() throws Exception {
    InetAddress six = InetAddress.getByAddress(HEX.parseHex("20010db8" + "00".repeat(11) + "01"));

    assertThat(Multiaddr.tcp(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 4001))
        .hasToString("/ip4/127.0.0.1/tcp/4001");
    assertThat(Multiaddr.tcp(six, 1).with(AddressProtocol.WS, ""))
        .hasToString("/ip6/2001:db8::1/tcp/1/ws");
    assertThatIllegalArgumentException().isThrownBy(() -> Multiaddr.tcp(six, 65_536));
  }

  @Test
  void decode_mutatedBytes_areRefusedOrComeBackAsTheyWere() {
    List<byte[]> all = new ArrayList<>();
    Libp2pVectors.load("multiaddrs").forEach(node -> all.add(hex(node, "bytes")));
    Property.check(
        3_000,
        random -> {
          byte[] bytes = Mutations.of(all.get(random.nextInt(all.size())), random);
          Multiaddr address = Multiaddr.find(bytes);

          if (address != null) {
            assertThat(address.bytes()).isEqualTo(bytes);
            assertThat(address.isOpaque() || Multiaddr.parse(address.toString()).equals(address))
                .as(() -> address + " prints what it is")
                .isTrue();
          }
        });
  }

  private static Endpoint endpoint(String text) {
    return Multiaddr.parse(text).endpoint();
  }
}
