package io.debros.jpa.query.plan;

import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.plan.Condition.Compare;
import io.debros.jpa.query.plan.Condition.In;
import io.debros.jpa.query.plan.Condition.InOperands;
import io.debros.jpa.query.plan.Condition.IsNull;
import io.debros.jpa.query.plan.Condition.Like;
import io.debros.jpa.query.plan.Condition.LikePlaceholder;
import io.debros.jpa.query.plan.Condition.Member;
import io.debros.jpa.query.plan.Condition.Not;
import io.debros.jpa.query.plan.Condition.Semi;
import io.debros.jpa.query.plan.Index.Contents;
import io.debros.jpa.query.plan.Operand.FieldOperand;
import io.debros.jpa.query.plan.Operand.Placeholder;
import io.debros.jpa.query.plan.Operand.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one condition says of one column of an index. Immutable.
 *
 * @param field the column's field
 * @param contents what the column holds of it
 * @param bounds the values that may satisfy the condition
 * @param condition that says it
 */
record ColumnTest(Field field, Contents contents, Bounds bounds, Condition condition) {
  /** The test that an index can make for a condition; null if there is none. */
  static @Nullable ColumnTest find(Condition condition) {
    if (condition instanceof Compare compare) {
      return of(compare.left(), compare(compare), condition);
    } else if (condition instanceof In in) {
      return of(in.left(), Bounds.points(in.values().values()), condition);
    } else if (condition instanceof InOperands in) {
      return of(in.left(), openPoints(in.operands()), condition);
    } else if (condition instanceof IsNull isNull) {
      return of(new FieldOperand(isNull.field()), Bounds.points(List.of(Value.NULL)), condition);
    } else if (condition instanceof Not not && not.part() instanceof IsNull isNull) {
      return of(new FieldOperand(isNull.field()), Bounds.notNull(), condition);
    } else if (condition instanceof Like like) {
      return of(like.left(), Bounds.prefix(like.pattern()), condition);
    } else if (condition instanceof LikePlaceholder like) {
      return of(like.left(), Bounds.openRange(), condition);
    } else if (condition instanceof Semi semi) {
      return of(new FieldOperand(semi.field()), Bounds.openPoints(), condition);
    } else if (condition instanceof Member member) {
      return member(member);
    }
    return null;
  }

  /** Whether an index column holds what is tested. */
  boolean isOf(Index.Column column) {
    return column.contents() == contents && column.field().isSameColumn(field);
  }

  private static @Nullable ColumnTest of(
      Operand left, @Nullable Bounds bounds, Condition condition) {
    return bounds != null && left instanceof FieldOperand operand && isIndexable(operand.field())
        ? new ColumnTest(operand.field(), Contents.VALUE, bounds, condition)
        : null;
  }

  private static boolean isIndexable(Field field) {
    return field.next() == null && field.attribute().isStored();
  }

  private static @Nullable Bounds compare(Compare compare) {
    Operator operator = compare.operator();
    if (operator == Operator.NOT_EQUAL || compare.right() instanceof FieldOperand) {
      return null;
    }
    if (compare.right() instanceof Value value) {
      return operator == Operator.EQUAL
          ? Bounds.points(List.of(value))
          : Bounds.range(operator, value);
    }
    return operator == Operator.EQUAL ? Bounds.openPoint() : Bounds.openRange();
  }

  private static @Nullable Bounds openPoints(List<Operand> operands) {
    return operands.stream().anyMatch(FieldOperand.class::isInstance) ? null : Bounds.openPoints();
  }

  private static @Nullable ColumnTest member(Member member) {
    if (member.collection().next() != null || member.element() instanceof FieldOperand) {
      return null;
    }
    Bounds bounds =
        member.element() instanceof Placeholder
            ? Bounds.openPoint()
            : Bounds.points(List.of((Value) member.element()));
    return new ColumnTest(member.collection(), Contents.ELEMENTS, bounds, member);
  }
}
