package io.debros.store.care;

import io.debros.store.care.FindingKind.Remedy;
import io.debros.store.error.Problem;

/**
 * Something that is not as it should be. Immutable.
 *
 * @param kind of damage
 * @param problem what was found, and where; never holds keys, values or secrets
 */
public record Finding(FindingKind kind, Problem problem) {
  /** What helps. */
  public Remedy remedy() {
    return kind.remedy();
  }

  @Override
  public String toString() {
    return kind + ": " + problem;
  }
}
