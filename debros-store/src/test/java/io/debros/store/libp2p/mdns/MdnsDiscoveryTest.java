package io.debros.store.libp2p.mdns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.mdns.DnsRecord.Pointer;
import io.debros.store.libp2p.mdns.DnsRecord.Text;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MdnsDiscoveryTest {
  private static final String SERVICE = "_p2p._udp.local";
  private static final String JAVA_SCRIPT = "12D3KooWDx3eX8G7b3ZJFTJgzfVqx95bUZdVf4MNneDtpbJVEgtz";
  private static final PeerId ADA = peer();
  private static final PeerId BOB = peer();
  private static final Multiaddr LAN = Multiaddr.parse("/ip4/192.168.1.7/tcp/4001");
  private static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");

  private final MdnsDiscovery ada = discovery(ADA, 1);
  private final MdnsDiscovery bob = discovery(BOB, 2);

  @Test
  void tick_atStartAndEveryInterval_asksAndTells() {
    assertThat(ada.nextTick()).isZero();
    assertThat(ada.tick(List.of(LAN), 0)).hasSize(2);
    assertThat(ada.nextTick()).isEqualTo(10_000);
    assertThat(ada.tick(List.of(LAN), 9_999)).isEmpty();
    assertThat(ada.tick(List.of(LAN), 10_000)).hasSize(2);
  }

  @Test
  void query_ofOurs_isTheOneOfJavaScript() {
    byte[] query = ada.tick(List.of(), 0).get(0);

    assertThat(HexFormat.of().formatHex(query))
        .isEqualTo("000000000001000000000000045f703270045f756470056c6f63616c00000c0001");
  }

  @Test
  void response_ofOurs_hasThePointerAndOneTextForEachAddress() {
    byte[] response = ada.tick(List.of(LAN, LOOPBACK), 0).get(1);

    DnsMessage message = DnsMessage.decode(response);

    assertThat(message.isResponse()).isTrue();
    assertThat(message.questions()).isEmpty();
    Pointer pointer = (Pointer) message.records().get(0);
    assertThat(pointer.name()).isEqualTo(SERVICE);
    assertThat(pointer.target()).matches("[a-z0-9]{40}\\._p2p\\._udp\\.local");
    assertThat(message.records().subList(1, 3))
        .containsExactly(
            new Text(pointer.target(), 120, List.of("dnsaddr=" + LAN.withPeer(ADA))),
            new Text(pointer.target(), 120, List.of("dnsaddr=" + LOOPBACK.withPeer(ADA))));
    assertThat(message.records()).hasSize(3);
  }

  @Test
  void receive_responseOfAnother_findsItsAddresses() {
    List<byte[]> datagrams = bob.tick(List.of(LAN, LOOPBACK), 0);

    assertThat(ada.receive(datagrams.get(0), true, 0)).isEmpty();
    assertThat(ada.receive(datagrams.get(1), true, 0))
        .containsExactly(LAN.withPeer(BOB), LOOPBACK.withPeer(BOB));
    assertThat(ada.broken()).isZero();
  }

  /** What @libp2p/mdns 12.0 sends. */
  @Test
  void receive_responseOfJavaScript_findsItsAddresses() {
    String name = "61".repeat(63);
    String datagram =
        "000084000000000300000000045f703270045f756470056c6f63616c00000c0001000000780051"
            + "3f"
            + name
            + "045f703270045f756470056c6f63616c003f"
            + name
            + "045f703270045f756470056c6f63616c000010000100000078005b5a646e73616464723d2f6970"
            + "342f3139322e3136382e312e392f7463702f343030312f7032702f313244334b6f6f5744783365"
            + "5838473762335a4a46544a677a66567178393562555a645666344d4e6e65447470624a56456774"
            + "7a3f"
            + name
            + "045f703270045f756470056c6f63616c000010000100000078005e5d646e73616464723d2f6970"
            + "342f3139322e3136382e312e392f7463702f343030322f77732f7032702f313244334b6f6f5744"
            + "7833655838473762335a4a46544a677a66567178393562555a645666344d4e6e65447470624a56"
            + "4567747a";

    assertThat(ada.receive(HexFormat.of().parseHex(datagram), false, 0))
        .containsExactly(
            Multiaddr.parse("/ip4/192.168.1.9/tcp/4001/p2p/" + JAVA_SCRIPT),
            Multiaddr.parse("/ip4/192.168.1.9/tcp/4002/ws/p2p/" + JAVA_SCRIPT));
  }

  @Test
  void receive_loopbackAddressOfAnotherMachine_isLeftOut() {
    byte[] response = bob.tick(List.of(LAN, LOOPBACK), 0).get(1);

    assertThat(ada.receive(response, false, 0)).containsExactly(LAN.withPeer(BOB));
  }

  @Test
  void receive_ownResponse_findsNothing() {
    byte[] response = ada.tick(List.of(LAN), 0).get(1);

    assertThat(ada.receive(response, true, 0)).isEmpty();
    assertThat(discovery(ADA, 3).receive(response, true, 0)).isEmpty();
  }

  @Test
  void receive_queriesOfMany_areAnsweredOnceASecond() {
    byte[] query = bob.tick(List.of(), 0).get(0);
    ada.tick(List.of(LAN), 0);

    ada.receive(query, false, 100);
    ada.receive(query, false, 200);

    assertThat(ada.nextTick()).isEqualTo(1_000);
    assertThat(ada.tick(List.of(LAN), 999)).isEmpty();
    assertThat(ada.tick(List.of(LAN), 1_000)).hasSize(1);
    assertThat(ada.nextTick()).isEqualTo(10_000);
    ada.receive(query, false, 5_000);
    assertThat(ada.nextTick()).isEqualTo(5_000);
  }

  @Test
  void receive_queryForAnyRecordOrUnicastAnswer_isAnsweredToo() {
    byte[] query = bob.tick(List.of(), 0).get(0);
    byte[] any = query.clone();
    any[any.length - 3] = (byte) DnsMessage.ANY;
    byte[] unicast = query.clone();
    unicast[unicast.length - 2] = (byte) 0x80;

    assertThat(DnsMessage.decode(any).questions()).containsExactly(SERVICE);
    assertThat(DnsMessage.decode(unicast).questions()).containsExactly(SERVICE);
  }

  @Test
  void receive_queryForOtherServices_isNotAnswered() {
    byte[] query = DnsWriter.query("_ipp._tcp.local");
    ada.tick(List.of(LAN), 0);

    ada.receive(query, false, 5_000);

    assertThat(ada.nextTick()).isEqualTo(10_000);
  }

  @Test
  void tick_withoutAddressOfAnInterface_tellsNothing() {
    List<Multiaddr> own =
        List.of(
            Multiaddr.parse("/dns4/node.example.org/tcp/4001"),
            Multiaddr.parse("/ip4/0.0.0.0/tcp/4001"),
            Multiaddr.parse("/ip6zone/eth0/ip6/fe80::1/tcp/4001"),
            Multiaddr.parse("/ip4/192.168.1.7/udp/4001/quic-v1"));

    assertThat(ada.tick(own, 0)).hasSize(1);
  }

  @Test
  void tick_moreAddressesThanFit_tellsTheFirstOnes() {
    List<Multiaddr> own =
        IntStream.range(1, 100)
            .mapToObj(i -> Multiaddr.parse("/ip4/192.168.1." + i + "/tcp/4001"))
            .toList();

    byte[] response = ada.tick(own, 0).get(1);

    Set<Multiaddr> found = bob.receive(response, false, 0);
    assertThat(response.length).isBetween(1_280, 1_400);
    assertThat(found).hasSizeGreaterThan(9).first().isEqualTo(own.get(0).withPeer(ADA));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dnsaddr=/ip4/192.168.1.7/tcp/4001", // of nobody
        "dnsaddr=/ip4/192.168.1.7/udp/4001/quic-v1/p2p/BOB",
        "dnsaddr=/dns4/victim.example.org/tcp/4001/p2p/BOB",
        "dnsaddr=/ip4/0.0.0.0/tcp/4001/p2p/BOB",
        "dnsaddr=/ip4/224.0.0.251/tcp/4001/p2p/BOB",
        "dnsaddr=/ip4/192.168.1.7/tcp/0/p2p/BOB",
        "dnsaddr=/ip6zone/no-such-zone/ip6/fe80::1/tcp/4001/p2p/BOB",
        "txtvers=1"
      })
  void receive_textWithoutUsableAddress_findsNothing(String text) {
    byte[] response =
        DnsWriter.response(SERVICE, "x", List.of(text.replace("BOB", BOB.toString())));

    assertThat(ada.receive(response, true, 0)).isEmpty();
    assertThat(ada.broken()).isZero();
  }

  @Test
  void receive_brokenAddressBesideAGoodOne_isCountedAndLeftOut() {
    String good = "dnsaddr=" + LAN.withPeer(BOB);
    byte[] response =
        DnsWriter.response(SERVICE, "x", List.of("dnsaddr=/nothing/1", "dnsaddr=", good));

    assertThat(ada.receive(response, true, 0)).containsExactly(LAN.withPeer(BOB));
    assertThat(ada.broken()).isEqualTo(2);
  }

  @Test
  void receive_otherServiceOrNoPointer_findsNothing() {
    List<String> texts = List.of("dnsaddr=" + LAN.withPeer(BOB));
    byte[] other = DnsWriter.response("_ipp._tcp.local", "x", texts);

    assertThat(ada.receive(other, true, 0)).isEmpty();
  }

  @Test
  void receive_recordTakenBack_findsNothing() {
    byte[] response = bob.tick(List.of(LAN), 0).get(1);
    int text = response.length - ("dnsaddr=" + LAN.withPeer(BOB)).length() - 1;
    response[text - 3] = 0; // the last byte of the time to live

    assertThat(ada.receive(response, true, 0)).isEmpty();
  }

  @Test
  void receive_moreAddressesThanAPeerHas_areBounded() {
    List<String> texts =
        IntStream.range(1, 80)
            .mapToObj(i -> "dnsaddr=/ip4/10.0.0." + i + "/tcp/1/p2p/" + BOB)
            .toList();

    assertThat(ada.receive(DnsWriter.response(SERVICE, "x", texts), true, 0))
        .hasSize(MdnsDiscovery.MAX_ADDRESSES);
  }

  @Test
  void decode_nameThatRefersToItselfOrForward_isRefused() {
    byte[] toItself = "AA\0\0\0\1\0\0\0\0\0\0\300\14\0\14\0\1".getBytes(ISO_8859_1);
    byte[] forward = toItself.clone();
    forward[13] = 14;

    for (byte[] datagram : List.of(toItself, forward)) {
      assertThatExceptionOfType(BadPeerException.class)
          .isThrownBy(() -> DnsMessage.decode(datagram))
          .satisfies(bad -> assertThat(bad.fault()).isEqualTo(Fault.MALFORMED));
    }
  }

  @Test
  void decode_countsThatLie_areRefused() {
    byte[] header = new byte[12];
    Arrays.fill(header, 4, 12, (byte) 0xff);

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> DnsMessage.decode(header))
        .withMessageContaining("Datagram is not a DNS message");
  }

  @Test
  void decode_tooLongOrTooShort_isRefused() {
    for (int length : List.of(0, 11, DnsMessage.MAX_BYTES + 1)) {
      assertThatExceptionOfType(BadPeerException.class)
          .isThrownBy(() -> DnsMessage.decode(new byte[length]))
          .withMessageContaining("bytes=" + length);
    }
  }

  @Test
  void receive_mutatedDatagrams_neverThrowsAndFindsOnlyPeers() {
    List<byte[]> datagrams = bob.tick(List.of(LAN, LOOPBACK), 0);
    Property.check(
        2_000,
        random -> {
          byte[] mutated = Mutations.of(datagrams.get(random.nextInt(2)), random);
          for (Multiaddr address : ada.receive(mutated, random.nextBoolean(), 0)) {
            assertThat(address.peer()).isNotNull().isNotEqualTo(ADA);
            assertThat(address.endpoint()).isNotNull();
          }
        });
  }

  @Test
  void settings_thatCannotBe_areRefused() {
    MdnsSettings good = MdnsSettings.defaults();
    InetSocketAddress notAGroup = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353);
    Duration often = Duration.ofMillis(99);
    List<Runnable> bad = new ArrayList<>();
    bad.add(() -> new MdnsSettings("", good.group(), null, List.of(), good.interval()));
    bad.add(() -> new MdnsSettings("a b", good.group(), null, List.of(), good.interval()));
    bad.add(() -> new MdnsSettings(SERVICE, notAGroup, null, List.of(), good.interval()));
    bad.add(() -> new MdnsSettings(SERVICE, good.group(), null, List.of(), often));
    bad.add(
        () -> new MdnsSettings(SERVICE, good.group(), good.group(), List.of(), good.interval()));

    bad.forEach(each -> assertThatIllegalArgumentException().isThrownBy(each::run));
    assertThat(good.service().getBytes(US_ASCII)).hasSize(15);
    assertThat(good.group()).hasToString("/224.0.0.251:5353");
  }

  private static MdnsDiscovery discovery(PeerId self, long seed) {
    return new MdnsDiscovery(MdnsSettings.defaults(), self, new SplittableRandom(seed), 0);
  }

  private static PeerId peer() {
    return PeerId.of(PrivateKey.generate(new SecureRandom()).publicKey());
  }
}
