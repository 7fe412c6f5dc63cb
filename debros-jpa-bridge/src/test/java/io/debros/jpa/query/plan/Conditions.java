package io.debros.jpa.query.plan;

import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Between;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Not;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Predicate.Or;
import java.util.List;

/** Resolves predicates as they stand, without normal form, simplification or semi-joins. */
public final class Conditions {
  private Conditions() {}

  /** The normal form of a predicate. */
  public static Predicate normal(Predicate predicate) {
    return Normalizer.normal(predicate);
  }

  public static Condition literal(EntityModel entity, Predicate predicate) {
    if (predicate instanceof And and) {
      return new Condition.And(and.parts().stream().map(part -> literal(entity, part)).toList());
    } else if (predicate instanceof Or or) {
      return new Condition.Or(or.parts().stream().map(part -> literal(entity, part)).toList());
    } else if (predicate instanceof Not not) {
      return new Condition.Not(literal(entity, not.part()));
    } else if (predicate instanceof Between between) {
      return new Condition.And(
          List.of(
              literal(
                  entity, new Comparison(between.left(), Operator.GREATER_OR_EQUAL, between.low())),
              literal(
                  entity, new Comparison(between.left(), Operator.LESS_OR_EQUAL, between.high()))));
    }
    SemiJoins none =
        new SemiJoins(
            query -> {
              throw new AssertionError("Predicate is on another entity: " + predicate);
            });
    return new Resolver(entity, new Literals(), none).condition(predicate);
  }
}
