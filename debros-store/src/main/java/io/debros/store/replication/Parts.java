package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * What {@link Pull} is made of: each has one concern of one database, and knows of the others what
 * it needs. One thread at a time.
 */
final class Parts {
  final ReplicatedLog log;
  final Shared shared;
  final Speculation speculation;
  final Ancestry graph;
  final Targets targets;
  final Requests requests;
  final Verdicts verdicts;
  final Budget budget;
  final Foresight foresight;
  final Leads leads;
  final Levels levels;
  final Joins joins;
  final Attempts attempts;
  final Reporter reporter;
  final Setbacks setbacks;

  /**
   * @param peers that may be asked
   * @param whenDue told the time when a head is tried again
   */
  Parts(ReplicatedLog log, Shared shared, Supplier<List<PeerId>> peers, LongConsumer whenDue) {
    this.log = log;
    this.shared = shared;
    this.speculation = new Speculation(log, shared);
    this.graph = new Ancestry(log, shared, speculation);
    this.targets = new Targets(shared.limits);
    this.requests = new Requests(shared, graph, peers);
    this.verdicts = new Verdicts(log, shared, graph, targets);
    this.budget = new Budget(shared, graph);
    this.foresight = new Foresight(log, shared);
    this.leads = new Leads(log, shared, graph, verdicts);
    this.levels = new Levels(shared, graph, verdicts);
    this.joins = new Joins(log, shared, graph, targets, verdicts, budget);
    this.attempts = new Attempts(shared, graph, targets, verdicts, levels, whenDue);
    this.reporter = new Reporter(log.address(), shared, graph, targets);
    this.setbacks = new Setbacks(log, shared, graph, targets);
  }
}
