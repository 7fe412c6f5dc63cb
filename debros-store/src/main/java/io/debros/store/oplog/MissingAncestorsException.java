package io.debros.store.oplog;

import io.debros.store.error.MissingBlockException;
import io.debros.store.error.Problem;
import io.debros.store.multiformats.Cid;
import java.util.Set;

/** A join lacks blocks: nothing is wrong with the entries, but nothing was joined. */
public final class MissingAncestorsException extends MissingBlockException {
  private static final long serialVersionUID = 1L;

  private final transient Set<Cid> missing;
  private final transient Set<Cid> unfollowed;

  MissingAncestorsException(String log, JoinOutcome outcome) {
    super(
        Problem.problem("Entries build on blocks that are missing")
            .at("log", log)
            .at("missing", outcome.missing().size())
            .at("unfollowed", outcome.unfollowed().size())
            .at("blocks", outcome.missing().isEmpty() ? outcome.unfollowed() : outcome.missing())
            .advice(advice(outcome)));
    this.missing = outcome.missing();
    this.unfollowed = outcome.unfollowed();
  }

  /** Every entry and identity that is neither here nor at the source, as far as links lead. */
  public Set<Cid> missing() {
    return missing;
  }

  /** Entries that were not fetched because they were too many for one join. */
  public Set<Cid> unfollowed() {
    return unfollowed;
  }

  private static String advice(JoinOutcome outcome) {
    return outcome.unfollowed().isEmpty()
        ? "Get the blocks from peers or a file, and join again"
        : "Join older entries first, in pieces, or raise the limits of a join";
  }
}
