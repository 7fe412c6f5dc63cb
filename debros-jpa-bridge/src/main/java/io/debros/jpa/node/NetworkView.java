package io.debros.jpa.node;

import io.debros.jpa.network.ReplicationStatus;
import io.debros.store.NetworkStatistics;
import java.util.List;
import java.util.SortedSet;

/**
 * Where the node behind a persistence unit meets others; {@link NodeView#network}. Every database
 * that is open here replicates with peers that have it open as well, by itself. Thread-safe; throws
 * {@link IllegalStateException} once the factory is closed.
 */
public interface NetworkView {
  /** Who this node is to its peers, {@code 12D3KooW…}; the same as long as its directory is. */
  String peerId();

  /** Where peers can dial this node, each with its id; with the ports that are really in use. */
  List<String> addresses();

  /** Ids of the peers that are connected now. */
  SortedSet<String> peers();

  /**
   * Connects to a peer, unless it is connected; waits for it, at most half a minute.
   *
   * @param multiaddr as {@code /ip4/192.0.2.1/tcp/4001}; if it ends in {@code /p2p/12D3KooW…}, that
   *     peer must be there
   * @return id of the peer
   * @throws IllegalArgumentException if the text is no address
   * @throws io.debros.store.error.UnreachableException if nobody answers there, or another peer
   */
  String connect(String multiaddr);

  /** How each open database stands with its peers, by name. */
  List<ReplicationStatus> replicationStatus();

  /** What was counted since the node was opened, and what is open now. */
  NetworkStatistics statistics();
}
