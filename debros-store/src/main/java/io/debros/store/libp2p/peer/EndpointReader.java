package io.debros.store.libp2p.peer;

import io.debros.store.libp2p.peer.Endpoint.Kind;
import io.debros.store.libp2p.peer.Endpoint.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code [ip6zone] (ip4|ip6|dns|dns4|dns6) tcp [ws|wss|tls/[sni/]ws] [p2p]} and {@code
 * dnsaddr [p2p]}, the addresses that can be dialled or listened on. One use.
 */
final class EndpointReader {
  private final List<AddressPart> parts;
  private int position;
  private @Nullable String sni;

  private EndpointReader(List<AddressPart> parts) {
    this.parts = parts;
  }

  /** Null for any other address. */
  static @Nullable Endpoint find(List<AddressPart> parts) {
    return new EndpointReader(parts).find();
  }

  private @Nullable Endpoint find() {
    AddressPart zone = take(AddressProtocol.IP6ZONE);
    Kind kind = position == parts.size() ? null : kind(parts.get(position).protocol());
    if (kind == null || (zone != null && !isNext(AddressProtocol.IP6))) {
      return null;
    }
    String host = parts.get(position++).value() + (zone == null ? "" : "%" + zone.value());
    return kind == Kind.DNSADDR ? list(host) : find(kind, host);
  }

  /** A name behind which there are whole addresses. */
  private @Nullable Endpoint list(String name) {
    PeerId peer = peer();
    return position < parts.size()
        ? null
        : new Endpoint(Kind.DNSADDR, name, 0, Transport.TCP, null, peer);
  }

  private @Nullable Endpoint find(Kind kind, String host) {
    AddressPart port = take(AddressProtocol.TCP);
    Transport transport = transport();
    PeerId peer = peer();
    if (port == null || position < parts.size()) {
      return null;
    }
    return new Endpoint(kind, host, Integer.parseInt(port.value()), transport, sni, peer);
  }

  private @Nullable PeerId peer() {
    AddressPart peer = take(AddressProtocol.P2P);
    return peer == null ? null : PeerId.parse(peer.value());
  }

  private Transport transport() {
    if (take(AddressProtocol.WSS) != null) {
      return Transport.WSS;
    }
    int before = position;
    if (take(AddressProtocol.TLS) != null) {
      AddressPart name = take(AddressProtocol.SNI);
      if (take(AddressProtocol.WS) != null) {
        sni = name == null ? null : name.value();
        return Transport.WSS;
      }
    }
    position = before; // TLS without WebSocket is nothing that we dial
    return take(AddressProtocol.WS) == null ? Transport.TCP : Transport.WS;
  }

  private @Nullable AddressPart take(AddressProtocol protocol) {
    return isNext(protocol) ? parts.get(position++) : null;
  }

  private boolean isNext(AddressProtocol protocol) {
    return position < parts.size() && parts.get(position).protocol() == protocol;
  }

  private static @Nullable Kind kind(AddressProtocol protocol) {
    return switch (protocol) {
      case IP4, IP6 -> Kind.IP;
      case DNS -> Kind.DNS;
      case DNS4 -> Kind.DNS4;
      case DNS6 -> Kind.DNS6;
      case DNSADDR -> Kind.DNSADDR;
      default -> null;
    };
  }
}
