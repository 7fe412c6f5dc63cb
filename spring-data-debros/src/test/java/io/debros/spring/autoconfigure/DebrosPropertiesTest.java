package io.debros.spring.autoconfigure;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.DebrosSettings;
import io.debros.store.NetworkLimits;
import io.debros.store.NetworkSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** {@code debros.*} keys -> settings of the bridge. */
class DebrosPropertiesTest {
  @Test
  void properties_none_areTheDefaultsOfTheBridge() {
    DebrosProperties properties = bind(Map.of());

    assertThat(DebrosSettings.of(properties.toUnitProperties(null)))
        .isEqualTo(DebrosSettings.of(Map.of()));
    assertThat(properties.openInView()).isTrue();
  }

  @Test
  void properties_each_reachTheBridge() {
    DebrosProperties properties =
        bind(
            Map.ofEntries(
                entry("debros.directory", "elsewhere"),
                entry("debros.app-name", "shop"),
                entry("debros.namespace", "test"),
                entry("debros.store.type", "memory"),
                entry("debros.store.durability", "commit"),
                entry("debros.index.auto", "false"),
                entry("debros.read.on-invalid", "fail"),
                entry("debros.access.type", "orbitdb"),
                entry("debros.access.write", "a,b"),
                entry("debros.id.numeric", "time-ordered"),
                entry("debros.encryption.data", "owner"),
                entry("debros.encryption.key-file", "their/keys"),
                entry("debros.encryption.key-file-passphrase", "close sesame"),
                entry("debros.network.enabled", "true"),
                entry("debros.network.listen", "/ip4/127.0.0.1/tcp/0"),
                entry("debros.network.mdns", "false"),
                entry("debros.network.limits.message-bytes", "2MB"),
                entry("debros.network.limits.wants", "7"),
                entry("debros.identity.passphrase", "open sesame")));

    DebrosSettings settings = DebrosSettings.of(properties.toUnitProperties("ignored"));

    assertThat(settings.directory()).isEqualTo(Path.of("elsewhere"));
    assertThat(settings.appName()).isEqualTo("shop");
    assertThat(settings.namespace()).isEqualTo("test");
    assertThat(settings.storeType()).isEqualTo(DebrosSettings.StoreType.MEMORY);
    assertThat(settings.durability()).isEqualTo(DebrosSettings.Durability.COMMIT);
    assertThat(settings.autoIndex()).isFalse();
    assertThat(settings.onInvalid()).isEqualTo(DebrosSettings.OnInvalid.FAIL);
    assertThat(settings.accessType()).isEqualTo(DebrosSettings.AccessType.ORBITDB);
    assertThat(settings.writers()).isEqualTo(List.of("a", "b"));
    assertThat(settings.numericIds()).isEqualTo(DebrosSettings.NumericIds.TIME_ORDERED);
    assertThat(settings.encryption()).isEqualTo(DebrosSettings.EntityEncryption.OWNER);
    assertThat(settings.keyFile()).isEqualTo(Path.of("their/keys"));
    assertThat(settings.keyFilePassphrase()).isEqualTo(new DebrosSettings.Secret("close sesame"));
    assertThat(settings.passphrase()).isEqualTo(new DebrosSettings.Secret("open sesame"));
    NetworkLimits limits = NetworkLimits.defaults();
    assertThat(settings.network())
        .isEqualTo(
            NetworkSettings.loopback()
                .withLimits(
                    new NetworkLimits(
                        limits.connections(),
                        limits.connectionsPerAddress(),
                        limits.inboundPerSecond(),
                        limits.streamsPerConnection(),
                        2 << 20,
                        7,
                        limits.bytesInFlight(),
                        limits.subscriptionsPerPeer(),
                        limits.bytesPerPeer(),
                        limits.bytesOfAllPeers())));
    assertThat(properties.toString()).doesNotContain("sesame");
    assertThat(properties.toUnitProperties(null).toString()).doesNotContain("sesame");
  }

  @Test
  void appName_none_isTheApplicationsName() {
    assertThat(DebrosSettings.of(bind(Map.of()).toUnitProperties("My Shop")).appName())
        .isEqualTo("my-shop");
    assertThat(bind(Map.of()).toUnitProperties(" ")).doesNotContainKey("debros.app-name");
  }

  @Test
  void keys_all_areSetAndDescribed() throws IOException {
    Map<String, String> optional =
        Map.ofEntries(
            entry("debros.identity.passphrase", "open sesame"),
            entry("debros.encryption.key-file", "keys"),
            entry("debros.encryption.key-file-passphrase", "close sesame"),
            entry("debros.network.enabled", "true"),
            entry("debros.network.listen", ""),
            entry("debros.network.announce", ""),
            entry("debros.network.bootstrap", ""),
            entry("debros.network.mdns", "true"),
            entry("debros.network.peer-exchange", "true"),
            entry("debros.network.swarm-key-file", "swarm.key"),
            entry("debros.network.certificate-file", "chain.pem"),
            entry("debros.network.certificate-key-file", "key.pem"),
            entry("debros.network.ssl-bundle", "server"),
            entry("debros.network.allow-list", ""),
            entry("debros.network.limits.connections", "1"),
            entry("debros.network.limits.connections-per-address", "1"),
            entry("debros.network.limits.inbound-per-second", "1"),
            entry("debros.network.limits.streams-per-connection", "1"),
            entry("debros.network.limits.message-bytes", "1MB"),
            entry("debros.network.limits.wants", "1"),
            entry("debros.network.limits.bytes-in-flight", "1MB"),
            entry("debros.network.limits.subscriptions-per-peer", "1"),
            entry("debros.network.limits.bytes-per-peer", "1MB"),
            entry("debros.network.limits.bytes-of-all-peers", "1MB"));
    Set<String> unit = new TreeSet<>(bind(optional).toUnitProperties("x").keySet());
    unit.add("debros.open-in-view");
    String metadata;
    try (InputStream in =
        getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      metadata = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(new KnownKeys().names()).isEqualTo(unit);
    assertThat(unit).allMatch(key -> metadata.contains("\"name\": \"" + key + "\""));
    assertThat(metadata).contains("\"hints\"", "A commit survives a power cut.");
  }

  private static DebrosProperties bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("debros", DebrosProperties.class);
  }
}
