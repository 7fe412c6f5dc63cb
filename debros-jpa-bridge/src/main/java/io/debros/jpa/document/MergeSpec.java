package io.debros.jpa.document;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How concurrent writes of one document merge: attribute by attribute, but for these. Immutable.
 *
 * @param counters keys of numbers that many nodes count; documents show their sums
 * @param sets keys of sets to which many nodes add; documents show lists of what is in them
 * @param version key that every other write moves on; null if rows have no versions
 * @param resolver decides conflicts of versions; null to merge by attribute
 * @param listener told of conflicts
 */
public record MergeSpec(
    Set<String> counters,
    Set<String> sets,
    @Nullable String version,
    @Nullable DocumentResolver resolver,
    DocumentConflictListener listener) {
  public MergeSpec {
    counters = Set.copyOf(counters);
    sets = Set.copyOf(sets);
  }
}
