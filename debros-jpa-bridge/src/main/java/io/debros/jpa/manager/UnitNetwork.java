package io.debros.jpa.manager;

import io.debros.jpa.document.DocumentNetwork;
import io.debros.jpa.network.ReplicationStatus;
import io.debros.jpa.node.NetworkView;
import io.debros.store.NetworkStatistics;
import java.util.List;
import java.util.SortedSet;

/** The view of a node's network. */
record UnitNetwork(DocumentNetwork network, Runnable requireOpen) implements NetworkView {
  @Override
  public String peerId() {
    return open().peerId();
  }

  @Override
  public List<String> addresses() {
    return open().addresses();
  }

  @Override
  public SortedSet<String> peers() {
    return open().peers();
  }

  @Override
  public String connect(String multiaddr) {
    return open().connect(multiaddr);
  }

  @Override
  public List<ReplicationStatus> replicationStatus() {
    return open().status();
  }

  @Override
  public NetworkStatistics statistics() {
    return open().statistics();
  }

  private DocumentNetwork open() {
    requireOpen.run();
    return network;
  }
}
