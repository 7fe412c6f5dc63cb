package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * Two writes of one row that were made against the same version, apart from each other. Immutable.
 *
 * @param entry hash of the later of the two entries, in log order: the conflict's name on all nodes
 * @param earlier the row as it is without the later entry
 * @param earlierVersion version of that row
 * @param later document of the later entry
 * @param laterVersion version that its writer gave it; null if it has none
 * @param ancestor the row that the later entry was made from; null if it is not known for certain
 */
public record MergeConflict(
    Cid entry,
    CborMap earlier,
    CborValue earlierVersion,
    CborMap later,
    @Nullable CborValue laterVersion,
    @Nullable CborMap ancestor) {
  /** Hash only: texts never hold values. */
  @Override
  public String toString() {
    return "Conflict at " + entry;
  }
}
