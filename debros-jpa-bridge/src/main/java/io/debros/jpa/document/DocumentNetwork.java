package io.debros.jpa.document;

import io.debros.jpa.network.NodeListener;
import io.debros.jpa.network.ReplicationProgress;
import io.debros.jpa.network.ReplicationStatus;
import io.debros.store.NetworkListener;
import io.debros.store.NetworkStatistics;
import io.debros.store.NodeNetwork;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where the databases of a node meet those of others. Thread-safe. */
public final class DocumentNetwork {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final NodeNetwork network;
  private final Supplier<SortedMap<String, String>> databases;
  private final Function<String, String> names;

  /**
   * @param databases addresses of those that are open, by name
   * @param names of databases by address
   */
  DocumentNetwork(
      NodeNetwork network,
      Supplier<SortedMap<String, String>> databases,
      Function<String, String> names) {
    this.network = network;
    this.databases = databases;
    this.names = names;
  }

  /** Who this node is to its peers. */
  public String peerId() {
    return network.peerId().toString();
  }

  /** Where peers can dial it, each with its id. */
  public List<String> addresses() {
    return network.addresses().stream().map(Multiaddr::toString).toList();
  }

  /** Ids of the peers that are connected now. */
  public SortedSet<String> peers() {
    SortedSet<String> peers = new TreeSet<>();
    network.peers().forEach(peer -> peers.add(peer.toString()));
    return peers;
  }

  /**
   * Connects to a peer, and waits for it.
   *
   * @return its id
   * @throws IllegalArgumentException if the text is no address
   * @throws io.debros.store.error.UnreachableException if it cannot be reached in time
   */
  public String connect(String multiaddr) {
    return network.connect(Multiaddr.parse(multiaddr), PATIENCE).toString();
  }

  /** How each open database stands, by name. */
  public List<ReplicationStatus> status() {
    return databases.get().entrySet().stream()
        .map(
            database ->
                StatusText.of(
                    database.getKey(),
                    network.status(Address.parse(database.getValue())),
                    network.now()))
        .toList();
  }

  /** What was counted since the node was opened, and what is open now. */
  public NetworkStatistics statistics() {
    return network.statistics();
  }

  void addListener(NodeListener listener) {
    network.addListener(new Forwarder(listener));
  }

  /** In plain values. */
  private final class Forwarder implements NetworkListener {
    private final NodeListener listener;

    Forwarder(NodeListener listener) {
      this.listener = listener;
    }

    @Override
    public void peerJoined(PeerId peer) {
      listener.peerJoined(peer.toString());
    }

    @Override
    public void peerLeft(PeerId peer) {
      listener.peerLeft(peer.toString());
    }

    @Override
    public void replicated(io.debros.store.replication.status.ReplicationProgress progress) {
      listener.replicated(
          new ReplicationProgress(
              names.apply(progress.database().toString()),
              null,
              ReplicationProgress.Stage.valueOf(progress.stage().name()),
              progress.joined(),
              progress.fetched(),
              progress.wanted(),
              progress.heads()));
    }
  }
}
