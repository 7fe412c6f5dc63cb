package io.debros.store.libp2p.peer;

import org.jspecify.annotations.Nullable;

/**
 * Where to connect to or to listen, and whom to expect there.
 *
 * @param kind how the host is to be resolved
 * @param host IP address ({@code fe80::1%eth0} with a zone) or name
 * @param port 1 to 65535; 0 to listen on a port that the system chooses, and for {@link
 *     Kind#DNSADDR}
 * @param transport what to speak over TCP
 * @param sni name that TLS asks for; null for that of the host
 * @param peer who must be there; null if the address does not say
 */
public record Endpoint(
    Kind kind,
    String host,
    int port,
    Transport transport,
    @Nullable String sni,
    @Nullable PeerId peer) {

  /** One without a name for TLS. */
  public Endpoint(Kind kind, String host, int port, Transport transport, @Nullable PeerId peer) {
    this(kind, host, port, transport, null, peer);
  }

  /** What the host is called by those who talk to it: a name, or an address without a zone. */
  public String serverName() {
    return sni != null ? sni : host.replaceFirst("%.*", "");
  }

  /** How a host is to be resolved. */
  public enum Kind {
    /** It is an address already. */
    IP,
    /** To addresses of any kind. */
    DNS,
    /** To IPv4 addresses. */
    DNS4,
    /** To IPv6 addresses. */
    DNS6,
    /** To addresses of peers, each with its own port. */
    DNSADDR
  }

  /** What is spoken over TCP. */
  public enum Transport {
    /** Nothing between TCP and libp2p. */
    TCP,
    /** WebSocket. */
    WS,
    /** WebSocket over TLS. */
    WSS
  }
}
