package io.debros.jpa.query.model;

import io.debros.jpa.query.model.Expression.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition on one row, in three-valued logic: comparing with null is unknown. Immutable. */
public sealed interface Predicate {
  /** Holds for every row. */
  Predicate TRUE = new And(List.of());

  /** Holds for no row. */
  Predicate FALSE = new Or(List.of());

  /** All hold; true if empty. */
  record And(List<Predicate> parts) implements Predicate {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** At least one holds; false if empty. */
  record Or(List<Predicate> parts) implements Predicate {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** Does not hold; unknown stays unknown. */
  record Not(Predicate part) implements Predicate {}

  /** {@code left operator right}. */
  record Comparison(Expression left, Operator operator, Expression right) implements Predicate {}

  /** The value is one of a list; null elements never match. */
  record In(Expression left, List<? extends Expression> values) implements Predicate {
    public In {
      values = List.copyOf(values);
    }
  }

  /** From low to high, both included. */
  record Between(Expression left, Expression low, Expression high) implements Predicate {}

  /**
   * Text that matches a pattern of {@code %} (any run) and {@code _} (one character).
   *
   * @param escape the character that makes the next one literal; null for none
   */
  record Like(Expression left, Expression pattern, @Nullable Character escape)
      implements Predicate {}

  /** The value is null or absent. */
  record IsNull(Path path) implements Predicate {}

  /** The collection has no elements. */
  record IsEmpty(Path path) implements Predicate {}

  /** The collection of basic values has the element. */
  record MemberOf(Expression element, Path collection) implements Predicate {}

  /** How two values compare. */
  enum Operator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /** As in JPQL. */
    public String symbol() {
      return symbol;
    }
  }
}
