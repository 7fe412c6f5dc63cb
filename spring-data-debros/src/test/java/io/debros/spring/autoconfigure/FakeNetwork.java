package io.debros.spring.autoconfigure;

import io.debros.jpa.network.ReplicationStatus;
import io.debros.jpa.network.ReplicationStatus.State;
import io.debros.jpa.node.NetworkView;
import io.debros.store.NetworkStatistics;
import io.debros.store.NetworkStatistics.InOut;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A network of which a test says how it stands. */
final class FakeNetwork implements NetworkView {
  static final String PEER = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";

  final List<ReplicationStatus> statuses = new ArrayList<>();
  final TreeMap<String, Long> misbehaviour = new TreeMap<>();
  int looks;
  int peers;
  long waiting;
  boolean fails;

  /** A database of which some entries have joined, and each number says which it is. */
  static ReplicationStatus status(String database, State state, long joined, String lastError) {
    return new ReplicationStatus(
        database,
        "/orbitdb/zdpuA",
        state,
        List.of(),
        joined,
        2,
        3,
        4,
        List.of(),
        5,
        List.of(),
        6,
        List.of(),
        7,
        lastError,
        List.of(
            new ReplicationStatus.Peer(
                PEER, true, "FAILED", null, null, List.of(), 1, "Peer was too slow")));
  }

  @Override
  public String peerId() {
    return PEER;
  }

  @Override
  public List<String> addresses() {
    return List.of("/ip4/127.0.0.1/tcp/4001/p2p/" + PEER);
  }

  @Override
  public SortedSet<String> peers() {
    return new TreeSet<>(List.of("other"));
  }

  @Override
  public String connect(String multiaddr) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ReplicationStatus> replicationStatus() {
    return List.copyOf(statuses);
  }

  @Override
  public NetworkStatistics statistics() {
    looks++;
    if (fails) {
      throw new IllegalStateException("Host thread does not answer");
    }
    InOut none = new InOut(0, 0);
    return new NetworkStatistics(
        peers, none, none, none, none, waiting, new TreeMap<>(), misbehaviour);
  }
}
