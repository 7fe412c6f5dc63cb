package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue.CborMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a row is after a conflict. Every node asks its own resolver, more than once, in any
 * thread: the answer must depend on the conflict alone.
 */
public interface ConflictResolver {
  /**
   * The attributes that the row gets; null for those that merging by attribute gives. Version,
   * counters and sets merge as always.
   *
   * @param merged what merging by attribute gives
   */
  @Nullable CborMap resolve(MergeConflict conflict, CborMap merged);

  /** Changes when the answers do: rows are then made anew from the log. */
  String fingerprint();
}
