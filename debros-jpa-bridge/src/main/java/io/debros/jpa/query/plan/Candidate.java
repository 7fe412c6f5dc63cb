package io.debros.jpa.query.plan;

import io.debros.jpa.document.IndexRange;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.metamodel.Placement;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.Access.Delivery;
import io.debros.jpa.query.plan.Access.IndexScan;
import io.debros.jpa.query.plan.Access.Repetition;
import io.debros.jpa.query.plan.AccessPicker.Choice;
import io.debros.jpa.query.plan.Bounds.Kind;
import io.debros.jpa.query.plan.Index.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One index as a way to the rows of some conditions: equality on its first columns, then one
 * interval, then order. One thread at a time.
 */
final class Candidate {
  /** More ranges than this are not worth their look-ups. */
  private static final int MAX_RANGES = 10_000;

  /** More ranges than this are not read side by side, for the sake of their order. */
  private static final int MAX_ORDERED_RANGES = 64;

  private final Index index;
  private final List<Condition> conjuncts;
  private final long needed;
  private final List<ColumnTest> fixed = new ArrayList<>();
  private final List<ColumnTest> interval = new ArrayList<>();
  private final @Nullable Direction order;
  private final boolean splitsNulls;
  private long ranges = 1;

  private Candidate(
      Index index, List<ColumnTest> tests, List<Condition> conjuncts, Wanted wanted, long needed) {
    this.index = index;
    this.conjuncts = conjuncts;
    this.needed = needed;
    match(tests);
    IndexOrder matched = IndexOrder.of(index, fixed, !interval.isEmpty(), wanted);
    this.order = ranges <= MAX_ORDERED_RANGES ? matched.direction() : null;
    this.splitsNulls = matched.splitsNulls();
  }

  /** The index as a way; null if it is of no use. */
  static @Nullable Candidate of(
      Index index, List<ColumnTest> tests, List<Condition> conjuncts, Wanted wanted, long needed) {
    Candidate candidate = new Candidate(index, tests, conjuncts, wanted, needed);
    boolean useful = candidate.isSelective() || candidate.isWorthItsOrder();
    return useful && candidate.ranges <= MAX_RANGES && !candidate.readsOtherDatabases()
        ? candidate
        : null;
  }

  /** Whether it leaves out rows. */
  boolean isSelective() {
    return !fixed.isEmpty() || !interval.isEmpty();
  }

  /** An index that databases share holds their rows side by side: good for single values only. */
  private boolean readsOtherDatabases() {
    Placement placement = index.entity().placement();
    return index.group() != null
        && (placement.isUserScoped() || placement.isSharded())
        && fixed.size() < index.columns().size();
  }

  /** Whether it finds one row at most. */
  boolean isUnique() {
    return fixed.size() == index.columns().size() && index.group() != null && ranges == 1;
  }

  /** How many columns leave out rows. */
  int columnsUsed() {
    return fixed.size() + (interval.isEmpty() ? 0 : 1);
  }

  /** Whether rows come in the order that is wanted. */
  boolean isOrdered() {
    return order != null;
  }

  /** Reading in order pays if reading ends early, or everything is wanted anyway. */
  private boolean isWorthItsOrder() {
    return order != null && (needed != Query.UNLIMITED || conjuncts.isEmpty());
  }

  /** How good it is; the best has the highest. */
  int score() {
    int score = 0;
    for (ColumnTest test : fixed) {
      score += Weights.of(test);
    }
    if (isUnique()) {
      score += Weights.UNIQUE;
    }
    for (ColumnTest test : interval) {
      score += Weights.of(test);
    }
    if (order != null) {
      score += needed == Query.UNLIMITED ? Weights.ORDER : Weights.EARLY_END;
    }
    return score - index.columns().size();
  }

  Choice choice() {
    List<Condition> used = new ArrayList<>();
    List<Condition> exact = new ArrayList<>();
    fixed.forEach(test -> used.add(test.condition()));
    interval.forEach(test -> used.add(test.condition()));
    fixed.stream().filter(test -> isExact(test)).forEach(test -> exact.add(test.condition()));
    interval.stream().filter(test -> isExact(test)).forEach(test -> exact.add(test.condition()));
    IndexScan scan =
        new IndexScan(
            index,
            isOpen() ? null : ranges(),
            order == null ? Direction.ASCENDING : order,
            order == null ? Delivery.UNORDERED : Delivery.ORDERED,
            repetition(),
            fixed.size(),
            used,
            orderColumns());
    return new Choice(scan, AccessPicker.without(conjuncts, exact));
  }

  /** Conditions on the columns, from the first on, while there is an equality for each. */
  private void match(List<ColumnTest> tests) {
    for (Column column : index.columns()) {
      List<ColumnTest> here = tests.stream().filter(test -> test.isOf(column)).toList();
      ColumnTest equality = equality(here);
      if (equality != null) {
        fixed.add(equality);
        List<?> points = equality.bounds().points();
        ranges *= points == null ? 1 : points.size();
        if (ranges > MAX_RANGES) {
          return;
        }
      } else {
        if (column.contents() == Index.Contents.VALUE) {
          here.stream()
              .filter(test -> test.bounds().kind() == Kind.INTERVAL)
              .forEach(interval::add);
        }
        return;
      }
    }
  }

  private static @Nullable ColumnTest equality(List<ColumnTest> tests) {
    ColumnTest found = null;
    for (ColumnTest test : tests) {
      if (test.bounds().kind() == Kind.POINT) {
        return test;
      } else if (test.bounds().kind() == Kind.POINTS) {
        found = test;
      }
    }
    return found;
  }

  private static boolean isExact(ColumnTest test) {
    return test.bounds().exact();
  }

  private boolean isOpen() {
    return fixed.stream().anyMatch(test -> test.bounds().isOpen())
        || interval.stream().anyMatch(test -> test.bounds().isOpen());
  }

  private Repetition repetition() {
    boolean onePoint =
        fixed.stream()
            .filter(test -> test.contents() == Index.Contents.ELEMENTS)
            .anyMatch(test -> test.bounds().kind() == Kind.POINT);
    return index.hasElements() && !onePoint ? Repetition.POSSIBLE : Repetition.NEVER;
  }

  private List<String> orderColumns() {
    if (order == null) {
      return List.of();
    }
    int first = fixed.size() + (interval.isEmpty() ? 0 : 1);
    return index.columns().stream().skip(first).map(this::orderColumn).toList();
  }

  private String orderColumn(Column column) {
    return column.direction() == order ? column.field().toString() : column.field() + " desc";
  }

  private List<IndexRange> ranges() {
    List<byte[]> prefixes = new ArrayList<>(List.of(new byte[0]));
    for (int i = 0; i < fixed.size(); i++) {
      prefixes = longer(prefixes, index.columns().get(i), fixed.get(i));
    }
    List<IndexRange> found = new ArrayList<>();
    for (byte[] prefix : prefixes) {
      addRanges(prefix, found);
    }
    found.sort((one, other) -> Arrays.compareUnsigned(one.from(), other.from()));
    return found;
  }

  private static List<byte[]> longer(List<byte[]> prefixes, Column column, ColumnTest test) {
    List<@Nullable Object> points = test.bounds().points();
    if (points == null) {
      throw new IllegalStateException("Value is open: " + test.condition());
    }
    List<byte[]> longer = new ArrayList<>();
    for (byte[] prefix : prefixes) {
      points.forEach(point -> longer.add(SortKey.joined(prefix, column.key(point))));
    }
    return longer;
  }

  private void addRanges(byte[] prefix, List<IndexRange> found) {
    if (!interval.isEmpty()) {
      Column column = index.columns().get(fixed.size());
      Bounds bounds = interval.stream().map(ColumnTest::bounds).reduce(Bounds::and).orElseThrow();
      IndexRange range = bounds.in(column, prefix);
      if (range != null) {
        found.add(range);
      }
    } else if (order != null && splitsNulls) {
      byte[] ofNull = index.columns().get(fixed.size()).key(null);
      IndexRange nulls = IndexRange.prefix(SortKey.joined(prefix, ofNull));
      IndexRange values = Bounds.notNull().in(index.columns().get(fixed.size()), prefix);
      found.add(nulls);
      if (values != null) {
        found.add(values);
      }
    } else {
      found.add(IndexRange.prefix(prefix));
    }
  }
}
