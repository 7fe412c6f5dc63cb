package io.debros.jpa.query.exec;

import io.debros.jpa.query.Predicates;
import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.IgnoreCase;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.model.Order.Nulls;
import io.debros.jpa.query.model.Order.TextCase;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Between;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.In;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.Not;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Predicate.Or;
import io.debros.jpa.query.model.Query;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random queries on {@link Things}: all kinds of predicates, orders and pages. */
final class RandomQueries {
  private static final List<String> PATHS =
      List.of(
          "id",
          "ownerId",
          "part",
          "text",
          "number",
          "real",
          "decimal",
          "flag",
          "moment",
          "inner.a",
          "inner.b",
          "target",
          "target.name");
  private static final List<String> TEXT_PATHS =
      List.of("id", "ownerId", "text", "inner.a", "target.name");
  private static final List<String> PATTERNS =
      List.of("%", "a%", "%b", "_", "a_%", "B%", "ab", "", "r1%", "%ä%");

  private final RandomGenerator random;

  RandomQueries(RandomGenerator random) {
    this.random = random;
  }

  Query query(Class<?> entity) {
    Query query = Query.of(entity).withWhere(predicate(3)).withOrders(orders());
    return switch (random.nextInt(4)) {
      case 0 -> query;
      case 1 -> query.withPage(random.nextInt(4), Query.UNLIMITED);
      default -> query.withPage(random.nextInt(6), random.nextInt(8));
    };
  }

  private Predicate predicate(int depth) {
    int kind = random.nextInt(depth == 0 ? 10 : 16);
    return switch (kind) {
      case 10, 11, 12 -> new And(parts(depth));
      case 13, 14 -> new Or(parts(depth));
      case 15 -> new Not(predicate(depth - 1));
      default -> leaf(kind);
    };
  }

  private List<Predicate> parts(int depth) {
    List<Predicate> parts = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      parts.add(predicate(depth - 1));
    }
    return parts;
  }

  private Predicate leaf(int kind) {
    String path = Things.pick(random, PATHS);
    String textPath = Things.pick(random, TEXT_PATHS);
    return switch (kind) {
      case 0, 1, 2 -> new Comparison(Path.of(path), Operator.EQUAL, literal(path));
      case 3 ->
          new Comparison(
              Path.of(path), Things.pick(random, List.of(Operator.values())), literal(path));
      case 4 -> in(path);
      case 5 -> new Between(Path.of(path), literal(path), literal(path));
      case 6 -> like(textPath);
      case 7 ->
          new Comparison(
              new IgnoreCase(Path.of(textPath)), Operator.EQUAL, new IgnoreCase(literal(textPath)));
      case 8 -> random.nextBoolean() ? Predicates.isNull(path) : twoPaths();
      default ->
          random.nextBoolean()
              ? Predicates.isEmpty("tags")
              : Predicates.member(Things.pick(random, Things.TAGS), "tags");
    };
  }

  private Predicate twoPaths() {
    return new Comparison(
        Path.of("text"), Things.pick(random, List.of(Operator.values())), Path.of("inner.a"));
  }

  private Predicate in(String path) {
    List<Expression> values = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      values.add(literal(path));
    }
    return new In(Path.of(path), values);
  }

  private Predicate like(String path) {
    Literal pattern = new Literal(Things.pick(random, PATTERNS));
    return random.nextBoolean()
        ? new Like(Path.of(path), pattern, null)
        : new Like(new IgnoreCase(Path.of(path)), new IgnoreCase(pattern), null);
  }

  private Literal literal(String path) {
    return new Literal(random.nextInt(15) == 0 ? null : value(path));
  }

  private @Nullable Object value(String path) {
    return switch (path) {
      case "id" -> "r" + random.nextInt(40);
      case "ownerId" -> Things.pick(random, List.of("ada", "bob", "cy d", "nobody"));
      case "part", "number", "inner.b" -> number();
      case "real" -> random.nextInt(4) / 2.0;
      case "decimal" -> new BigDecimal(Things.decimal(random));
      case "flag" -> random.nextBoolean();
      case "moment" -> Instant.ofEpochMilli(random.nextInt(4)).plusNanos(7L * random.nextInt(2));
      case "target" -> "t" + random.nextInt(Things.TARGETS + 2);
      default -> Things.pick(random, Things.TEXTS);
    };
  }

  private Number number() {
    int number = random.nextInt(6) - 2;
    return switch (random.nextInt(3)) {
      case 0 -> (long) number;
      case 1 -> number + 0.5;
      default -> number;
    };
  }

  private List<Order> orders() {
    List<Order> orders = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      String path = Things.pick(random, PATHS);
      orders.add(
          new Order(
              Path.of(path),
              Things.pick(random, List.of(Direction.values())),
              Things.pick(random, List.of(Nulls.values())),
              TEXT_PATHS.contains(path)
                  ? Things.pick(random, List.of(TextCase.values()))
                  : TextCase.SENSITIVE));
    }
    return orders;
  }
}
