package io.debros.store.libp2p.gossipsub;

import static io.debros.store.error.Problem.problem;

/**
 * How much peers may make this node remember, read and send.
 *
 * @param receivedBytes the longest RPC that is read
 * @param sentBytes the longest RPC that is sent, unless one message alone is longer
 * @param topicsPeer topics that one peer may subscribe to
 * @param topicBytesPeer the sum of the lengths of their names, in bytes
 * @param topics that peers may subscribe to altogether; those of this node do not count
 * @param seenMessages that are remembered so that each is delivered once; then the oldest goes
 * @param cachedBytes of messages that are kept to be asked for; then the oldest goes
 * @param requestsHeartbeat RPCs with IHAVE that are looked at per peer and heartbeat, and as many
 *     with IWANT and with IDONTWANT
 * @param idsHeartbeat message ids that are asked of one peer, or answered to it, per heartbeat
 * @param answeredBytes that are sent to one peer per heartbeat because it asked
 * @param retransmissions times that one peer is sent one message because it asked
 * @param unwantedIds messages that a peer says it does not want, and that are remembered
 * @param backoffs of peers that are not to be asked into a mesh again yet; then the oldest goes
 * @param scores of peers, connected or gone, that did something wrong; then the oldest goes
 */
public record GossipLimits(
    int receivedBytes,
    int sentBytes,
    int topicsPeer,
    int topicBytesPeer,
    int topics,
    int seenMessages,
    int cachedBytes,
    int requestsHeartbeat,
    int idsHeartbeat,
    int answeredBytes,
    int retransmissions,
    int unwantedIds,
    int backoffs,
    int scores) {
  /** An RPC with one of the longest ids must fit. */
  static final int LEAST_SENT_BYTES = 4096;

  public GossipLimits {
    int least =
        Math.min(
            Math.min(Math.min(topicsPeer, topicBytesPeer), Math.min(topics, seenMessages)),
            Math.min(Math.min(requestsHeartbeat, idsHeartbeat), Math.min(backoffs, scores)));
    if (least < 1
        || Math.min(Math.min(cachedBytes, answeredBytes), retransmissions) < 0
        || unwantedIds < 0
        || sentBytes < LEAST_SENT_BYTES
        || receivedBytes < sentBytes) {
      throw new IllegalArgumentException(
          problem("Limits of gossip are too low")
              .at("receivedBytes", receivedBytes)
              .at("sentBytes", sentBytes)
              .at("least of the others", least)
              .advice("Allow " + LEAST_SENT_BYTES + " bytes an RPC and one of everything")
              .toString());
    }
  }

  /** RPCs of 4 MiB in and just under 1 MiB out; 5,000 topics a peer; 32 MiB of messages kept. */
  public static GossipLimits defaults() {
    return new GossipLimits(
        4 << 20,
        (1 << 20) - 1024,
        5_000,
        1 << 20,
        100_000,
        100_000,
        32 << 20,
        10,
        5_000,
        16 << 20,
        3,
        2_000,
        100_000,
        5_000);
  }
}
