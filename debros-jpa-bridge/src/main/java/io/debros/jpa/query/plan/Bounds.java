package io.debros.jpa.query.plan;

import io.debros.jpa.document.IndexRange;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.plan.Index.Column;
import io.debros.jpa.query.plan.Operand.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which values of one column may satisfy a condition: some points, or an interval. Immutable.
 *
 * @param kind points or interval
 * @param points the values; null for an interval, or while a value is open
 * @param low where the interval begins; null while a value is open
 * @param high where the interval ends; null while a value is open
 * @param exact whether all of these values do satisfy it
 */
record Bounds(
    Kind kind,
    @Nullable List<@Nullable Object> points,
    @Nullable Cut low,
    @Nullable Cut high,
    boolean exact) {
  /** How many values there may be. */
  enum Kind {
    POINT,
    POINTS,
    INTERVAL
  }

  static Bounds points(List<Value> values) {
    List<@Nullable Object> points =
        Collections.unmodifiableList(
            new ArrayList<@Nullable Object>(values.stream().map(Value::sortable).toList()));
    return new Bounds(points.size() == 1 ? Kind.POINT : Kind.POINTS, points, null, null, true);
  }

  /** One value that is not known yet. */
  static Bounds openPoint() {
    return new Bounds(Kind.POINT, null, null, null, true);
  }

  /** Values that are not known yet. */
  static Bounds openPoints() {
    return new Bounds(Kind.POINTS, null, null, null, true);
  }

  /** An interval that is not known yet. */
  static Bounds openRange() {
    return new Bounds(Kind.INTERVAL, null, null, null, false);
  }

  static Bounds notNull() {
    return interval(Cut.after(SortKey.of(null)), Cut.END, true);
  }

  /** What lies on one side of a value, among the values of its kind. */
  static Bounds range(Operator operator, Value value) {
    byte[] key = SortKey.of(value.sortable());
    Cut first = Cut.before(kind(value.sortable(), false));
    Cut last = Cut.after(kind(value.sortable(), true));
    return switch (operator) {
      case LESS -> interval(first, Cut.before(key), true);
      case LESS_OR_EQUAL -> interval(first, Cut.after(key), true);
      case GREATER -> interval(Cut.after(key), last, true);
      case GREATER_OR_EQUAL -> interval(Cut.before(key), last, true);
      case EQUAL, NOT_EQUAL -> throw new IllegalStateException("No range: " + operator);
    };
  }

  /** Texts that can match a pattern; null if any can. */
  static @Nullable Bounds prefix(LikePattern pattern) {
    String prefix = pattern.prefix();
    if (prefix.isEmpty()) {
      return null;
    }
    byte[] key = SortKey.ofPrefix(prefix);
    return interval(Cut.before(key), Cut.after(key), pattern.isPrefix());
  }

  /** Whether a value is still to come. */
  boolean isOpen() {
    return points == null && low == null;
  }

  /** What both allow; both are intervals. */
  Bounds and(Bounds other) {
    if (low == null || high == null || other.low == null || other.high == null) {
      return openRange();
    }
    return interval(low.max(other.low), high.min(other.high), exact && other.exact);
  }

  /** The interval in a column, behind a prefix; null if it is empty. */
  @Nullable IndexRange in(Column column, byte[] prefix) {
    if (low == null || high == null) {
      throw new IllegalStateException("Interval is open");
    }
    boolean ascending = column.direction() == Direction.ASCENDING;
    Cut from = ascending ? low : high.inverted();
    Cut to = ascending ? high : low.inverted();
    byte[] start = from.behind(prefix);
    byte[] end = to.behind(prefix);
    if (start == null || (end != null && Arrays.compareUnsigned(start, end) >= 0)) {
      return null;
    }
    return new IndexRange(start, end);
  }

  private static Bounds interval(Cut low, Cut high, boolean exact) {
    return new Bounds(Kind.INTERVAL, null, low, high, exact);
  }

  private static byte[] kind(@Nullable Object sortable, boolean last) {
    return sortable instanceof Boolean ? SortKey.of(last) : SortKey.ofKind(sortable);
  }
}
