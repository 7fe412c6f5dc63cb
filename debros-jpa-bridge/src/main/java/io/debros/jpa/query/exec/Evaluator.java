package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.plan.Condition;
import io.debros.jpa.query.plan.Condition.And;
import io.debros.jpa.query.plan.Condition.Compare;
import io.debros.jpa.query.plan.Condition.In;
import io.debros.jpa.query.plan.Condition.InOperands;
import io.debros.jpa.query.plan.Condition.IsEmpty;
import io.debros.jpa.query.plan.Condition.IsNull;
import io.debros.jpa.query.plan.Condition.Like;
import io.debros.jpa.query.plan.Condition.Member;
import io.debros.jpa.query.plan.Condition.Not;
import io.debros.jpa.query.plan.Condition.Or;
import io.debros.jpa.query.plan.Field;
import io.debros.jpa.query.plan.Index;
import io.debros.jpa.query.plan.Operand;
import io.debros.jpa.query.plan.Operand.FieldOperand;
import io.debros.jpa.query.plan.Operand.Value;
import io.debros.jpa.query.plan.Truth;
import io.debros.jpa.query.plan.ValueSet;
import org.jspecify.annotations.Nullable;

/** Tests conditions on documents, in three-valued logic. Thread-safe. */
final class Evaluator {
  private final FieldReader fields;

  /**
   * @param fields reads values, also of other entities
   */
  Evaluator(FieldReader fields) {
    this.fields = fields;
  }

  /** Whether the condition is true: neither false nor unknown. */
  boolean holds(Condition condition, Document row) {
    return test(condition, row) == Truth.TRUE;
  }

  /**
   * The truth value of a condition.
   *
   * @throws IllegalStateException if a value of it is still open
   */
  Truth test(Condition condition, Document row) {
    if (condition instanceof And and) {
      return and(and, row);
    } else if (condition instanceof Or or) {
      return or(or, row);
    } else if (condition instanceof Not not) {
      return test(not.part(), row).not();
    } else if (condition instanceof Compare compare) {
      return Truth.compare(
          value(compare.left(), row), compare.operator(), value(compare.right(), row));
    } else if (condition instanceof In in) {
      return in(value(in.left(), row), in.values());
    } else if (condition instanceof InOperands in) {
      return in(in, row);
    } else if (condition instanceof Like like) {
      Object text = value(like.left(), row);
      return text instanceof String string
          ? Truth.of(like.pattern().matches(string))
          : Truth.UNKNOWN;
    } else if (condition instanceof IsNull isNull) {
      return Truth.of(fields.value(isNull.field(), row) == null);
    } else if (condition instanceof IsEmpty isEmpty) {
      return Truth.of(!elements(isEmpty.collection(), row).iterator().hasNext());
    } else if (condition instanceof Member member) {
      return member(member, row);
    }
    throw new IllegalStateException("Value is still open: " + condition);
  }

  private Truth and(And and, Document row) {
    Truth truth = Truth.TRUE;
    for (Condition part : and.parts()) {
      truth = truth.and(test(part, row));
      if (truth == Truth.FALSE) {
        return truth;
      }
    }
    return truth;
  }

  private Truth or(Or or, Document row) {
    Truth truth = Truth.FALSE;
    for (Condition part : or.parts()) {
      truth = truth.or(test(part, row));
      if (truth == Truth.TRUE) {
        return truth;
      }
    }
    return truth;
  }

  private static Truth in(@Nullable Object value, ValueSet values) {
    if (value == null) {
      return values.values().isEmpty() && !values.hasNull() ? Truth.FALSE : Truth.UNKNOWN;
    }
    if (values.contains(value)) {
      return Truth.TRUE;
    }
    return values.hasNull() || !values.isComparable(value) ? Truth.UNKNOWN : Truth.FALSE;
  }

  private Truth in(InOperands in, Document row) {
    Object left = value(in.left(), row);
    Truth truth = Truth.FALSE;
    for (Operand operand : in.operands()) {
      truth = truth.or(Truth.compare(left, Operator.EQUAL, value(operand, row)));
    }
    return truth;
  }

  private Truth member(Member member, Document row) {
    Object wanted = value(member.element(), row);
    if (wanted == null) {
      return Truth.UNKNOWN;
    }
    for (Object element : elements(member.collection(), row)) {
      Object present = member.collection().sortable(element);
      if (Truth.compare(present, Operator.EQUAL, wanted) == Truth.TRUE) {
        return Truth.TRUE;
      }
    }
    return Truth.FALSE;
  }

  private static Iterable<? extends @Nullable Object> elements(Field collection, Document row) {
    return Index.elements(row.at(collection.documentPath()));
  }

  private @Nullable Object value(Operand operand, Document row) {
    if (operand instanceof Value value) {
      return value.sortable();
    } else if (operand instanceof FieldOperand field) {
      return fields.value(field.field(), row);
    }
    throw new IllegalStateException("Value is still open: " + operand);
  }
}
