package io.debros.jpa.query.plan;

import io.debros.jpa.query.model.Predicate.Operator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A predicate with its paths and literals resolved, in three-valued logic. Immutable; prints as it
 * is explained.
 */
public sealed interface Condition {
  /** Holds for every row. */
  Condition TRUE = new And(List.of());

  /** Holds for no row. */
  Condition FALSE = new Or(List.of());

  /** How many values of a list are printed. */
  int SHOWN_VALUES = 5;

  /** All hold. */
  record And(List<Condition> parts) implements Condition {
    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
      return parts.isEmpty() ? "true" : joined(parts, " and ");
    }
  }

  /** At least one holds. */
  record Or(List<Condition> parts) implements Condition {
    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
      return parts.isEmpty() ? "false" : joined(parts, " or ");
    }
  }

  /** Does not hold; unknown stays unknown. */
  record Not(Condition part) implements Condition {
    @Override
    public String toString() {
      return "not " + part;
    }
  }

  /** {@code left operator right}. */
  record Compare(Operand left, Operator operator, Operand right) implements Condition {
    @Override
    public String toString() {
      return left + " " + operator.symbol() + " " + right;
    }
  }

  /** The operand is one of some values. */
  record In(Operand left, ValueSet values) implements Condition {
    @Override
    public String toString() {
      return left + " in " + values;
    }
  }

  /** The operand is one of some operands that are not all values. */
  record InOperands(Operand left, List<Operand> operands) implements Condition {
    public InOperands {
      operands = List.copyOf(operands);
    }

    @Override
    public String toString() {
      return left + " in " + operands;
    }
  }

  /** Text matches a pattern. */
  record Like(Operand left, LikePattern pattern) implements Condition {
    @Override
    public String toString() {
      return left + " like " + pattern;
    }
  }

  /** Text matches a pattern that a declared query leaves open. */
  record LikePlaceholder(Operand left, Operand.Placeholder pattern) implements Condition {
    @Override
    public String toString() {
      return left + " like " + pattern;
    }
  }

  /** The value is null or absent. */
  record IsNull(Field field) implements Condition {
    @Override
    public String toString() {
      return field + " is null";
    }
  }

  /** The collection in the row's document has no elements, or is absent. */
  record IsEmpty(Field collection) implements Condition {
    @Override
    public String toString() {
      return collection + " is empty";
    }
  }

  /** The collection in the row's document has an element. */
  record Member(Operand element, Field collection) implements Condition {
    @Override
    public String toString() {
      return element + " member of " + collection;
    }
  }

  /**
   * The field is among the values that a plan of another entity finds.
   *
   * @param field of the row
   * @param source run first; finds no row twice
   * @param found field of the source's rows
   */
  record Semi(Field field, Plan source, Field found) implements Condition {
    @Override
    public String toString() {
      return field + " in " + found.entity().name() + "." + found;
    }
  }

  private static String joined(List<Condition> parts, String word) {
    String text =
        parts.stream()
            .limit(SHOWN_VALUES)
            .map(part -> part instanceof And || part instanceof Or ? "(" + part + ")" : "" + part)
            .collect(Collectors.joining(word));
    return parts.size() > SHOWN_VALUES ? text + word + "… " + parts.size() + " parts" : text;
  }
}
