package io.debros.jpa.context;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds changes of counters and sets, in document form, to other values of them. Stateless. */
final class Sums {
  private Sums() {}

  /**
   * A value with the change from one value to another.
   *
   * @param present null for nothing yet
   * @param from null for nothing
   * @param to null for nothing
   */
  static @Nullable Object of(@Nullable Object present, @Nullable Object from, @Nullable Object to) {
    if (from instanceof List<?> || to instanceof List<?> || present instanceof List<?>) {
      return union(list(present), list(from), list(to));
    }
    long change = number(to) - number(from);
    return change == 0 ? present : Long.valueOf(number(present) + change);
  }

  private static List<@Nullable Object> union(List<?> present, List<?> from, List<?> to) {
    Set<@Nullable Object> union = new LinkedHashSet<>(present);
    List<@Nullable Object> removed = new ArrayList<>(from);
    removed.removeAll(to);
    List<@Nullable Object> added = new ArrayList<>(to);
    added.removeAll(from);
    removed.forEach(union::remove);
    union.addAll(added);
    return new ArrayList<>(union);
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static long number(@Nullable Object value) {
    return value instanceof Long number ? number : 0;
  }
}
