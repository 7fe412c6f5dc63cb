package io.debros.store.libp2p.gossipsub;

import static io.debros.store.error.Problem.problem;

import java.time.Duration;

/**
 * How gossip is spread. The defaults are those of JavaScript; peers expect about these.
 *
 * @param degrees of each mesh
 * @param lazyPeers outside a mesh that are told of messages on each heartbeat, at least
 * @param lazyShare of the peers outside a mesh that are told, if that is more
 * @param heartbeat between two
 * @param firstHeartbeat after the start
 * @param fanout how long the peers for a topic that is published to but not subscribed are kept
 * @param pruneBackoff how long a peer that was turned away must wait; whole seconds
 * @param leaveBackoff the same after this node left the topic; whole seconds
 * @param followUp how long a peer may take to send what it offered
 * @param seen how long a message is remembered, so that it is delivered once
 * @param historyWindows heartbeats for which messages are kept to be asked for
 * @param gossipWindows heartbeats for which messages are offered
 * @param publishing to whom own messages go
 */
public record GossipParameters(
    MeshDegrees degrees,
    int lazyPeers,
    double lazyShare,
    Duration heartbeat,
    Duration firstHeartbeat,
    Duration fanout,
    Duration pruneBackoff,
    Duration leaveBackoff,
    Duration followUp,
    Duration seen,
    int historyWindows,
    int gossipWindows,
    Publishing publishing) {

  /** To whom own messages go. */
  public enum Publishing {
    /** Every peer that subscribes, so that messages arrive before there is a mesh. */
    TO_ALL,
    /** The mesh; without a subscription of this node, a few peers that are kept for a while. */
    TO_MESH
  }

  public GossipParameters {
    if (heartbeat.toMillis() < 1
        || lazyPeers < 0
        || !(lazyShare >= 0 && lazyShare <= 1)
        || gossipWindows < 0
        || historyWindows < Math.max(1, gossipWindows)) {
      throw new IllegalArgumentException(
          problem("Parameters of gossip cannot work")
              .at("heartbeat", heartbeat)
              .at("lazyPeers", lazyPeers)
              .at("lazyShare", lazyShare)
              .at("historyWindows", historyWindows)
              .at("gossipWindows", gossipWindows)
              .advice("Take those of GossipParameters.defaults()")
              .toString());
    }
  }

  /** Those of JavaScript. */
  public static GossipParameters defaults() {
    return new GossipParameters(
        MeshDegrees.defaults(),
        6,
        0.25,
        Duration.ofSeconds(1),
        Duration.ofMillis(100),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofSeconds(120),
        5,
        3,
        Publishing.TO_ALL);
  }
}
