package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The layers between TCP and libp2p for each kind of address. Immutable, thread-safe. */
final class Transports {
  private final Map<Endpoint.Transport, List<Transport>> layers;

  private Transports(Map<Endpoint.Transport, List<Transport>> layers) {
    this.layers = layers;
  }

  /** Those that the settings ask for. */
  static Transports of(HostSettings settings) {
    return new Transports(Map.of(Endpoint.Transport.TCP, List.of()));
  }

  /** The layers, the one next to TCP first; null if addresses of this kind are not spoken here. */
  @Nullable List<Transport> find(Endpoint.Transport kind) {
    return layers.get(kind);
  }
}
