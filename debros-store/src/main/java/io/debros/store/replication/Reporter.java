package io.debros.store.replication;

import io.debros.store.manifest.Address;
import io.debros.store.replication.status.ReplicationProgress;
import io.debros.store.replication.status.ReplicationProgress.Stage;

/** Tells how far one database is: each state once. One thread at a time. */
final class Reporter {
  private final Address database;
  private final Shared shared;
  private final Ancestry graph;
  private final Targets targets;
  private boolean caughtUp;
  private boolean stalled;

  Reporter(Address database, Shared shared, Ancestry graph, Targets targets) {
    this.database = database;
    this.shared = shared;
    this.graph = graph;
    this.targets = targets;
  }

  /** There is a head that is not part of the log. */
  void lacking() {
    caughtUp = false;
  }

  /** There is something to do, so that it may stall once more. */
  void busy() {
    stalled = false;
  }

  /** Entries joined. */
  void advanced(long joined) {
    report(Stage.ADVANCED, joined);
  }

  /** Nothing can be done now. */
  void stalled(long joined) {
    if (!stalled) {
      stalled = true;
      report(Stage.STALLED, joined);
    }
  }

  /** All that peers named is part of the log. */
  void caughtUp(long joined) {
    if (!caughtUp) {
      caughtUp = true;
      report(Stage.CAUGHT_UP, joined);
    }
  }

  private void report(Stage stage, long joined) {
    ReplicationProgress progress =
        new ReplicationProgress(
            database, stage, joined, graph.gathered(), graph.wanted(), targets.size());
    shared.act(new ReplicationAction.Report(progress));
  }
}
