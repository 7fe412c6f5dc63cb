package io.debros.jpa.query.plan;

import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.plan.Index.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the columns of an index behind its equalities are the order that is wanted. Rows that are
 * equal in all of them lie by key in the index, so the order must use them all.
 *
 * @param direction to read the index in; null if it does not come in that order
 * @param splitsNulls whether nulls must be read in a range of their own, to be put at the other end
 */
record IndexOrder(@Nullable Direction direction, boolean splitsNulls) {
  private static final IndexOrder NONE = new IndexOrder(null, false);

  static IndexOrder of(Index index, List<ColumnTest> fixed, boolean hasInterval, Wanted wanted) {
    if (index.hasElements() && fixed.size() < index.columns().size()) {
      return NONE;
    }
    Wanted rest = wanted;
    for (ColumnTest test : fixed) {
      if (test.bounds().kind() == Bounds.Kind.POINT) {
        rest = rest.without(test.field());
      }
    }
    List<Column> columns = index.columns().subList(fixed.size(), index.columns().size());
    if (columns.size() != rest.fields().size()) {
      return NONE;
    }
    boolean splitsNulls = false;
    for (int i = 0; i < columns.size(); i++) {
      SortField field = rest.fields().get(i);
      boolean asWanted = columns.get(i).direction() == field.direction();
      boolean forward = rest.keys() == Direction.ASCENDING;
      if (!columns.get(i).field().isSameColumn(field.field()) || asWanted != forward) {
        return NONE;
      }
      boolean hasNulls = i > 0 || !hasInterval;
      if (hasNulls && !field.hasNaturalNulls()) {
        if (i > 0) {
          return NONE;
        }
        splitsNulls = true;
      }
    }
    return new IndexOrder(rest.keys(), splitsNulls);
  }
}
