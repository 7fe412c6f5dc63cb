package io.debros.store.network;

import io.debros.store.bitswap.BitswapLimits;
import io.debros.store.bitswap.BitswapTimes;
import io.debros.store.libp2p.gossipsub.GossipLimits;
import io.debros.store.libp2p.gossipsub.GossipParameters;
import io.debros.store.libp2p.host.HostSettings;
import io.debros.store.libp2p.mdns.MdnsSettings;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.replication.ReplicationLimits;
import io.debros.store.replication.ReplicationTimes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node takes part in the network. Immutable.
 *
 * @param host where it listens, and what it takes from peers
 * @param bootstrap peers to stay connected to
 * @param mdns how peers are found on the local network; null if they are not looked for
 * @param exchange whether to connect to peers that others name
 * @param gossip how pubsub works
 * @param gossipLimits of pubsub
 * @param bitswapLimits of the exchange of blocks
 * @param bitswapTimes of the exchange of blocks
 * @param replication what databases take from peers
 * @param times when replication tries again
 * @param messageBytes the longest message of pubsub and bitswap
 * @param waitingBytes of messages that one peer does not read; then it misses some
 */
public record NetworkOptions(
    HostSettings host,
    List<Multiaddr> bootstrap,
    @Nullable MdnsSettings mdns,
    boolean exchange,
    GossipParameters gossip,
    GossipLimits gossipLimits,
    BitswapLimits bitswapLimits,
    BitswapTimes bitswapTimes,
    ReplicationLimits replication,
    ReplicationTimes times,
    int messageBytes,
    long waitingBytes) {}
