package io.debros.store.replication;

import io.debros.store.replication.status.ReplicationProgress;

/** Does what the {@link Replicator} asks for: at peers, in databases, and for those who watch. */
public interface ReplicationPerformer extends PeerLink {
  /**
   * Runs {@link ReplicationAction.Join#run} on a thread that may wait, and tells the outcome by
   * {@link Replicator#joined}, or the error by {@link Replicator#failed}.
   */
  void join(ReplicationAction.Join join);

  /**
   * Runs {@link ReplicationAction.Check#run} on a thread that may wait, and tells what it found by
   * {@link Replicator#checked}, or the error by {@link Replicator#failed}.
   */
  void check(ReplicationAction.Check check);

  /**
   * Runs {@link ReplicationAction.Prove#run} on a thread that may compute for long, and then calls
   * {@link Replicator#proved}, also if it failed.
   */
  void prove(ReplicationAction.Prove prove);

  /** Tells whoever watches a database how far it is. */
  void report(ReplicationProgress progress);
}
