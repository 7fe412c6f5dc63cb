package io.debros.jpa.query.plan;

import io.debros.jpa.document.PlainOrder;
import io.debros.jpa.query.model.Predicate.Operator;
import org.jspecify.annotations.Nullable;

/** The three truth values of Jakarta Persistence. */
public enum Truth {
  FALSE,
  UNKNOWN,
  TRUE;

  public static Truth of(boolean holds) {
    return holds ? TRUE : FALSE;
  }

  /** The lesser of the two. */
  public Truth and(Truth other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** The greater of the two. */
  public Truth or(Truth other) {
    return compareTo(other) >= 0 ? this : other;
  }

  public Truth not() {
    return switch (this) {
      case FALSE -> TRUE;
      case UNKNOWN -> UNKNOWN;
      case TRUE -> FALSE;
    };
  }

  /**
   * Compares two values; unknown if one is null or they are of different kinds, such as the text
   * that a foreign writer left in a number's place.
   */
  public static Truth compare(@Nullable Object left, Operator operator, @Nullable Object right) {
    if (!PlainOrder.isComparable(left, right)) {
      return UNKNOWN;
    }
    int order = PlainOrder.ORDER.compare(left, right);
    return of(
        switch (operator) {
          case EQUAL -> order == 0;
          case NOT_EQUAL -> order != 0;
          case LESS -> order < 0;
          case LESS_OR_EQUAL -> order <= 0;
          case GREATER -> order > 0;
          case GREATER_OR_EQUAL -> order >= 0;
        });
  }
}
