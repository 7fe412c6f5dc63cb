package io.debros.jpa.query.plan;

import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.plan.Condition.And;
import io.debros.jpa.query.plan.Condition.Compare;
import io.debros.jpa.query.plan.Condition.In;
import io.debros.jpa.query.plan.Condition.Like;
import io.debros.jpa.query.plan.Condition.Not;
import io.debros.jpa.query.plan.Condition.Or;
import io.debros.jpa.query.plan.Operand.FieldOperand;
import io.debros.jpa.query.plan.Operand.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shortens a condition in normal form without changing for which rows it is true: what cannot be
 * true is false, equalities of one field joined by {@code or} are one list.
 */
final class Simplifier {
  private Simplifier() {}

  static Condition simple(Condition condition) {
    if (condition instanceof And and) {
      return joined(and.parts().stream().map(Simplifier::simple).toList(), true);
    } else if (condition instanceof Or or) {
      return joined(listed(or.parts().stream().map(Simplifier::simple).toList()), false);
    } else if (condition instanceof Compare compare) {
      return compare(compare);
    } else if (condition instanceof In in) {
      return in(in);
    } else if (condition instanceof Not not && not.part() instanceof In in) {
      return notIn(in);
    } else if (condition instanceof Like like && like.pattern().isLiteral()) {
      String text = like.pattern().prefix();
      return new Compare(like.left(), Operator.EQUAL, new Value(text, text));
    }
    return condition;
  }

  private static Condition joined(List<Condition> parts, boolean conjunction) {
    Condition neutral = conjunction ? Condition.TRUE : Condition.FALSE;
    Condition decisive = conjunction ? Condition.FALSE : Condition.TRUE;
    List<Condition> flat = new ArrayList<>();
    for (Condition part : parts) {
      if (isConstant(part, decisive)) {
        return decisive;
      }
      flat.addAll(flattened(part, conjunction));
    }
    flat.removeIf(part -> isConstant(part, neutral));
    if (flat.size() == 1) {
      return flat.get(0);
    }
    return conjunction ? new And(flat) : new Or(flat);
  }

  private static List<Condition> flattened(Condition part, boolean conjunction) {
    if (conjunction && part instanceof And and) {
      return and.parts();
    }
    return !conjunction && part instanceof Or or ? or.parts() : List.of(part);
  }

  private static boolean isConstant(Condition part, Condition constant) {
    if (constant instanceof And) {
      return part instanceof And and && and.parts().isEmpty();
    }
    return part instanceof Or or && or.parts().isEmpty();
  }

  private static Condition compare(Compare compare) {
    if (isNull(compare.left()) || isNull(compare.right())) {
      return Condition.FALSE;
    }
    if (compare.left() instanceof Value left && compare.right() instanceof Value right) {
      return Truth.compare(left.sortable(), compare.operator(), right.sortable()) == Truth.TRUE
          ? Condition.TRUE
          : Condition.FALSE;
    }
    return compare;
  }

  private static Condition in(In in) {
    List<Value> values = in.values().values();
    if (values.isEmpty() || isNull(in.left())) {
      return Condition.FALSE;
    }
    return values.size() == 1 ? compare(new Compare(in.left(), Operator.EQUAL, values.get(0))) : in;
  }

  private static Condition notIn(In in) {
    if (in.values().hasNull() || isNull(in.left())) {
      return Condition.FALSE;
    }
    return in.values().values().isEmpty() ? Condition.TRUE : new Not(in);
  }

  private static boolean isNull(Operand operand) {
    return operand instanceof Value value && value.sortable() == null;
  }

  /** Equalities and lists of one field become one list, where the first of them stood. */
  private static List<Condition> listed(List<Condition> parts) {
    Map<Object, List<Value>> lists = new LinkedHashMap<>();
    List<Object> order = new ArrayList<>();
    for (Condition part : parts) {
      if (part instanceof Compare compare
          && compare.operator() == Operator.EQUAL
          && compare.left() instanceof FieldOperand left
          && compare.right() instanceof Value value) {
        collect(left, List.of(value), lists, order);
      } else if (part instanceof In in && in.left() instanceof FieldOperand left) {
        collect(left, in.values().values(), lists, order);
      } else {
        order.add(part);
      }
    }
    return order.stream()
        .map(
            part -> {
              List<Value> values = lists.get(part);
              return values == null
                  ? (Condition) part
                  : in(new In((FieldOperand) part, ValueSet.of(values)));
            })
        .toList();
  }

  private static void collect(
      FieldOperand left, List<Value> values, Map<Object, List<Value>> lists, List<Object> order) {
    lists
        .computeIfAbsent(
            left,
            key -> {
              order.add(key);
              return new ArrayList<>();
            })
        .addAll(values);
  }
}
