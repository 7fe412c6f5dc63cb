package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.Set;

/**
 * An entry with nothing wrong in itself that stays out of a log because of what it builds on.
 * Immutable, thread-safe.
 *
 * @param entry that stays out
 * @param because refused entries and missing blocks that it builds on, directly or not; its
 *     identity counts as such a block. At least one, and at most {@value #MAX_CAUSES} of them
 */
public record Gap(Cid entry, Set<Cid> because) {
  /** How many causes one gap names. */
  public static final int MAX_CAUSES = 16;

  public Gap {
    because = Set.copyOf(because);
  }
}
