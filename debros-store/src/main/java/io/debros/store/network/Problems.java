package io.debros.store.network;

import io.debros.store.error.DebrosException;
import io.debros.store.error.Problem;

/** What errors say. Stateless. */
final class Problems {
  private Problems() {}

  /** What an error says, also if it is none of ours. */
  static Problem of(RuntimeException failure) {
    Problem known = failure instanceof DebrosException ours ? ours.problem() : null;
    return known != null
        ? known
        : Problem.problem("What a peer sent could not be handled")
            .at("error", failure)
            .advice("It is tried again by itself; if it goes on, report this with the log");
  }
}
