package io.debros.store.replication;

import io.debros.store.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends pieces of the history of one database: they are here whole, lead too far, or do not get on.
 * One thread at a time.
 */
final class Pieces {
  private final Pull pull;
  private final Shared shared;
  private final Speculation speculation;
  private final Ancestry graph;
  private final Targets targets;
  private final Requests requests;
  private final Verdicts verdicts;
  private final Budget budget;
  private final Foresight foresight;
  private final Leads leads;
  private final Levels levels;
  private final Joins joins;
  private final Attempts attempts;
  private final Reporter reporter;
  private final Setbacks setbacks;
  private @Nullable Problem lastError;

  Pieces(Pull pull, Parts parts) {
    this.pull = pull;
    this.shared = parts.shared;
    this.speculation = parts.speculation;
    this.graph = parts.graph;
    this.targets = parts.targets;
    this.requests = parts.requests;
    this.verdicts = parts.verdicts;
    this.budget = parts.budget;
    this.foresight = parts.foresight;
    this.leads = parts.leads;
    this.levels = parts.levels;
    this.joins = parts.joins;
    this.attempts = parts.attempts;
    this.reporter = parts.reporter;
    this.setbacks = parts.setbacks;
  }

  /** Nothing is under way: goes on to the next piece. False if something has to be waited for. */
  boolean goOn(long now) {
    if (graph.unasked().hasEntries()) {
      return checkLeads(now);
    }
    graph.purge();
    return graph.isDone() ? finishLevel(now) : stall(now);
  }

  /** Forgets what was fetched, and tries each head again at a time of its own. */
  void abandon(Problem why, long now) {
    lastError = why;
    forget();
    foresight.end();
    levels.clear();
    budget.restarted();
    requests.abandoned();
    targets.open().forEach(target -> attempts.defer(target, true, now));
    shared.fetches.release(pull);
  }

  /** Forgets what was fetched. */
  void forget() {
    requests.cancel(pull);
    speculation.forget(pull);
    foresight.forget();
    graph.clear();
    budget.forgotten();
  }

  /** Entries joined: what went wrong before is over. */
  void joined() {
    lastError = null;
  }

  /** Why the last piece was given up; null if none was since entries joined. */
  @Nullable Problem lastError() {
    return lastError;
  }

  /** Nothing is fetched any more. */
  void close() {
    forget();
    foresight.end();
    shared.fetches.release(pull);
  }

  /**
   * What is not asked for yet would be too much: looks whether those that lead there are what they
   * seem.
   */
  private boolean checkLeads(long now) {
    List<Node> found = graph.unasked().leads();
    if (leads.dropUnproven(found)) {
      return true;
    }
    if (leads.check(found)) {
      return false;
    }
    if (!budget.isFull()) {
      budget.checked();
    } else if (found.isEmpty()) {
      abandon(setbacks.noRoom(), now);
    } else {
      levels.deepen(joins.joined()); // forgets the piece, and goes on with what it leads to
      forget();
      levels.want();
    }
    return true;
  }

  private boolean finishLevel(long now) {
    if (levels.isEmpty()) {
      return finish(now);
    }
    forget();
    if (levels.goOn()) {
      return true;
    }
    if (!levels.finish(joins.joined())) {
      abandon(setbacks.deadEnd(), now);
    } else if (levels.isEmpty()) {
      attempts.again();
    } else {
      levels.want();
    }
    return true;
  }

  /** All that could be fetched is here, and all that could join has. */
  private boolean finish(long now) {
    boolean incomplete = leads.takeUnproven();
    speculation.judge();
    for (Target target : targets.open()) {
      if (verdicts.isSettled(target.head)) {
        targets.remove(target.head);
      } else {
        attempts.defer(target, incomplete, now);
        reporter.busy();
      }
    }
    forget();
    foresight.end();
    requests.settled();
    budget.restarted();
    shared.fetches.release(pull);
    if (!targets.isEmpty()) {
      reporter.stalled(joins.joined());
    }
    pull.reportIfCaughtUp();
    return false;
  }

  /** Blocks are nowhere; their retries are on the agenda. */
  private boolean stall(long now) {
    if (requests.isAsking()) {
      return false; // and is worth waiting for, because all else is here
    }
    foresight.end(); // this may last, and what is remembered is shared with other databases
    speculation.forget(pull);
    shared.fetches.release(pull);
    reporter.stalled(joins.joined());
    if (!levels.isEmpty() || !budget.keepIdle()) {
      abandon(setbacks.nowhere(requests.missing().size()), now);
    }
    return false;
  }
}
