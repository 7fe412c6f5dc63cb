package io.debros.store.oplog;

import java.util.List;

/**
 * What a join brought.
 *
 * @param entries entries new to the log, oldest first; empty if all were known
 * @param heads those of the joined entries that were new, in the order given
 */
public record JoinOutcome(List<Entry> entries, List<Entry> heads) {
  public JoinOutcome {
    entries = List.copyOf(entries);
    heads = List.copyOf(heads);
  }
}
