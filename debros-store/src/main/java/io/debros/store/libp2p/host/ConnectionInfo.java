package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.time.Instant;

/**
 * A connection that is open. Immutable, thread-safe.
 *
 * @param peer at the other end
 * @param address where it is, as seen from here
 * @param direction who made the connection
 * @param since when the peer had proven who it is
 * @param streams open on it, both ways
 */
public record ConnectionInfo(
    PeerId peer, Multiaddr address, Direction direction, Instant since, int streams) {}
