package io.debros.spring.autoconfigure;

import java.util.HashSet;
import java.util.Set;

/**
 * Values of one tag of a meter: the first names as they are, all later ones together, so that a
 * node with very many databases does not make very many meters. One thread at a time.
 */
final class BoundedTag {
  /** What names beyond the limit count as. */
  static final String OTHERS = "(others)";

  private final int most;
  private final Set<String> names = new HashSet<>();

  /**
   * @param most names that have a value of their own
   */
  BoundedTag(int most) {
    this.most = most;
  }

  /** The same for the same name, always. */
  String valueOf(String name) {
    if (names.size() < most) {
      names.add(name);
    }
    return names.contains(name) ? name : OTHERS;
  }
}
