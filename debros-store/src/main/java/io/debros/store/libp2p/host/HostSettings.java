package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.libp2p.peer.AddressPart;
import io.debros.store.libp2p.peer.AddressProtocol;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.psk.SwarmKey;
import io.debros.store.libp2p.yamux.YamuxSettings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a host is set up. Start from {@link #defaults}.
 *
 * @param listen addresses to listen on, {@code /ip4/0.0.0.0/tcp/4001}; port 0 lets the system
 *     choose; empty to dial only, which is the default
 * @param announce addresses that peers are told instead of those listened on; default none
 * @param agentVersion name and version of the software, as peers are told
 * @param allowed peers that may connect and be connected to; empty, the default, for all
 * @param limits how much peers may use
 * @param yamux how much one connection may use
 * @param tls for addresses that end in {@code /tls/ws} or {@code /wss}
 * @param nameServers who is asked for {@code /dnsaddr}; empty, the default, for those of the system
 * @param swarmKey of the private network that this node is in; null, the default, for none
 */
public record HostSettings(
    List<Multiaddr> listen,
    List<Multiaddr> announce,
    String agentVersion,
    Set<PeerId> allowed,
    HostLimits limits,
    YamuxSettings yamux,
    TlsSettings tls,
    List<InetSocketAddress> nameServers,
    @Nullable SwarmKey swarmKey) {
  /** What peers are told of the software, unless settings say otherwise. */
  public static final String AGENT_VERSION = "debros-java/0.1.0";

  public HostSettings {
    listen = List.copyOf(listen);
    announce = List.copyOf(announce);
    allowed = Set.copyOf(allowed);
    nameServers = List.copyOf(nameServers);
    if (tls.listen() == null) {
      listen.forEach(HostSettings::requireNoTls);
    }
  }

  /** Dials only, anybody. */
  public static HostSettings defaults() {
    return new HostSettings(
        List.of(),
        List.of(),
        AGENT_VERSION,
        Set.of(),
        HostLimits.defaults(),
        YamuxSettings.defaults(),
        TlsSettings.defaults(),
        List.of(),
        null);
  }

  /** These settings, listening on other addresses. */
  public HostSettings withListen(List<Multiaddr> addresses) {
    return new HostSettings(
        addresses, announce, agentVersion, allowed, limits, yamux, tls, nameServers, swarmKey);
  }

  /** These settings, with other addresses that peers are told. */
  public HostSettings withAnnounce(List<Multiaddr> addresses) {
    return new HostSettings(
        listen, addresses, agentVersion, allowed, limits, yamux, tls, nameServers, swarmKey);
  }

  /** These settings, with another name of the software. */
  public HostSettings withAgentVersion(String version) {
    return new HostSettings(
        listen, announce, version, allowed, limits, yamux, tls, nameServers, swarmKey);
  }

  /** These settings, for these peers only. */
  public HostSettings withAllowed(Set<PeerId> peers) {
    return new HostSettings(
        listen, announce, agentVersion, peers, limits, yamux, tls, nameServers, swarmKey);
  }

  /** These settings, with other limits. */
  public HostSettings withLimits(HostLimits other) {
    return new HostSettings(
        listen, announce, agentVersion, allowed, other, yamux, tls, nameServers, swarmKey);
  }

  /** These settings, with another use of each connection. */
  public HostSettings withYamux(YamuxSettings other) {
    return new HostSettings(
        listen, announce, agentVersion, allowed, limits, other, tls, nameServers, swarmKey);
  }

  /** These settings, with other certificates. */
  public HostSettings withTls(TlsSettings other) {
    return new HostSettings(
        listen, announce, agentVersion, allowed, limits, yamux, other, nameServers, swarmKey);
  }

  /** These settings, in a private network; null for none. */
  public HostSettings withSwarmKey(@Nullable SwarmKey key) {
    return new HostSettings(
        listen, announce, agentVersion, allowed, limits, yamux, tls, nameServers, key);
  }

  /** These settings, asking other servers for names that stand for peers. */
  public HostSettings withNameServers(List<InetSocketAddress> servers) {
    return new HostSettings(
        listen, announce, agentVersion, allowed, limits, yamux, tls, servers, swarmKey);
  }

  /** Whether a peer may be connected. */
  boolean isAllowed(PeerId peer) {
    return allowed.isEmpty() || allowed.contains(peer);
  }

  private static void requireNoTls(Multiaddr address) {
    for (AddressPart part : address.parts()) {
      if (part.protocol() == AddressProtocol.WSS || part.protocol() == AddressProtocol.TLS) {
        throw new IllegalArgumentException(
            problem("Address to listen on needs a certificate")
                .at("address", address)
                .advice("Set certificate and key of this node, or listen on /ws without TLS")
                .toString());
      }
    }
  }
}
