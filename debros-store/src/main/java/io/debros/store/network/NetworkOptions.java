package io.debros.store.network;

import io.debros.store.bitswap.BitswapLimits;
import io.debros.store.bitswap.BitswapTimes;
import io.debros.store.libp2p.gossipsub.GossipLimits;
import io.debros.store.libp2p.gossipsub.GossipParameters;
import io.debros.store.libp2p.host.HostSettings;
import io.debros.store.replication.ReplicationLimits;
import io.debros.store.replication.ReplicationTimes;

/**
 * How a node takes part in the network. Immutable.
 *
 * @param host where it listens, and what it takes from peers
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
    GossipParameters gossip,
    GossipLimits gossipLimits,
    BitswapLimits bitswapLimits,
    BitswapTimes bitswapTimes,
    ReplicationLimits replication,
    ReplicationTimes times,
    int messageBytes,
    long waitingBytes) {}
