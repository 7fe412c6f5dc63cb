package io.debros.store.libp2p.peer;

import org.jspecify.annotations.Nullable;

/**
 * The steps that a {@link Multiaddr} may have here.
 *
 * @see <a href="https://github.com/multiformats/multiaddr/blob/master/protocols.csv">Codes</a>
 */
public enum AddressProtocol {
  /** IPv4 address. */
  IP4(4, "ip4", AddressValue.IP4),
  /** TCP port. */
  TCP(6, "tcp", AddressValue.PORT),
  /** UDP port. */
  UDP(273, "udp", AddressValue.PORT),
  /** IPv6 address. */
  IP6(41, "ip6", AddressValue.IP6),
  /** Zone of the IPv6 address that follows. */
  IP6ZONE(42, "ip6zone", AddressValue.TEXT),
  /** Name of a host with addresses of any kind. */
  DNS(53, "dns", AddressValue.TEXT),
  /** Name of a host with IPv4 addresses. */
  DNS4(54, "dns4", AddressValue.TEXT),
  /** Name of a host with IPv6 addresses. */
  DNS6(55, "dns6", AddressValue.TEXT),
  /** Name whose TXT records are addresses. */
  DNSADDR(56, "dnsaddr", AddressValue.TEXT),
  /** Id of the peer at, or behind, what stands before. */
  P2P(421, "p2p", AddressValue.PEER),
  /** Through the relay that stands before. */
  P2P_CIRCUIT(290, "p2p-circuit", AddressValue.NONE),
  /** WebSocket. */
  WS(477, "ws", AddressValue.NONE),
  /** WebSocket over TLS. */
  WSS(478, "wss", AddressValue.NONE),
  /** TLS. */
  TLS(448, "tls", AddressValue.NONE),
  /** Name that TLS asks for. */
  SNI(449, "sni", AddressValue.TEXT),
  /** QUIC, RFC 9000. */
  QUIC_V1(461, "quic-v1", AddressValue.NONE),
  /** WebRTC without a signalling server. */
  WEBRTC_DIRECT(280, "webrtc-direct", AddressValue.NONE),
  /** WebRTC. */
  WEBRTC(281, "webrtc", AddressValue.NONE),
  /** Hash of the certificate of the peer. */
  CERTHASH(466, "certhash", AddressValue.HASH),
  /** WebTransport. */
  WEBTRANSPORT(465, "webtransport", AddressValue.NONE),
  /** Path of a local socket; the rest of the address. */
  UNIX(400, "unix", AddressValue.PATH);

  private final int code;
  private final String label;
  private final AddressValue value;

  AddressProtocol(int code, String label, AddressValue value) {
    this.code = code;
    this.label = label;
    this.value = value;
  }

  /** How it is written in text. */
  public String label() {
    return label;
  }

  int code() {
    return code;
  }

  AddressValue value() {
    return value;
  }

  static @Nullable AddressProtocol find(long code) {
    for (AddressProtocol protocol : values()) {
      if (protocol.code == code) {
        return protocol;
      }
    }
    return null;
  }

  static @Nullable AddressProtocol find(String label) {
    if (label.equals("ipfs")) {
      return P2P;
    }
    for (AddressProtocol protocol : values()) {
      if (protocol.label.equals(label)) {
        return protocol;
      }
    }
    return null;
  }
}
