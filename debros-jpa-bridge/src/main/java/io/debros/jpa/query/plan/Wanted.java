package io.debros.jpa.query.plan;

import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.model.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * The total order that a query asks for: some fields, then the key of the row. Immutable.
 *
 * @param fields most significant first; none of them is the key
 * @param keys in which direction rows with equal fields go by their keys
 */
public record Wanted(List<SortField> fields, Direction keys) {
  public Wanted {
    fields = List.copyOf(fields);
  }

  /**
   * The order of these fields. Where they are equal rows go by key, in the direction of the last
   * field, so that an index can be read either way.
   */
  static Wanted of(List<SortField> orders) {
    List<SortField> fields = new ArrayList<>();
    for (SortField order : orders) {
      if (order.field().isKey()) { // nothing behind the key can matter
        return new Wanted(fields, order.direction());
      }
      if (fields.stream().noneMatch(field -> field.field().equals(order.field()))) {
        fields.add(order);
      }
    }
    Direction last =
        fields.isEmpty() ? Direction.ASCENDING : fields.get(fields.size() - 1).direction();
    return new Wanted(fields, last);
  }

  /** Whether rows are asked for by key alone. */
  public boolean isByKey() {
    return fields.isEmpty();
  }

  /** This order for rows that all have the same value in a field. */
  Wanted without(Field fixed) {
    return new Wanted(
        fields.stream().filter(field -> !field.field().isSameColumn(fixed)).toList(), keys);
  }

  /** How many rows of a page have to be known to cut it: all before its end. */
  static long needed(Query query) {
    long end = query.offset() + query.limit();
    return end < 0 ? Query.UNLIMITED : end; // overflow
  }

  /** {@code createdAt desc}; {@code id} if only the key counts. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(fields.stream().map(SortField::toString).toList());
    Direction natural =
        fields.isEmpty() ? Direction.ASCENDING : fields.get(fields.size() - 1).direction();
    if (keys != natural || fields.isEmpty()) {
      parts.add(keys == Direction.ASCENDING ? "id" : "id desc");
    }
    return String.join(", ", parts);
  }
}
