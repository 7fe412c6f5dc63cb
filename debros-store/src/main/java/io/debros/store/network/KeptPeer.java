package io.debros.store.network;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a peer that should be connected.
 *
 * @param peer who it is; null as long as a configured address has not told
 * @param addresses where it is dialled, in order
 * @param isBootstrap whether it is configured; else it was discovered
 * @param isConnected whether there is a connection in either direction
 * @param failedRounds how often in a row no address led to it, or it went again at once
 * @param lastProblem why the last dial failed; null if none did since the last success
 */
public record KeptPeer(
    @Nullable PeerId peer,
    List<Multiaddr> addresses,
    boolean isBootstrap,
    boolean isConnected,
    int failedRounds,
    @Nullable Problem lastProblem) {
  public KeptPeer {
    addresses = List.copyOf(addresses);
  }
}
