package io.debros.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.NetworkLimits;
import io.debros.store.NetworkSettings;
import io.debros.store.TlsBundle;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code debros.network.*} -> settings of the node. */
class NetworkKeysTest {
  private static final String ADA = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
  private static final String BOB = "12D3KooWHFrmLWTTDD4NodngtRMEVYgxrsDMp4F9iSwYntZ9WjHa";

  private static final Map<String, Object> ENABLED = Map.of("debros.network.enabled", "true");

  @Test
  void network_noKey_isOff() {
    assertThat(network(Map.of())).isNull();
    assertThat(network(Map.of("debros.network.enabled", "false"))).isNull();
  }

  @Test
  void network_enabledAlone_hasTheDefaultsOfTheNode() {
    assertThat(network(Map.of("debros.network.enabled", "true")))
        .isEqualTo(NetworkSettings.defaults());
  }

  @Test
  void network_everyKey_reachesTheNode() {
    NetworkSettings settings =
        network(
            Map.ofEntries(
                Map.entry("debros.network.enabled", true),
                Map.entry("debros.network.listen", "/ip4/0.0.0.0/tcp/4001, /ip6/::/tcp/4002/ws"),
                Map.entry("debros.network.announce", "/dns4/example.org/tcp/4001"),
                Map.entry(
                    "debros.network.bootstrap", List.of("/ip4/192.0.2.1/tcp/4001/p2p/" + ADA)),
                Map.entry("debros.network.mdns", "false"),
                Map.entry("debros.network.peer-exchange", "false"),
                Map.entry("debros.network.swarm-key-file", "/keys/swarm.key"),
                Map.entry("debros.network.certificate-file", "/keys/chain.pem"),
                Map.entry("debros.network.certificate-key-file", "/keys/key.pem"),
                Map.entry("debros.network.allow-list", ADA + "," + BOB),
                Map.entry("debros.network.limits.connections", "1"),
                Map.entry("debros.network.limits.connections-per-address", "2"),
                Map.entry("debros.network.limits.inbound-per-second", "3"),
                Map.entry("debros.network.limits.streams-per-connection", "4"),
                Map.entry("debros.network.limits.message-bytes", "5 mB"),
                Map.entry("debros.network.limits.wants", 6),
                Map.entry("debros.network.limits.bytes-in-flight", "7GB"),
                Map.entry("debros.network.limits.subscriptions-per-peer", "8"),
                Map.entry("debros.network.limits.bytes-per-peer", "9"),
                Map.entry("debros.network.limits.bytes-of-all-peers", "10KB")));

    assertThat(settings)
        .isEqualTo(
            new NetworkSettings(
                List.of(
                    Multiaddr.parse("/ip4/0.0.0.0/tcp/4001"),
                    Multiaddr.parse("/ip6/::/tcp/4002/ws")),
                List.of(Multiaddr.parse("/dns4/example.org/tcp/4001")),
                List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001/p2p/" + ADA)),
                false,
                false,
                Path.of("/keys/swarm.key"),
                Path.of("/keys/chain.pem"),
                Path.of("/keys/key.pem"),
                null,
                Set.of(PeerId.parse(ADA), PeerId.parse(BOB)),
                new NetworkLimits(1, 2, 3, 4, 5 << 20, 6, 7L << 30, 8, 9, 10 << 10)));
  }

  @Test
  void listen_empty_onlyDials() {
    assertThat(enabled("debros.network.listen", "")).extracting("listen").isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "debros.network.listn, debros.network.listen",
    "debros.network.bootstraps, debros.network.bootstrap",
    "debros.network.limits.connection, debros.network.limits.connections",
    "debros.network.swarm-key, debros.network.swarm-key-file"
  })
  void key_unknown_namesTheNearest(String key, String nearest) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> enabled(key, "x"))
        .withMessageContaining("Unknown setting {key=" + key + "}")
        .withMessageContaining("Use " + nearest + ", the nearest known one");
  }

  @Test
  void key_withoutEnabled_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(Map.of("debros.network.mdns", "true")))
        .withMessageContaining("{key=debros.network.enabled, value=(absent)}")
        .withMessageContaining("debros.network.mdns is set: set debros.network.enabled=true");
  }

  @Test
  void key_whereTheNetworkIsOff_isKeptButMustFit() {
    Map<String, Object> off = Map.of("debros.network.enabled", "false");

    assertThat(network(with(off, "debros.network.mdns", "false"))).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(with(off, "debros.network.mdns", "perhaps")))
        .withMessageContaining("Use true or false");
  }

  @ParameterizedTest
  @CsvSource({
    "debros.network.enabled, perhaps, 'Use true or false'",
    "debros.network.listen, 127.0.0.1:4001, '127.0.0.1:4001'",
    "debros.network.bootstrap, /p2p/" + ADA + ", 'Give addresses that can be dialled'",
    "debros.network.allow-list, ada, 'ada'",
    "debros.network.limits.connections, 0, 'Give a whole number from 1'",
    "debros.network.limits.wants, many, 'Give a whole number from 1'",
    "debros.network.limits.message-bytes, 4 megabytes, 'Give bytes, as 4194304 or 4MB'",
    "debros.network.limits.message-bytes, 2GB, 'at most 2147483647'",
    "debros.network.limits.message-bytes, 1023KB, 'at least 1048576'",
    "debros.network.limits.bytes-per-peer, 0, 'Give bytes'",
    "debros.network.limits.bytes-per-peer, 9999999TB, 'Give bytes'"
  })
  void value_thatDoesNotFit_saysWhatFits(String key, String value, String advice) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> enabled(key, value))
        .withMessageContaining("Setting does not fit {key=" + key)
        .withMessageContaining(advice);
  }

  @Test
  void announce_withoutListening_isRefused() {
    Map<String, Object> keys =
        Map.of(
            "debros.network.enabled", "true",
            "debros.network.listen", "",
            "debros.network.announce", "/ip4/192.0.2.1/tcp/4001");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(keys))
        .withMessageContaining("{key=debros.network.announce, value=/ip4/192.0.2.1/tcp/4001}");
  }

  @ParameterizedTest
  @CsvSource({
    "debros.network.certificate-file, debros.network.certificate-key-file",
    "debros.network.certificate-key-file, debros.network.certificate-file"
  })
  void certificate_withoutKeyOrTheOtherWayRound_namesTheOther(String given, String lacking) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> enabled(given, "some.pem"))
        .withMessageContaining("{key=" + lacking + ", value=(absent)}");
  }

  @Test
  void sslBundle_object_reachesTheNode() {
    TlsBundle bundle = new TlsBundle(null, null, List.of("TLSv1.3"), List.of());

    assertThat(network(with(ENABLED, "debros.network.ssl-bundle", bundle)))
        .isEqualTo(NetworkSettings.defaults().withTls(bundle));
  }

  @Test
  void sslBundle_name_isRefusedOutsideBoot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> enabled("debros.network.ssl-bundle", "server"))
        .withMessageContaining("{key=debros.network.ssl-bundle, value=server}")
        .withMessageContaining("Pass an object of io.debros.store.TlsBundle");
  }

  @Test
  void sslBundle_besideFiles_isRefused() {
    Map<String, Object> files =
        Map.of(
            "debros.network.enabled",
            "true",
            "debros.network.certificate-file",
            "chain.pem",
            "debros.network.certificate-key-file",
            "key.pem");
    TlsBundle bundle = new TlsBundle(null, null, List.of(), List.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(with(files, "debros.network.ssl-bundle", bundle)))
        .withMessageContaining("key=debros.network.ssl-bundle")
        .withMessageContaining("Give it or debros.network.certificate-file");
  }

  @Test
  void bootstrap_peerThatIsNotAllowed_isRefused() {
    Map<String, Object> keys =
        Map.of(
            "debros.network.enabled",
            "true",
            "debros.network.allow-list",
            BOB,
            "debros.network.bootstrap",
            "/ip4/192.0.2.1/tcp/4001/p2p/" + ADA);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(keys))
        .withMessageContaining("key=debros.network.bootstrap")
        .withMessageContaining("Add the peer to debros.network.allow-list");
  }

  private static @Nullable NetworkSettings enabled(String key, String value) {
    return network(with(ENABLED, key, value));
  }

  private static Map<String, Object> with(Map<String, Object> keys, String key, Object value) {
    Map<String, Object> all = new HashMap<>(keys);
    all.put(key, value);
    return all;
  }

  private static @Nullable NetworkSettings network(Map<String, Object> keys) {
    return DebrosSettings.of(keys).network();
  }
}
