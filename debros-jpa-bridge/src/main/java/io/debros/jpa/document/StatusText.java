package io.debros.jpa.document;

import io.debros.jpa.network.ReplicationStatus;
import io.debros.jpa.network.ReplicationStatus.State;
import io.debros.store.error.Problem;
import io.debros.store.replication.status.BlockStatus;
import io.debros.store.replication.status.DatabaseStatus;
import io.debros.store.replication.status.PeerStatus;
import io.debros.store.replication.status.PullStatus;
import io.debros.store.replication.status.RefusalStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status of a database in plain values. Stateless. */
final class StatusText {
  private StatusText() {}

  /**
   * @param now on the clock of the network
   */
  static ReplicationStatus of(String name, DatabaseStatus status, long now) {
    PullStatus pull = status.pull();
    return new ReplicationStatus(
        name,
        status.database().toString(),
        state(status),
        texts(status.heads()),
        pull.joined(),
        pull.fetched(),
        pull.wanted(),
        pull.headCount(),
        pull.asked().stream().map(block -> block(block, now)).toList(),
        pull.askedCount(),
        pull.missing().stream().map(block -> block(block, now)).toList(),
        pull.missingCount(),
        pull.refused().stream().map(StatusText::refusal).toList(),
        pull.refusedCount(),
        text(pull.lastError()),
        status.peers().stream().map(peer -> peer(peer, now)).toList());
  }

  private static State state(DatabaseStatus status) {
    PullStatus pull = status.pull();
    if (!status.inSync()) {
      boolean isStalled = pull.asked().isEmpty() && isHopeless(pull);
      return isStalled ? State.STALLED : State.CATCHING_UP;
    }
    if (status.peers().stream().anyMatch(peer -> peer.lastExchange() > 0)) {
      return State.IN_SYNC;
    }
    boolean hasCompany = status.peers().stream().anyMatch(PeerStatus::subscribed);
    return hasCompany ? State.CATCHING_UP : State.ALONE;
  }

  private static boolean isHopeless(PullStatus pull) {
    return !pull.missing().isEmpty() || !pull.refused().isEmpty() || pull.lastError() != null;
  }

  private static ReplicationStatus.Block block(BlockStatus block, long now) {
    return new ReplicationStatus.Block(
        block.block().toString(),
        block.attempts(),
        texts(block.asked()),
        block.retryAt() == 0 ? null : Duration.ofMillis(Math.max(0, block.retryAt() - now)));
  }

  private static ReplicationStatus.Refusal refusal(RefusalStatus refusal) {
    return new ReplicationStatus.Refusal(
        refusal.entry().toString(),
        refusal.because().toString(),
        refusal.reason() == null ? null : refusal.reason().name());
  }

  private static ReplicationStatus.Peer peer(PeerStatus peer, long now) {
    return new ReplicationStatus.Peer(
        peer.peer().toString(),
        peer.subscribed(),
        peer.exchange().name(),
        ago(peer.lastContact(), now),
        ago(peer.lastExchange(), now),
        texts(peer.heads()),
        peer.headsLacking(),
        text(peer.lastError()));
  }

  private static @Nullable Duration ago(long then, long now) {
    return then == 0 ? null : Duration.ofMillis(Math.max(0, now - then));
  }

  private static @Nullable String text(@Nullable Problem problem) {
    return problem == null ? null : problem.toString();
  }

  private static List<String> texts(List<?> values) {
    return values.stream().map(Object::toString).toList();
  }
}
