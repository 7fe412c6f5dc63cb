package io.debros.store;

import static io.debros.store.error.Problem.problem;

/**
 * What peers may take up at a node. Who goes beyond is refused, and disconnected if no honest peer
 * would. Immutable.
 *
 * @param connections at a time, in all
 * @param connectionsPerAddress at a time, from one IP address
 * @param inboundPerSecond new connections from one IP address
 * @param streamsPerConnection open at a time
 * @param messageBytes of one message of pubsub or of the exchange of blocks, from 1 MiB on; entries
 *     that are longer do not get here
 * @param wants blocks that one peer may ask for at a time
 * @param bytesInFlight of entries that were fetched from peers and have not joined yet
 * @param subscriptionsPerPeer topics that one peer may announce
 * @param bytesPerPeer that wait to be read by us, or to be sent to it
 * @param bytesOfAllPeers that wait on connections, to be read by us or by peers; over that the peer
 *     is disconnected that makes most wait for longest. Bounds also how many wants of all peers are
 *     kept
 */
public record NetworkLimits(
    int connections,
    int connectionsPerAddress,
    int inboundPerSecond,
    int streamsPerConnection,
    int messageBytes,
    int wants,
    long bytesInFlight,
    int subscriptionsPerPeer,
    int bytesPerPeer,
    long bytesOfAllPeers) {
  private static final long MOST_OF_ALL_PEERS = 256L << 20;
  private static final int SHARE_OF_HEAP = 4;

  public NetworkLimits {
    requirePositive("connections", connections);
    requirePositive("connectionsPerAddress", connectionsPerAddress);
    requirePositive("inboundPerSecond", inboundPerSecond);
    requirePositive("streamsPerConnection", streamsPerConnection);
    require("messageBytes", messageBytes, 1 << 20);
    requirePositive("wants", wants);
    requirePositive("bytesInFlight", bytesInFlight);
    requirePositive("subscriptionsPerPeer", subscriptionsPerPeer);
    requirePositive("bytesPerPeer", bytesPerPeer);
    requirePositive("bytesOfAllPeers", bytesOfAllPeers);
  }

  /**
   * 300 connections, 50 of one address and as many new ones a second, 1000 streams, messages of 4
   * MiB, 1024 wants, 128 MiB in flight, 5,000 subscriptions, 32 MiB for each peer and 256 MiB, or a
   * quarter of the heap if that is less, for all.
   */
  public static NetworkLimits defaults() {
    long ofAll = Math.min(MOST_OF_ALL_PEERS, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    return new NetworkLimits(300, 50, 50, 1000, 4 << 20, 1024, 128L << 20, 5_000, 32 << 20, ofAll);
  }

  private static void requirePositive(String limit, long value) {
    require(limit, value, 1);
  }

  private static void require(String limit, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          problem("Limit of the network is too low")
              .at("limit", limit)
              .at("value", value)
              .advice("Give " + least + " or more")
              .toString());
    }
  }
}
