package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.error.Problem;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * An entry that a log does not take, and why. Small: a hostile peer can cause many of them, so the
 * error is made when it is asked for. Immutable, thread-safe.
 *
 * @param log id of the log that refuses
 * @param entry hash of the block
 * @param identity hash of the identity that the entry names as its writer; null if it cannot be
 *     read from the block, or there is no block
 * @param writer id of that identity, as access lists have it; the public key that the entry names
 *     if its identity is not known here; null if the block does not say, or there is none
 * @param reason why
 * @param detail what was found, in a few words; empty if the reason says it all
 */
public record Refusal(
    String log,
    Cid entry,
    @Nullable Cid identity,
    @Nullable String writer,
    RefusalReason reason,
    String detail) {

  /** A new error that names log, entry, writer and reason; the one that a strict join throws. */
  public DebrosException error() {
    Problem problem = toProblem();
    return switch (reason) {
      case ACCESS_DENIED, ACCESS_REVOKED -> new AppendDeniedException(problem);
      case WRONG_BLOCK -> new BadBlockException(problem);
      case INCOMPLETE, TOO_MANY_ANCESTORS -> new MissingBlockException(problem);
      default -> new BadEntryException(problem);
    };
  }

  /** What an error says, without its details. */
  static String sentence(DebrosException error) {
    Problem problem = error.problem();
    return problem == null ? error.toString() : problem.sentence();
  }

  private Problem toProblem() {
    Problem problem = problem(reason.sentence()).at("log", log).at("entry", entry);
    if (identity != null) {
      problem = problem.at("identity", identity);
    }
    if (writer != null) {
      problem = problem.at("writer", writer);
    }
    problem = problem.at("reason", reason);
    return (detail.isEmpty() ? problem : problem.at("found", detail)).advice(reason.advice());
  }
}
