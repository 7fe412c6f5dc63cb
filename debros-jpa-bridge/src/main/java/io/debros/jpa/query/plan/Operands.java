package io.debros.jpa.query.plan;

import io.debros.jpa.query.plan.Condition.And;
import io.debros.jpa.query.plan.Condition.Compare;
import io.debros.jpa.query.plan.Condition.In;
import io.debros.jpa.query.plan.Condition.InOperands;
import io.debros.jpa.query.plan.Condition.IsNull;
import io.debros.jpa.query.plan.Condition.Like;
import io.debros.jpa.query.plan.Condition.LikePlaceholder;
import io.debros.jpa.query.plan.Condition.Member;
import io.debros.jpa.query.plan.Condition.Not;
import io.debros.jpa.query.plan.Condition.Or;
import io.debros.jpa.query.plan.Operand.FieldOperand;
import java.util.ArrayList;
import java.util.List;

/** Collects what a condition compares, without the values of lists. */
final class Operands {
  private final List<Operand> found = new ArrayList<>();

  private Operands() {}

  static List<Operand> of(Condition condition) {
    Operands operands = new Operands();
    operands.collect(condition);
    return operands.found;
  }

  private void collect(Condition condition) {
    if (condition instanceof And and) {
      and.parts().forEach(this::collect);
    } else if (condition instanceof Or or) {
      or.parts().forEach(this::collect);
    } else if (condition instanceof Not not) {
      collect(not.part());
    } else if (condition instanceof Compare compare) {
      found.add(compare.left());
      found.add(compare.right());
    } else if (condition instanceof In in) {
      found.add(in.left());
    } else if (condition instanceof InOperands in) {
      found.add(in.left());
      found.addAll(in.operands());
    } else if (condition instanceof Like like) {
      found.add(like.left());
    } else if (condition instanceof LikePlaceholder like) {
      found.add(like.left());
      found.add(like.pattern());
    } else if (condition instanceof IsNull isNull) {
      found.add(new FieldOperand(isNull.field()));
    } else if (condition instanceof Member member) {
      found.add(member.element());
    }
  }
}
