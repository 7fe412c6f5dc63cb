package io.debros.jpa.query.plan;

import io.debros.jpa.document.PlainOrder;
import io.debros.jpa.document.SortDomain;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.model.Order.TextCase;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.plan.Condition.Compare;
import io.debros.jpa.query.plan.Condition.In;
import io.debros.jpa.query.plan.Condition.InOperands;
import io.debros.jpa.query.plan.Condition.Semi;
import io.debros.jpa.query.plan.Operand.FieldOperand;
import io.debros.jpa.query.plan.Operand.Value;
import io.debros.jpa.shard.RowId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ids that a condition allows. Immutable.
 *
 * @param ids without repetition; null while a value is open
 * @param isExact whether all rows of these ids satisfy the condition
 */
record IdTest(@Nullable List<RowId> ids, boolean isExact) {
  /** The test of a condition on the id; null if it is none. */
  static @Nullable IdTest find(EntityModel entity, Condition condition) {
    if (condition instanceof Compare compare && compare.operator() == Operator.EQUAL) {
      return isId(entity, compare.left()) ? of(entity, List.of(compare.right())) : null;
    } else if (condition instanceof In in) {
      return isId(entity, in.left()) ? of(entity, in.values().values()) : null;
    } else if (condition instanceof InOperands in) {
      return isId(entity, in.left()) ? of(entity, in.operands()) : null;
    } else if (condition instanceof Semi semi) {
      return isId(entity, new FieldOperand(semi.field())) ? new IdTest(null, false) : null;
    }
    return null;
  }

  /** Keys of the rows, by code point; null while a value is open. */
  @Nullable List<String> keys() {
    return ids == null
        ? null
        : ids.stream().map(RowId::key).sorted(PlainOrder.ORDER).distinct().toList();
  }

  private static boolean isId(EntityModel entity, Operand operand) {
    if (!(operand instanceof FieldOperand left) || left.field().next() != null) {
      return false;
    }
    Field field = left.field();
    return field.documentPath().size() == 1
        && field.attribute() == entity.id()
        && field.textCase() == TextCase.SENSITIVE
        && entity.id().kind() instanceof Basic
        && (field.isKey() || field.domain() == SortDomain.PLAIN);
  }

  private static @Nullable IdTest of(EntityModel entity, List<? extends Operand> operands) {
    if (operands.stream().anyMatch(FieldOperand.class::isInstance)) {
      return null;
    }
    if (!operands.stream().allMatch(Value.class::isInstance)) {
      return new IdTest(null, false);
    }
    List<RowId> ids = new ArrayList<>();
    for (Operand operand : operands) {
      RowId id = id((Value) operand);
      if (id == null) {
        return null;
      }
      ids.add(id);
    }
    return new IdTest(ids, Associations.id(entity).isKey());
  }

  /** Null if the key of such a value is not known for sure. */
  private static @Nullable RowId id(Value value) {
    Object stored = value.stored();
    if (stored instanceof String text) {
      return new RowId(text, text);
    } else if (stored instanceof Number number) {
      BigDecimal exact = new BigDecimal(number.toString()).stripTrailingZeros();
      String key = exact.scale() <= 0 ? exact.toBigInteger().toString() : number.toString();
      return new RowId(key, stored);
    }
    return stored instanceof Boolean ? new RowId(stored.toString(), stored) : null;
  }
}
