package io.debros.jpa.query.plan;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Between;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Not;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Predicate.Or;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Brings a predicate into a form with negations at the leaves, flat conjunctions and disjunctions,
 * and no {@code between}; the truth value is the same for every row, unknown included. Uses the
 * stack only where {@code and} and {@code or} alternate, so thousands of terms do no harm.
 */
final class Normalizer {
  private static final int MAX_DEPTH = 200;

  private Normalizer() {}

  /**
   * The normal form.
   *
   * @throws IllegalArgumentException if {@code and} and {@code or} alternate more than {@value
   *     #MAX_DEPTH} times
   */
  static Predicate normal(Predicate predicate) {
    return normal(Signed.of(predicate), 0);
  }

  private static Predicate normal(Signed signed, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          problem("Predicate is nested too deeply")
              .at("depth", depth)
              .advice("Nest and, or and not at most " + MAX_DEPTH + " times")
              .toString());
    }
    return signed.isGroup() ? group(signed, depth) : leaf(signed);
  }

  private static Predicate group(Signed signed, int depth) {
    boolean conjunction = signed.isConjunction();
    List<Predicate> parts = new ArrayList<>();
    Deque<Signed> open = new ArrayDeque<>(List.of(signed));
    while (!open.isEmpty()) {
      Signed next = open.pop();
      if (next.isGroup() && next.isConjunction() == conjunction) {
        List<Signed> children = next.children();
        for (int i = children.size() - 1; i >= 0; i--) {
          open.push(children.get(i));
        }
      } else {
        parts.add(normal(next, depth + 1));
      }
    }
    return joined(parts, conjunction);
  }

  private static Predicate joined(List<Predicate> parts, boolean conjunction) {
    Predicate neutral = conjunction ? Predicate.TRUE : Predicate.FALSE;
    Predicate decisive = conjunction ? Predicate.FALSE : Predicate.TRUE;
    if (parts.stream().anyMatch(part -> isConstant(part, decisive))) {
      return decisive;
    }
    List<Predicate> needed = parts.stream().filter(part -> !isConstant(part, neutral)).toList();
    if (needed.size() == 1) {
      return needed.get(0);
    }
    return conjunction ? new And(needed) : new Or(needed);
  }

  private static boolean isConstant(Predicate part, Predicate constant) {
    if (constant instanceof And) {
      return part instanceof And and && and.parts().isEmpty();
    }
    return part instanceof Or or && or.parts().isEmpty();
  }

  private static Predicate leaf(Signed signed) {
    if (!signed.negated) {
      return signed.predicate;
    }
    return signed.predicate instanceof Comparison comparison
        ? new Comparison(comparison.left(), opposite(comparison.operator()), comparison.right())
        : new Not(signed.predicate);
  }

  private static Operator opposite(Operator operator) {
    return switch (operator) {
      case EQUAL -> Operator.NOT_EQUAL;
      case NOT_EQUAL -> Operator.EQUAL;
      case LESS -> Operator.GREATER_OR_EQUAL;
      case LESS_OR_EQUAL -> Operator.GREATER;
      case GREATER -> Operator.LESS_OR_EQUAL;
      case GREATER_OR_EQUAL -> Operator.LESS;
    };
  }

  /** A predicate that is no negation, and whether it is negated. */
  private record Signed(Predicate predicate, boolean negated) {
    static Signed of(Predicate predicate) {
      return of(predicate, false);
    }

    private static Signed of(Predicate predicate, boolean negated) {
      Predicate inner = predicate;
      boolean sign = negated;
      while (inner instanceof Not not) {
        inner = not.part();
        sign = !sign;
      }
      return new Signed(inner, sign);
    }

    boolean isGroup() {
      return predicate instanceof And || predicate instanceof Or || predicate instanceof Between;
    }

    boolean isConjunction() {
      return (predicate instanceof Or) == negated;
    }

    List<Signed> children() {
      if (predicate instanceof And and) {
        return signed(and.parts());
      } else if (predicate instanceof Or or) {
        return signed(or.parts());
      } else if (predicate instanceof Between between) {
        return signed(
            List.of(
                new Comparison(between.left(), Operator.GREATER_OR_EQUAL, between.low()),
                new Comparison(between.left(), Operator.LESS_OR_EQUAL, between.high())));
      }
      throw new IllegalStateException("No group: " + predicate);
    }

    private List<Signed> signed(List<Predicate> parts) {
      return parts.stream().map(part -> of(part, negated)).toList();
    }
  }
}
