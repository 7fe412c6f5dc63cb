package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.psk.SwarmKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/** The layers between TCP and libp2p for each kind of address. Host thread. */
final class Transports {
  private final Transport webSocket;
  private final Transport tls;
  private final List<Transport> innermost;

  private Transports(Transport webSocket, Transport tls, List<Transport> innermost) {
    this.webSocket = webSocket;
    this.tls = tls;
    this.innermost = innermost;
  }

  /** Those that the settings ask for. */
  static Transports of(HostSettings settings, SecureRandom random) {
    SwarmKey key = settings.swarmKey();
    return new Transports(
        new WebSocketLayer(settings.limits().upgradeTime()),
        new TlsLayer(settings.tls()),
        key == null ? List.of() : List.of(new PskLayer(key, random)));
  }

  /** The layers, the one next to TCP first. */
  List<Transport> get(Endpoint.Transport kind) {
    Stream<Transport> outer =
        switch (kind) {
          case TCP -> Stream.of();
          case WS -> Stream.of(webSocket);
          case WSS -> Stream.of(tls, webSocket);
        };
    return Stream.concat(outer, innermost.stream()).toList();
  }
}
