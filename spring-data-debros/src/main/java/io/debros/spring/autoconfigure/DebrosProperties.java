package io.debros.spring.autoconfigure;

import io.debros.jpa.DebrosSettings.AccessType;
import io.debros.jpa.DebrosSettings.Durability;
import io.debros.jpa.DebrosSettings.EntityEncryption;
import io.debros.jpa.DebrosSettings.NumericIds;
import io.debros.jpa.DebrosSettings.OnInvalid;
import io.debros.jpa.DebrosSettings.Secret;
import io.debros.jpa.DebrosSettings.StoreType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The {@code debros.*} settings of an application. Immutable.
 *
 * @param directory Where keys, blocks and indexes lie. Created if absent; one process at a time.
 *     Not used by the memory store.
 * @param appName Names the application in the log. Default is spring.application.name, else
 *     debros-app. In lower case; anything but letters, digits and hyphens becomes a hyphen.
 * @param namespace What every database name starts with, followed by a hyphen. Empty for no prefix.
 * @param store Where bytes are kept.
 * @param index Which indexes are made.
 * @param read How rows are read.
 * @param access Who may write.
 * @param id How ids are made.
 * @param identity Who this node writes as.
 * @param encryption How rows are encrypted.
 * @param network How the node meets others.
 * @param openInView Whether a web request keeps one persistence context open until its response is
 *     written, so that lazy associations load in views and JSON.
 */
@ConfigurationProperties("debros")
public record DebrosProperties(
    @DefaultValue("./data/debros") Path directory,
    @Nullable String appName,
    @DefaultValue("") String namespace,
    @DefaultValue Store store,
    @DefaultValue Index index,
    @DefaultValue Read read,
    @DefaultValue Access access,
    @DefaultValue Id id,
    @DefaultValue Identity identity,
    @DefaultValue Encryption encryption,
    @DefaultValue Network network,
    @DefaultValue("true") boolean openInView) {

  /**
   * Where bytes are kept.
   *
   * @param type What keeps the bytes: RocksDB in the directory, or memory for tests.
   * @param durability What a returned commit has survived: a killed process (interval; a power cut
   *     loses at most the last 200 ms), or a power cut as well (commit).
   */
  public record Store(
      @DefaultValue("rocksdb") StoreType type, @DefaultValue("interval") Durability durability) {}

  /**
   * Which indexes are made.
   *
   * @param auto Whether the queries that repositories declare get the indexes they need.
   */
  public record Index(@DefaultValue("true") boolean auto) {}

  /**
   * How rows are read.
   *
   * @param onInvalid What happens to a row that its entity cannot read.
   */
  public record Read(@DefaultValue("fail") OnInvalid onInvalid) {}

  /**
   * Who may write.
   *
   * @param type Whether the list of writers of databases created from now on is fixed (ipfs), or
   *     can change by grant and revoke (orbitdb).
   * @param write Identities that may write databases created from now on, and change who else may
   *     if the type is orbitdb, or * for everybody. Empty for this node's identity only.
   */
  public record Access(@DefaultValue("ipfs") AccessType type, @DefaultValue List<String> write) {
    public Access {
      write = List.copyOf(write);
    }
  }

  /**
   * How ids are made.
   *
   * @param numeric Where generated integer ids come from.
   */
  public record Id(@DefaultValue("blocks") NumericIds numeric) {}

  /**
   * Who this node writes as.
   *
   * @param passphrase What protects the private keys in the directory. Never shown. Keys that are
   *     not protected yet are from then on. Not used by the memory store.
   */
  public record Identity(@Nullable Secret passphrase) {}

  /**
   * How rows are encrypted.
   *
   * @param data Whether entities are encrypted that do not say it themselves: each under a key of
   *     its own (model), or user-scoped ones under a key of each owner (owner).
   * @param keyFile Keys that another node exported, taken in at every start.
   * @param keyFilePassphrase What the file of keys is encrypted under. Never shown.
   */
  public record Encryption(
      @DefaultValue("none") EntityEncryption data,
      @Nullable Path keyFile,
      @Nullable Secret keyFilePassphrase) {}

  /**
   * How the node meets others. Other keys need enabled: without it they are refused, with false
   * they are kept for later.
   *
   * @param enabled Whether the node meets others. Default is false.
   * @param listen Addresses to listen on, as /ip4/0.0.0.0/tcp/4001; with /ws or /wss behind for
   *     WebSocket. Port 0 for any that is free; empty to dial only. Default is /ip4/0.0.0.0/tcp/0.
   * @param announce Addresses to tell peers in place of those, behind a router that forwards a
   *     port.
   * @param bootstrap Peers to stay connected to, as /ip4/192.0.2.1/tcp/4001/p2p/12D3KooW….
   * @param mdns Whether to find peers on the local network, and be found. Default is true.
   * @param peerExchange Whether to connect to peers that others name. Default is true.
   * @param swarmKeyFile A key that all peers of a private network share.
   * @param certificateFile PEM file of the certificates shown to those who connect by /wss. Needs
   *     the key.
   * @param certificateKeyFile PEM file of the private key of the first of them.
   * @param sslBundle Name of an SSL bundle (spring.ssl.bundle.*) in place of those files: its
   *     certificate is shown to those who connect by /wss, and whom it trusts is believed when this
   *     node connects by /wss.
   * @param allowList Ids of the peers that may connect or be connected to. Default is all.
   * @param limits What peers may take up.
   */
  public record Network(
      @Nullable Boolean enabled,
      @Nullable List<String> listen,
      @Nullable List<String> announce,
      @Nullable List<String> bootstrap,
      @Nullable Boolean mdns,
      @Nullable Boolean peerExchange,
      @Nullable Path swarmKeyFile,
      @Nullable Path certificateFile,
      @Nullable Path certificateKeyFile,
      @Nullable String sslBundle,
      @Nullable List<String> allowList,
      @DefaultValue Limits limits) {
    void addTo(Map<String, Object> unit) {
      putIfGiven(unit, "debros.network.enabled", enabled);
      putIfGiven(unit, "debros.network.listen", listen);
      putIfGiven(unit, "debros.network.announce", announce);
      putIfGiven(unit, "debros.network.bootstrap", bootstrap);
      putIfGiven(unit, "debros.network.mdns", mdns);
      putIfGiven(unit, "debros.network.peer-exchange", peerExchange);
      putIfGiven(unit, "debros.network.swarm-key-file", swarmKeyFile);
      putIfGiven(unit, "debros.network.certificate-file", certificateFile);
      putIfGiven(unit, "debros.network.certificate-key-file", certificateKeyFile);
      putIfGiven(unit, SslBundleSetting.KEY, sslBundle);
      putIfGiven(unit, "debros.network.allow-list", allowList);
      limits.addTo(unit);
    }
  }

  /**
   * What peers may take up. Who goes beyond is refused.
   *
   * @param connections Connections at a time, in all. Default is 300.
   * @param connectionsPerAddress Connections at a time, from one IP address. Default is 50.
   * @param inboundPerSecond New connections a second from one IP address. Default is 50.
   * @param streamsPerConnection Streams of one connection at a time. Default is 1000.
   * @param messageBytes Size of one message of pubsub or of the exchange of blocks, at least 1MB.
   *     Longer entries do not get here. Default is 4MB.
   * @param wants Blocks that one peer may ask for at a time. Default is 1024.
   * @param bytesInFlight Entries that were fetched and have not joined yet. Default is 128MB.
   * @param subscriptionsPerPeer Databases that one peer may announce. Default is 5000.
   * @param bytesPerPeer What waits to be read by us, or to be sent to it. Default is 32MB.
   * @param bytesOfAllPeers What waits on all connections. Default is a quarter of the heap, at most
   *     256MB.
   */
  public record Limits(
      @Nullable Integer connections,
      @Nullable Integer connectionsPerAddress,
      @Nullable Integer inboundPerSecond,
      @Nullable Integer streamsPerConnection,
      @Nullable DataSize messageBytes,
      @Nullable Integer wants,
      @Nullable DataSize bytesInFlight,
      @Nullable Integer subscriptionsPerPeer,
      @Nullable DataSize bytesPerPeer,
      @Nullable DataSize bytesOfAllPeers) {
    void addTo(Map<String, Object> unit) {
      String prefix = "debros.network.limits.";
      putIfGiven(unit, prefix + "connections", connections);
      putIfGiven(unit, prefix + "connections-per-address", connectionsPerAddress);
      putIfGiven(unit, prefix + "inbound-per-second", inboundPerSecond);
      putIfGiven(unit, prefix + "streams-per-connection", streamsPerConnection);
      putIfGiven(unit, prefix + "message-bytes", messageBytes);
      putIfGiven(unit, prefix + "wants", wants);
      putIfGiven(unit, prefix + "bytes-in-flight", bytesInFlight);
      putIfGiven(unit, prefix + "subscriptions-per-peer", subscriptionsPerPeer);
      putIfGiven(unit, prefix + "bytes-per-peer", bytesPerPeer);
      putIfGiven(unit, prefix + "bytes-of-all-peers", bytesOfAllPeers);
    }
  }

  /**
   * The properties of the persistence unit.
   *
   * @param application name of the application, if no other is set; null for none
   */
  Map<String, Object> toUnitProperties(@Nullable String application) {
    Map<String, Object> unit = new LinkedHashMap<>();
    unit.put("debros.directory", directory);
    String name = appName != null ? appName : application;
    if (name != null && !name.isBlank()) {
      unit.put("debros.app-name", name);
    }
    unit.put("debros.namespace", namespace);
    unit.put("debros.store.type", store.type());
    unit.put("debros.store.durability", store.durability());
    unit.put("debros.index.auto", index.auto());
    unit.put("debros.read.on-invalid", read.onInvalid());
    unit.put("debros.access.type", access.type());
    unit.put("debros.access.write", access.write());
    unit.put("debros.id.numeric", id.numeric());
    unit.put("debros.encryption.data", encryption.data());
    network.addTo(unit);
    putIfGiven(unit, "debros.identity.passphrase", identity.passphrase());
    putIfGiven(unit, "debros.encryption.key-file", encryption.keyFile());
    putIfGiven(unit, "debros.encryption.key-file-passphrase", encryption.keyFilePassphrase());
    return unit;
  }

  private static void putIfGiven(Map<String, Object> unit, String key, @Nullable Object value) {
    if (value != null) {
      unit.put(key, value);
    }
  }
}
