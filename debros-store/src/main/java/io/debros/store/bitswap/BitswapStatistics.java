package io.debros.store.bitswap;

/**
 * What bitswap did since it began, and what it holds. Immutable, thread-safe.
 *
 * @param received blocks that were asked for and came
 * @param receivedBytes of these blocks
 * @param duplicates that came from a second peer, before it knew that they were no longer wanted
 * @param unwanted blocks that came without having been asked for, or under a hash that they do not
 *     have
 * @param unavailable blocks that nobody gave in time
 * @param served blocks sent
 * @param servedBytes of these blocks
 * @param wanted blocks that are being asked for
 * @param wantedByPeers wants of peers that are not answered with a block yet
 * @param queuedBytes of messages that have not left
 */
public record BitswapStatistics(
    long received,
    long receivedBytes,
    long duplicates,
    long unwanted,
    long unavailable,
    long served,
    long servedBytes,
    int wanted,
    int wantedByPeers,
    long queuedBytes) {}
