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
 * @param messageBytes of one message of any protocol
 * @param wants blocks that one peer may ask for at a time
 * @param bytesInFlight of entries that were fetched from peers and have not joined yet
 * @param subscriptionsPerPeer topics that one peer may announce
 * @param bytesPerPeer that wait to be read by us, or to be sent to it
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
    long bytesPerPeer) {
  private static final NetworkLimits DEFAULTS =
      new NetworkLimits(300, 64, 20, 1000, 4 << 20, 1024, 128L << 20, 10_000, 16L << 20);

  public NetworkLimits {
    requirePositive("connections", connections);
    requirePositive("connectionsPerAddress", connectionsPerAddress);
    requirePositive("inboundPerSecond", inboundPerSecond);
    requirePositive("streamsPerConnection", streamsPerConnection);
    requirePositive("messageBytes", messageBytes);
    requirePositive("wants", wants);
    requirePositive("bytesInFlight", bytesInFlight);
    requirePositive("subscriptionsPerPeer", subscriptionsPerPeer);
    requirePositive("bytesPerPeer", bytesPerPeer);
  }

  /**
   * 300 connections, 64 of one address and 20 new ones a second, 1000 streams, messages of 4 MiB,
   * 1024 wants, 128 MiB in flight, 10,000 subscriptions, 16 MiB for each peer.
   */
  public static NetworkLimits defaults() {
    return DEFAULTS;
  }

  private static void requirePositive(String limit, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          problem("Limit of the network is not positive")
              .at("limit", limit)
              .at("value", value)
              .advice("Give 1 or more")
              .toString());
    }
  }
}
