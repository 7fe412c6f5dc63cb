package io.debros.jpa.query.plan;

import io.debros.jpa.annotation.Strategy;
import io.debros.jpa.document.SortDomain;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Placement;
import io.debros.jpa.query.model.Order.TextCase;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.plan.Condition.And;
import io.debros.jpa.query.plan.Condition.Compare;
import io.debros.jpa.query.plan.Condition.In;
import io.debros.jpa.query.plan.Condition.Or;
import io.debros.jpa.query.plan.Operand.FieldOperand;
import io.debros.jpa.query.plan.Operand.Value;
import io.debros.jpa.shard.Constraints;
import io.debros.jpa.shard.RowId;
import io.debros.jpa.shard.SortDomains;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a condition says of owner, shard key and id, so that fewer databases are read. */
final class FixedValues {
  private final EntityModel entity;

  FixedValues(EntityModel entity) {
    this.entity = entity;
  }

  Constraints of(Condition where) {
    AttributeModel owner = entity.owner();
    Placement placement = entity.placement();
    return new Constraints(
        allowed(where, this::ids),
        owner == null ? null : allowed(where, leaf -> values(owner, leaf)),
        isHashable(placement) ? allowed(where, leaf -> values(placement.key(), leaf)) : null);
  }

  /** Values that compare equal have one hash only if they have one stored form. */
  private static boolean isHashable(Placement placement) {
    return placement.strategy() == Strategy.RANGE
        || SortDomains.of(placement.key()) == SortDomain.PLAIN;
  }

  /** The values one of which every row has; null if any is possible. */
  private static <T> @Nullable List<T> allowed(
      Condition condition, Function<Condition, @Nullable List<T>> leaf) {
    if (condition instanceof And and) {
      for (Condition part : and.parts()) {
        List<T> values = allowed(part, leaf);
        if (values != null) {
          return values;
        }
      }
      return null;
    }
    if (!(condition instanceof Or or)) {
      return leaf.apply(condition);
    }
    List<T> all = new ArrayList<>();
    for (Condition part : or.parts()) {
      List<T> values = allowed(part, leaf);
      if (values == null) {
        return null;
      }
      all.addAll(values);
    }
    return all;
  }

  private @Nullable List<RowId> ids(Condition leaf) {
    IdTest test = IdTest.find(entity, leaf);
    return test == null ? null : test.ids();
  }

  private @Nullable List<Object> values(AttributeModel attribute, Condition leaf) {
    if (leaf instanceof Compare compare
        && compare.operator() == Operator.EQUAL
        && compare.right() instanceof Value value) {
      return isField(attribute, compare.left()) ? stored(List.of(value)) : null;
    }
    return leaf instanceof In in && isField(attribute, in.left())
        ? stored(in.values().values())
        : null;
  }

  private static @Nullable List<Object> stored(List<Value> values) {
    List<Object> stored = new ArrayList<>();
    for (Value value : values) {
      if (!(value.stored() instanceof String)
          && !(value.stored() instanceof Number)
          && !(value.stored() instanceof Boolean)) {
        return null;
      }
      stored.add(value.stored());
    }
    return stored;
  }

  private static boolean isField(AttributeModel attribute, Operand operand) {
    return operand instanceof FieldOperand left
        && left.field().next() == null
        && left.field().documentPath().size() == 1
        && left.field().attribute() == attribute
        && left.field().textCase() == TextCase.SENSITIVE;
  }
}
