package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What keeps an entry out of the log: itself, or what it builds on. Entries of one branch share the
 * same instance. Immutable.
 *
 * @param causes some of the refused entries and missing blocks, at most {@link Gap#MAX_CAUSES}
 * @param reasons of all of them
 */
record Obstacles(Set<Cid> causes, Set<RefusalReason> reasons) {
  static Obstacles of(Cid cause, RefusalReason reason) {
    return new Obstacles(Set.of(cause), EnumSet.of(reason));
  }

  /** These and others; one of the given instances if it says it all. */
  Obstacles and(Obstacles others) {
    if (covers(others)) {
      return this;
    }
    if (others.covers(this)) {
      return others;
    }
    Set<Cid> allCauses = new LinkedHashSet<>(causes);
    others.causes.stream()
        .filter(cause -> allCauses.size() < Gap.MAX_CAUSES)
        .forEach(allCauses::add);
    Set<RefusalReason> allReasons = EnumSet.copyOf(reasons);
    allReasons.addAll(others.reasons);
    return new Obstacles(allCauses, allReasons);
  }

  /** Whether a grant or a block that arrives can let the entry in. */
  boolean mayPass() {
    return reasons.stream().noneMatch(RefusalReason::isFinal);
  }

  /** Whether nothing is refused: blocks have not arrived, or were too many for one join. */
  boolean isOnlyAbsence() {
    return reasons.stream().allMatch(RefusalReason::isAbsence);
  }

  /** Whether some of it was too much for one join. */
  boolean isLimit() {
    return reasons.contains(RefusalReason.TOO_MANY_ANCESTORS);
  }

  private boolean covers(Obstacles others) {
    return reasons.containsAll(others.reasons)
        && (causes.size() == Gap.MAX_CAUSES || causes.containsAll(others.causes));
  }
}
