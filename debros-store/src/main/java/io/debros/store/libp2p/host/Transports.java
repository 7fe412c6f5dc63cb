package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The layers between TCP and libp2p for each kind of address. Immutable, thread-safe. */
final class Transports {
  private final Map<Endpoint.Transport, List<Transport>> layers;

  private Transports(Map<Endpoint.Transport, List<Transport>> layers) {
    this.layers = layers;
  }

  /** What every host speaks. */
  static Transports tcp() {
    return new Transports(Map.of(Endpoint.Transport.TCP, List.of()));
  }

  /** The layers, the one next to TCP first; null if addresses of this kind are not spoken here. */
  @Nullable List<Transport> find(Endpoint.Transport kind) {
    return layers.get(kind);
  }

  /** The layers of a kind that is spoken here. */
  List<Transport> get(Endpoint.Transport kind) {
    return Objects.requireNonNull(find(kind), "Kind of address is not spoken here");
  }
}
