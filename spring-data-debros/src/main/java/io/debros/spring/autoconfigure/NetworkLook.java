package io.debros.spring.autoconfigure;

import io.debros.jpa.network.ReplicationStatus;
import io.debros.store.NetworkStatistics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network as it was at one moment, by the tags of its meters. Immutable.
 *
 * @param statistics of the node
 * @param misbehaviour by reason
 * @param databases by name
 * @param states how many databases are in each state
 */
record NetworkLook(
    NetworkStatistics statistics,
    SortedMap<String, Long> misbehaviour,
    SortedMap<String, Replication> databases,
    Map<ReplicationStatus.State, Long> states) {

  /** Numbers of one database, or of several together. */
  record Replication(
      long joined,
      long waiting,
      long wanted,
      long lacking,
      long asked,
      long missing,
      long refused) {
    static final Replication NONE = new Replication(0, 0, 0, 0, 0, 0, 0);

    static Replication of(ReplicationStatus status) {
      return new Replication(
          status.joined(),
          status.waiting(),
          status.wanted(),
          status.lacking(),
          status.askedCount(),
          status.missingCount(),
          status.refusedCount());
    }

    Replication plus(Replication other) {
      return new Replication(
          joined + other.joined,
          waiting + other.waiting,
          wanted + other.wanted,
          lacking + other.lacking,
          asked + other.asked,
          missing + other.missing,
          refused + other.refused);
    }
  }

  /**
   * @param reasons tag of kinds of misbehaviour
   * @param names tag of databases
   */
  static NetworkLook of(
      NetworkStatistics statistics,
      List<ReplicationStatus> statuses,
      BoundedTag reasons,
      BoundedTag names) {
    SortedMap<String, Long> misbehaviour = new TreeMap<>();
    statistics
        .misbehaviour()
        .forEach((reason, count) -> misbehaviour.merge(reasons.valueOf(reason), count, Long::sum));
    SortedMap<String, Replication> databases = new TreeMap<>();
    Map<ReplicationStatus.State, Long> states = new TreeMap<>();
    for (ReplicationStatus status : statuses) {
      databases.merge(names.valueOf(status.database()), Replication.of(status), Replication::plus);
      states.merge(status.state(), 1L, Long::sum);
    }
    return new NetworkLook(statistics, misbehaviour, databases, states);
  }

  Replication replication(String database) {
    return databases.getOrDefault(database, Replication.NONE);
  }
}
