package io.debros.spring.autoconfigure;

import io.debros.jpa.network.ReplicationStatus;
import io.debros.jpa.node.NetworkView;
import io.debros.jpa.node.NodeView;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/*
 * A node that lacks peers, or entries of theirs, still answers from what it has and takes writes,
 * and starting it again would not help: that is told, and no failure.
 */
/**
 * Down if the node is closed, or takes no writes because one could not be stored. Otherwise up,
 * with how it stands with others. Thread-safe.
 */
final class DebrosHealthIndicator extends AbstractHealthIndicator {
  private static final int MOST = 10;

  private final Supplier<NodeView> node;

  /**
   * @param node throws if it is closed
   */
  DebrosHealthIndicator(Supplier<NodeView> node) {
    super("Health of the debros node could not be determined");
    this.node = node;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    NodeView view = node.get();
    NetworkView network = view.network();
    builder.withDetail("identity", view.identity());
    builder.withDetail("databases", view.databases().size());
    builder.withDetail("network", network != null);
    if (network != null) {
      addNetwork(builder, network);
    }
    view.requireWritable();
    builder.up();
  }

  private static void addNetwork(Health.Builder builder, NetworkView network) {
    List<ReplicationStatus> statuses = network.replicationStatus();
    builder.withDetail("peerId", network.peerId());
    builder.withDetail("addresses", network.addresses());
    builder.withDetail("peers", network.peers().size());
    builder.withDetail("replication", states(statuses));
    builder.withDetail("notInSync", reasons(statuses));
    builder.withDetail("errors", errors(statuses));
  }

  /** How many databases are in each state. */
  private static SortedMap<String, Long> states(List<ReplicationStatus> statuses) {
    return statuses.stream()
        .collect(
            Collectors.groupingBy(
                status -> status.state().name(), TreeMap::new, Collectors.counting()));
  }

  /** Why the first databases are not in sync, by name. */
  private static Map<String, String> reasons(List<ReplicationStatus> statuses) {
    return statuses.stream()
        .filter(status -> !status.isInSync())
        .limit(MOST)
        .collect(
            Collectors.toMap(
                ReplicationStatus::database, ReplicationStatus::why, (a, b) -> a, TreeMap::new));
  }

  /** The first errors that are not over. */
  private static List<String> errors(List<ReplicationStatus> statuses) {
    return statuses.stream().flatMap(DebrosHealthIndicator::errors).limit(MOST).toList();
  }

  private static Stream<String> errors(ReplicationStatus status) {
    Stream<String> own =
        Stream.ofNullable(status.lastError()).map(error -> status.database() + ": " + error);
    Stream<String> ofPeers =
        status.peers().stream()
            .filter(peer -> peer.lastError() != null)
            .map(peer -> status.database() + ", peer " + peer.peer() + ": " + peer.lastError());
    return Stream.concat(own, ofPeers);
  }
}
