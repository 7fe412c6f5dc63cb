package io.debros.store.care;

import java.util.List;

/**
 * What {@link NodeCare#repair} did. Immutable.
 *
 * @param before what was found first
 * @param actions what was done, in order; empty if nothing had to be, or nothing could be
 * @param omitted actions that are not listed, because there were too many
 * @param after what was found afterwards: what could not be repaired
 */
public record RepairReport(
    VerifyReport before, List<RepairAction> actions, long omitted, VerifyReport after) {
  public RepairReport {
    actions = List.copyOf(actions);
  }

  /** Whether nothing is wrong any more. */
  public boolean isClean() {
    return after.isClean();
  }
}
