package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.List;
import java.util.Set;

/**
 * What a join brought, and what it left out. Immutable, thread-safe.
 *
 * @param entries new to the log, oldest first; empty if all were known
 * @param heads those of the new entries that no other one builds on, newest first
 * @param refused entries with something wrong in themselves, and given entries that nothing given
 *     builds on and that stay out only because blocks are missing
 * @param gaps entries that stay out because of what they build on, oldest first
 * @param missing blocks that are neither here nor at the source: entries and identities
 * @param unfollowed entries and identities that were not fetched because of {@link JoinLimits}:
 *     join them first, see {@link JoinInPieces}
 * @param vouched entries among the unfollowed ones that sound entries of writers who may write
 *     build on: if they were written by somebody who may not any more, they can be joined all the
 *     same
 * @param aside entries that stay out and may join later: what to offer again when a missing block
 *     or a grant has arrived. Of refused ones at most 10,000
 */
public record JoinOutcome(
    List<Entry> entries,
    List<Entry> heads,
    List<Refusal> refused,
    List<Gap> gaps,
    Set<Cid> missing,
    Set<Cid> unfollowed,
    Set<Cid> vouched,
    List<Entry> aside) {
  public JoinOutcome {
    entries = List.copyOf(entries);
    heads = List.copyOf(heads);
    refused = List.copyOf(refused);
    gaps = List.copyOf(gaps);
    missing = Set.copyOf(missing);
    unfollowed = Set.copyOf(unfollowed);
    vouched = Set.copyOf(vouched);
    aside = List.copyOf(aside);
  }

  /** Whether everything that was offered is part of the log now, or was before. */
  public boolean isComplete() {
    return refused.isEmpty() && gaps.isEmpty();
  }

  /**
   * Does what a strict join does with this outcome: nothing if it is complete.
   *
   * @throws MissingAncestorsException if nothing is wrong but blocks are missing
   * @throws io.debros.store.error.DebrosException the first refusal's error otherwise
   */
  public void requireComplete() {
    if (isComplete()) {
      return;
    }
    for (Refusal refusal : refused) {
      if (!refusal.reason().isAbsence()) {
        throw refusal.error();
      }
    }
    throw new MissingAncestorsException(refused.get(0).log(), this);
  }

  /** Whether the log has nothing new. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
