package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;

/** Why one database does not get on. One thread at a time. */
final class Setbacks {
  private final ReplicatedLog log;
  private final Shared shared;
  private final Ancestry graph;
  private final Targets targets;

  Setbacks(ReplicatedLog log, Shared shared, Ancestry graph, Targets targets) {
    this.log = log;
    this.shared = shared;
    this.graph = graph;
    this.targets = targets;
  }

  /** Nobody has what entries build on. */
  Problem nowhere(int missing) {
    return problem("Blocks that entries build on are nowhere")
        .at("database", log.address())
        .at("missing", missing)
        .advice("Connect a peer that has them; they are asked for again from time to time");
  }

  /** A history has no beginning, as it seems; those that named its heads are blamed for it. */
  Problem tooLong() {
    Problem why =
        problem("History is longer than the limit of replication")
            .at("database", log.address())
            .at("limit", shared.limits.maxHistory())
            .advice("Raise maxHistory, or import a file of the database first");
    targets.open().stream()
        .map(target -> target.source)
        .distinct()
        .map(peer -> new ReplicationAction.Misbehaved(peer, PeerLink.Severity.SUSPECT, why))
        .forEach(shared::act);
    return why;
  }

  /** Heads take more memory than there is. */
  Problem noRoom() {
    return noProgress("Heads need more memory than there is");
  }

  /** What a piece leads to does not join. */
  Problem deadEnd() {
    return noProgress("History leads to entries that cannot be joined");
  }

  private Problem noProgress(String sentence) {
    return problem(sentence)
        .at("database", log.address())
        .at("heads", targets.size())
        .at("bytes", graph.held())
        .advice("See which heads and blocks are missing; they are tried again from time to time");
  }
}
