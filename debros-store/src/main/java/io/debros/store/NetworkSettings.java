package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a node takes part in the network. Immutable; start from {@link #defaults()} or {@link
 * #loopback()}.
 *
 * @param listen where it listens: {@code /ip4/0.0.0.0/tcp/4001}, with {@code /ws} behind for
 *     WebSocket; port 0 for any that is free. Empty for a node that only dials
 * @param announce what it tells peers in place of the addresses where it listens, for one behind a
 *     router that forwards a port; empty for those
 * @param bootstrap peers to stay connected to, each ending in {@code /p2p/…}; dialled again, with
 *     growing pauses up to a minute, whenever they are gone
 * @param mdns whether to find peers on the local network, and be found
 * @param peerExchange whether to connect to peers that are named by one to which this node is
 *     connected of its own accord, when that one has no place left for a database
 * @param swarmKeyFile a key that all peers of a private network share; null for none
 * @param certificate PEM file with the certificates that this node shows where it listens on {@code
 *     /wss}; null if it does not
 * @param certificateKey PEM file with the private key of the first of them; null if there is none
 * @param tls certificates for {@code /wss} that are read already, in place of the two files; null
 *     for none
 * @param allowList peers that may connect or be connected to; empty for all
 * @param limits of what peers may take up
 */
public record NetworkSettings(
    List<Multiaddr> listen,
    List<Multiaddr> announce,
    List<Multiaddr> bootstrap,
    boolean mdns,
    boolean peerExchange,
    @Nullable Path swarmKeyFile,
    @Nullable Path certificate,
    @Nullable Path certificateKey,
    @Nullable TlsBundle tls,
    Set<PeerId> allowList,
    NetworkLimits limits) {

  public NetworkSettings {
    listen = List.copyOf(listen);
    announce = List.copyOf(announce);
    bootstrap = List.copyOf(bootstrap);
    allowList = Set.copyOf(allowList);
    if ((certificate == null) != (certificateKey == null)) {
      throw new IllegalArgumentException(
          problem("Certificate and its key are not both given")
              .at("certificate", certificate)
              .at("certificateKey", certificateKey)
              .advice("Give two PEM files, or none")
              .toString());
    }
    if (certificate != null && tls != null) {
      throw new IllegalArgumentException(
          problem("Certificates are given twice")
              .at("certificate", certificate)
              .at("tls", tls)
              .advice("Give PEM files, or a bundle")
              .toString());
    }
  }

  /** Listens on any free port of all interfaces, and finds peers on the local network. */
  public static NetworkSettings defaults() {
    return new NetworkSettings(
        List.of(Multiaddr.parse("/ip4/0.0.0.0/tcp/0")),
        List.of(),
        List.of(),
        true,
        true,
        null,
        null,
        null,
        null,
        Set.of(),
        NetworkLimits.defaults());
  }

  /** Listens on any free port of this machine only, and finds nobody by itself. */
  public static NetworkSettings loopback() {
    return defaults().withListen(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))).withMdns(false);
  }

  /** These settings with other addresses to listen on. */
  public NetworkSettings withListen(List<Multiaddr> addresses) {
    return with(draft -> draft.listen = addresses);
  }

  /** These settings with other addresses to tell peers. */
  public NetworkSettings withAnnounce(List<Multiaddr> addresses) {
    return with(draft -> draft.announce = addresses);
  }

  /** These settings with other peers to stay connected to. */
  public NetworkSettings withBootstrap(List<Multiaddr> addresses) {
    return with(draft -> draft.bootstrap = addresses);
  }

  /** These settings with or without looking for peers on the local network. */
  public NetworkSettings withMdns(boolean value) {
    return with(draft -> draft.mdns = value);
  }

  /** These settings with or without connecting to peers that others name. */
  public NetworkSettings withPeerExchange(boolean value) {
    return with(draft -> draft.peerExchange = value);
  }

  /** These settings in a private network. */
  public NetworkSettings withSwarmKeyFile(Path file) {
    return with(draft -> draft.swarmKeyFile = file);
  }

  /** These settings with a certificate for those who connect by {@code /wss}. */
  public NetworkSettings withCertificate(Path chain, Path key) {
    return with(
        draft -> {
          draft.certificate = chain;
          draft.certificateKey = key;
        });
  }

  /** These settings with certificates that are read already, for {@code /wss}; null for none. */
  public NetworkSettings withTls(@Nullable TlsBundle bundle) {
    return with(draft -> draft.tls = bundle);
  }

  /** These settings for a closed group of peers. */
  public NetworkSettings withAllowList(Set<PeerId> peers) {
    return with(draft -> draft.allowList = peers);
  }

  /** These settings with other limits. */
  public NetworkSettings withLimits(NetworkLimits value) {
    return with(draft -> draft.limits = value);
  }

  private NetworkSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  /** Settings in the making. One thread at a time. */
  private static final class Draft {
    private List<Multiaddr> listen;
    private List<Multiaddr> announce;
    private List<Multiaddr> bootstrap;
    private boolean mdns;
    private boolean peerExchange;
    private @Nullable Path swarmKeyFile;
    private @Nullable Path certificate;
    private @Nullable Path certificateKey;
    private @Nullable TlsBundle tls;
    private Set<PeerId> allowList;
    private NetworkLimits limits;

    Draft(NetworkSettings from) {
      listen = from.listen;
      announce = from.announce;
      bootstrap = from.bootstrap;
      mdns = from.mdns;
      peerExchange = from.peerExchange;
      swarmKeyFile = from.swarmKeyFile;
      certificate = from.certificate;
      certificateKey = from.certificateKey;
      tls = from.tls;
      allowList = from.allowList;
      limits = from.limits;
    }

    NetworkSettings settings() {
      return new NetworkSettings(
          listen,
          announce,
          bootstrap,
          mdns,
          peerExchange,
          swarmKeyFile,
          certificate,
          certificateKey,
          tls,
          allowList,
          limits);
    }
  }
}
