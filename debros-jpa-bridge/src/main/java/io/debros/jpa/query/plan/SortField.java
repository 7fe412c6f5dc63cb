package io.debros.jpa.query.plan;

import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.model.Order.Nulls;

/**
 * One key of an order, resolved. Immutable.
 *
 * @param field may lie in another entity
 * @param direction which end comes first
 * @param nulls where rows without a value go
 */
public record SortField(Field field, Direction direction, Nulls nulls) {
  /** Whether nulls go where an index of this direction has them. */
  boolean hasNaturalNulls() {
    return (direction == Direction.ASCENDING) == (nulls == Nulls.FIRST);
  }

  /** {@code createdAt desc nulls first}. */
  @Override
  public String toString() {
    String text = direction == Direction.ASCENDING ? field.toString() : field + " desc";
    return hasNaturalNulls()
        ? text
        : text + (nulls == Nulls.FIRST ? " nulls first" : " nulls last");
  }
}
