package io.debros.jpa.query.plan;

import io.debros.jpa.document.PlainOrder;
import io.debros.jpa.query.plan.Operand.Value;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Different values without null, in their order. Immutable. */
public final class ValueSet {
  private final Value[] values;
  private final boolean hasNull;

  private ValueSet(Value[] values, boolean hasNull) {
    this.values = values;
    this.hasNull = hasNull;
  }

  static ValueSet of(Collection<Value> values) {
    Value[] sorted =
        values.stream()
            .filter(value -> value.sortable() != null)
            .sorted((one, other) -> PlainOrder.ORDER.compare(one.sortable(), other.sortable()))
            .toArray(Value[]::new);
    int size = 0;
    for (Value value : sorted) {
      if (size == 0
          || PlainOrder.ORDER.compare(sorted[size - 1].sortable(), value.sortable()) != 0) {
        sorted[size++] = value;
      }
    }
    boolean hasNull = values.stream().anyMatch(value -> value.sortable() == null);
    return new ValueSet(Arrays.copyOf(sorted, size), hasNull);
  }

  /** A set of values, without the null that may be among them. */
  public static ValueSet ofPresent(Collection<Value> values) {
    ValueSet all = of(values);
    return new ValueSet(all.values, false);
  }

  /** The values in their order. */
  public List<Value> values() {
    return List.of(values);
  }

  /** Whether null was among the values, so that no value is known to be missing. */
  public boolean hasNull() {
    return hasNull;
  }

  /** Whether a value is among them; not null. */
  public boolean contains(@Nullable Object sortable) {
    int low = 0;
    int high = values.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = PlainOrder.ORDER.compare(values[middle].sortable(), sortable);
      if (order == 0) {
        return true;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  /** Whether a value is of the kind of the values, so that it is known not to be among them. */
  public boolean isComparable(Object sortable) {
    return values.length == 0
        || (PlainOrder.isComparable(values[0].sortable(), sortable)
            && PlainOrder.isComparable(values[values.length - 1].sortable(), sortable));
  }

  @Override
  public String toString() {
    if (values.length <= Condition.SHOWN_VALUES) {
      return Arrays.toString(values);
    }
    String first = Arrays.toString(Arrays.copyOf(values, Condition.SHOWN_VALUES));
    return first.substring(0, first.length() - 1) + ", … " + values.length + " values]";
  }
}
