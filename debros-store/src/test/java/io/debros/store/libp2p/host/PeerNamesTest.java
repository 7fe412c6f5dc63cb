package io.debros.store.libp2p.host;

import static io.debros.store.libp2p.host.TestHost.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.noise.NoiseIdentity;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names that stand for addresses of peers, asked of a server on loopback. */
class PeerNamesTest {
  private static final SecureRandom SECRETS = new SecureRandom();
  private static final PeerId ADA = PrivateKey.generate(SECRETS).peerId();
  private static final PeerId BOB = PrivateKey.generate(SECRETS).peerId();
  private static final String ADAS = "/ip4/192.0.2.1/tcp/4001/p2p/" + ADA;
  private static final String BOBS = "/ip4/192.0.2.2/tcp/4001/p2p/" + BOB;

  private final TestNameServer server = new TestNameServer();
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    server.close();
  }

  @Test
  void resolve_nameOfSeveralPeers_givesAllThatCanBeDialled() {
    server.name("example.test", ADAS, "/ip4/192.0.2.1/udp/4001/quic-v1/p2p/" + ADA, BOBS);

    assertThat(resolve("/dnsaddr/example.test")).containsExactly(parse(ADAS), parse(BOBS));
    assertThat(server.asked).containsExactly("_dnsaddr.example.test.");
  }

  @Test
  void resolve_nameWithAPeer_givesOnlyItsAddresses() {
    server.name("example.test", ADAS, BOBS, "/ip4/192.0.2.3/tcp/4001");

    assertThat(resolve("/dnsaddr/example.test/p2p/" + BOB)).containsExactly(parse(BOBS));
  }

  @Test
  void resolve_namesBehindNames_areFollowedIfTheyMayLeadToThePeer() {
    server.name(
        "example.test",
        "/dnsaddr/ada.example.test/p2p/" + ADA,
        "/dnsaddr/bob.example.test/p2p/" + BOB,
        "/dnsaddr/both.example.test");
    server.name("bob.example.test", ADAS, BOBS);
    server.name("both.example.test", ADAS, "/ip4/192.0.2.4/tcp/4001/ws/p2p/" + BOB);

    assertThat(resolve("/dnsaddr/example.test/p2p/" + BOB))
        .containsExactly(parse(BOBS), parse("/ip4/192.0.2.4/tcp/4001/ws/p2p/" + BOB));
    assertThat(server.asked).doesNotContain("_dnsaddr.ada.example.test.");
  }

  @Test
  void resolve_namesInACircle_areLookedUpOnce() {
    server.name("one.test", "/dnsaddr/two.test", ADAS);
    server.name("two.test", "/dnsaddr/one.test", "/dnsaddr/TWO.test");

    assertThat(resolve("/dnsaddr/one.test")).containsExactly(parse(ADAS));
    assertThat(server.asked).containsExactly("_dnsaddr.one.test.", "_dnsaddr.two.test.");
  }

  @Test
  void resolve_namesWithoutEnd_areFollowedToADepth() {
    for (int depth = 0; depth < 20; depth++) {
      server.name(depth + ".test", "/dnsaddr/" + (depth + 1) + ".test");
    }

    assertThatThrownBy(() -> resolve("/dnsaddr/0.test")).isInstanceOf(UnreachableException.class);
    assertThat(server.asked).hasSize(PeerNames.DEEPEST);
  }

  @Test
  void resolve_veryManyNames_areLookedUpToANumber() {
    server.name("many.test", each(30, number -> "/dnsaddr/" + number + ".test"));
    for (int number = 0; number < 30; number++) {
      server.name(number + ".test", "/ip4/192.0.2.1/tcp/" + (1000 + number));
    }

    assertThat(resolve("/dnsaddr/many.test")).hasSize(PeerNames.MOST_LOOK_UPS - 1);
    assertThat(server.asked).hasSize(PeerNames.MOST_LOOK_UPS);
  }

  @Test
  void resolve_veryManyAddresses_countToANumber() {
    server.name("many.test", each(80, number -> "/ip4/192.0.2.1/tcp/" + (1000 + number)));

    assertThat(resolve("/dnsaddr/many.test")).hasSize(PeerNames.MOST_ADDRESSES);
  }

  @Test
  void resolve_otherTextsAndWrongAddresses_areOfNoInterest() {
    server.text(
        "example.test",
        List.of(
            "v=spf1 -all",
            "dnsaddr=nonsense",
            "dnsaddr=/dnsaddr/" + "x".repeat(300) + ".test",
            "x".repeat(300),
            "dnsaddr=" + ADAS));

    assertThat(resolve("/dnsaddr/example.test")).containsExactly(parse(ADAS));
  }

  @Test
  void resolve_nameThatNobodyKnows_saysWhere() {
    assertThatThrownBy(() -> resolve("/dnsaddr/nowhere.test/p2p/" + ADA))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("Name stands for no address that can be dialled")
        .hasMessageContaining("nowhere.test");
  }

  @Test
  void dial_name_reachesThePeerBehindItsSecondAddress() {
    try (TestHost two = TestHost.start();
        TestHost gone = TestHost.start();
        TestHost one = TestHost.start(asking(), host -> {})) {
      Multiaddr dead = gone.address().withPeer(two.id());
      gone.close();
      server.name("example.test", dead.toString(), two.fullAddress().toString());

      PeerId found = get(one.host().dial(parse("/dnsaddr/example.test/p2p/" + two.id())));

      assertThat(found).isEqualTo(two.id());
      assertThat(one.isConnected(two)).isTrue();
      PeerId again = get(one.host().dial(parse("/dnsaddr/example.test")));
      assertThat(again).as("connected already").isEqualTo(two.id());
      assertThat(one.on(one.host()::connections)).hasSize(1);
    }
  }

  @Test
  void dial_nameThatLeadsToThisNodeOrNowhere_fails() {
    try (TestHost one = TestHost.start(asking(), host -> {})) {
      server.name("self.test", one.fullAddress().toString());

      assertThatThrownBy(() -> get(one.host().dial(parse("/dnsaddr/self.test"))))
          .hasMessageContaining("Peer is this node itself");
      assertThatThrownBy(() -> get(one.host().dial(parse("/dnsaddr/nowhere.test"))))
          .isInstanceOf(UnreachableException.class);
    }
  }

  private HostSettings asking() {
    return TestHost.listening().withNameServers(List.of(server.address()));
  }

  private List<Multiaddr> resolve(String name) {
    PrivateKey key = PrivateKey.generate(SECRETS);
    HostContext context =
        new HostContext(
            asking(),
            NoiseIdentity.of(key, List.of(), SECRETS),
            loop.next(),
            new Protocols(),
            new Counters(),
            SECRETS);
    CompletableFuture<List<Multiaddr>> result = new CompletableFuture<>();
    context
        .loop()
        .execute(
            () -> {
              PeerNames names = new PeerNames(context);
              names
                  .resolve(parse(name))
                  .whenComplete(
                      (found, why) -> {
                        if (why == null) {
                          result.complete(found);
                        } else {
                          result.completeExceptionally(why);
                        }
                        context.loop().execute(names::close);
                      });
            });
    return get(result);
  }

  private static String[] each(int count, Function<Integer, String> address) {
    return IntStream.range(0, count).boxed().map(address).toArray(String[]::new);
  }

  private static Multiaddr parse(String address) {
    return Multiaddr.parse(address);
  }
}
