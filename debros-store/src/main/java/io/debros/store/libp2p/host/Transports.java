package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.psk.SwarmKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The layers between TCP and libp2p for each kind of address. Immutable, thread-safe. */
final class Transports {
  private final Map<Endpoint.Transport, List<Transport>> layers;

  private Transports(Map<Endpoint.Transport, List<Transport>> layers) {
    this.layers = layers;
  }

  /** Those that the settings ask for. */
  static Transports of(HostSettings settings) {
    Transport webSocket = new WebSocketLayer(settings.limits().upgradeTime());
    Transport tls = new TlsLayer(settings.tls());
    SwarmKey key = settings.swarmKey();
    List<Transport> innermost =
        key == null ? List.of() : List.of(new PskLayer(key, new SecureRandom()));
    return new Transports(
        Map.of(
            Endpoint.Transport.TCP,
            innermost,
            Endpoint.Transport.WS,
            joined(List.of(webSocket), innermost),
            Endpoint.Transport.WSS,
            joined(List.of(tls, webSocket), innermost)));
  }

  /** The layers, the one next to TCP first; null if addresses of this kind are not spoken here. */
  @Nullable List<Transport> find(Endpoint.Transport kind) {
    return layers.get(kind);
  }

  /** The layers of a kind that is spoken here. */
  List<Transport> get(Endpoint.Transport kind) {
    return Objects.requireNonNull(find(kind), "Kind of address is not spoken here");
  }

  private static List<Transport> joined(List<Transport> outer, List<Transport> inner) {
    return Stream.concat(outer.stream(), inner.stream()).toList();
  }
}
