package io.debros.jpa.query;

import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.IgnoreCase;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Parameter;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Between;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.In;
import io.debros.jpa.query.model.Predicate.IsEmpty;
import io.debros.jpa.query.model.Predicate.IsNull;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.MemberOf;
import io.debros.jpa.query.model.Predicate.Not;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Predicate.Or;
import java.util.Arrays;

/** Short spellings for tests. */
public final class Predicates {
  private Predicates() {}

  public static Path path(String dotted) {
    return Path.of(dotted);
  }

  public static Predicate eq(String path, Object value) {
    return compare(path, Operator.EQUAL, value);
  }

  public static Predicate compare(String path, Operator operator, Object value) {
    return new Comparison(path(path), operator, expression(value));
  }

  public static Predicate less(String path, Object value) {
    return compare(path, Operator.LESS, value);
  }

  public static Predicate atLeast(String path, Object value) {
    return compare(path, Operator.GREATER_OR_EQUAL, value);
  }

  public static Predicate in(String path, Object... values) {
    return new In(path(path), Arrays.stream(values).map(Predicates::expression).toList());
  }

  public static Predicate between(String path, Object low, Object high) {
    return new Between(path(path), expression(low), expression(high));
  }

  public static Predicate like(String path, Object pattern) {
    return new Like(path(path), expression(pattern), null);
  }

  public static Predicate ignoreCase(String path, Object value) {
    return new Comparison(
        new IgnoreCase(path(path)), Operator.EQUAL, new IgnoreCase(expression(value)));
  }

  public static Predicate isNull(String path) {
    return new IsNull(path(path));
  }

  public static Predicate isEmpty(String path) {
    return new IsEmpty(path(path));
  }

  public static Predicate member(Object element, String path) {
    return new MemberOf(expression(element), path(path));
  }

  public static Predicate and(Predicate... parts) {
    return new And(Arrays.asList(parts));
  }

  public static Predicate or(Predicate... parts) {
    return new Or(Arrays.asList(parts));
  }

  public static Predicate not(Predicate part) {
    return new Not(part);
  }

  public static Expression parameter(String name) {
    return new Parameter(name);
  }

  public static Order asc(String path) {
    return Order.ascending(path(path));
  }

  public static Order desc(String path) {
    return Order.descending(path(path));
  }

  private static Expression expression(Object value) {
    return value instanceof Expression expression ? expression : new Literal(value);
  }
}
