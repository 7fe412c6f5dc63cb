package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.PlainOrder;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.IgnoreCase;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.model.Order.Nulls;
import io.debros.jpa.query.model.Order.TextCase;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.In;
import io.debros.jpa.query.model.Predicate.IsNull;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.Not;
import io.debros.jpa.query.model.Predicate.Or;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.Conditions;
import io.debros.jpa.query.plan.Field;
import io.debros.jpa.query.plan.Truth;
import io.debros.jpa.shard.SortDomains;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a query finds, by looking at every row and sorting: slow, and easy to believe. */
final class NaiveScan implements FieldReader {
  private final EntityModel entity;
  private final EntityModel target;
  private final Map<String, Document> targets;
  private final Evaluator evaluator = new Evaluator(this);

  NaiveScan(EntityModel entity, EntityModel target, Map<String, Document> targets) {
    this.entity = entity;
    this.target = target;
    this.targets = targets;
  }

  List<String> keys(Query query, List<Document> rows) {
    return matching(query, rows).stream()
        .sorted(order(query.orders()))
        .skip(query.offset())
        .limit(query.limit())
        .map(Document::key)
        .toList();
  }

  List<Document> matching(Query query, List<Document> rows) {
    Predicate normal = Conditions.normal(query.where());
    return rows.stream().filter(row -> holds(normal, row)).toList();
  }

  /** Negations are at the leaves, and a leaf on a missing target does not hold. */
  private boolean holds(Predicate normal, Document row) {
    if (normal instanceof And and) {
      return and.parts().stream().allMatch(part -> holds(part, row));
    } else if (normal instanceof Or or) {
      return or.parts().stream().anyMatch(part -> holds(part, row));
    }
    Predicate moved = moved(normal);
    if (moved == normal) {
      return evaluator.test(Conditions.literal(entity, normal), row) == Truth.TRUE;
    }
    Document found = target(row);
    return found != null && evaluator.test(Conditions.literal(target, moved), found) == Truth.TRUE;
  }

  private @Nullable Document target(Document row) {
    return row.get("targetId") instanceof String id ? targets.get(id) : null;
  }

  /** The leaf seen from the target; the leaf itself if it is not on the target. */
  private static Predicate moved(Predicate leaf) {
    if (leaf instanceof Not not) {
      Predicate inner = moved(not.part());
      return inner == not.part() ? leaf : new Not(inner);
    } else if (leaf instanceof Comparison comparison && crosses(comparison.left())) {
      return new Comparison(moved(comparison.left()), comparison.operator(), comparison.right());
    } else if (leaf instanceof In in && crosses(in.left())) {
      return new In(moved(in.left()), in.values());
    } else if (leaf instanceof Like like && crosses(like.left())) {
      return new Like(moved(like.left()), like.pattern(), like.escape());
    } else if (leaf instanceof IsNull isNull && crosses(isNull.path())) {
      return new IsNull(Path.of("name"));
    }
    return leaf;
  }

  private static boolean crosses(Expression expression) {
    return expression instanceof IgnoreCase folded
        ? crosses(folded.of())
        : expression instanceof Path path && path.toString().equals("target.name");
  }

  private static Expression moved(Expression expression) {
    return expression instanceof IgnoreCase ? new IgnoreCase(Path.of("name")) : Path.of("name");
  }

  /** A key that came before says nothing new; the last that does gives the ids their direction. */
  private Comparator<Document> order(List<Order> orders) {
    List<Comparator<Document>> comparators = new ArrayList<>();
    Direction keys = Direction.ASCENDING;
    Set<String> seen = new HashSet<>();
    for (Order order : orders) {
      if (seen.add(order.path() + " " + order.textCase())) {
        keys = order.direction();
        comparators.add(order(order));
      }
    }
    Comparator<Document> byKey = Comparator.comparing(Document::key, PlainOrder.ORDER);
    comparators.add(keys == Direction.ASCENDING ? byKey : byKey.reversed());
    return comparators.stream().reduce(Comparator::thenComparing).orElseThrow();
  }

  private Comparator<Document> order(Order order) {
    return (one, other) -> {
      Object left = value(order, one);
      Object right = value(order, other);
      if (left == null || right == null) {
        int nullsFirst = Boolean.compare(right == null, left == null);
        return order.nulls() == Nulls.FIRST ? nullsFirst : -nullsFirst;
      }
      int compared = PlainOrder.ORDER.compare(left, right);
      return order.direction() == Direction.ASCENDING ? compared : -compared;
    };
  }

  private @Nullable Object value(Order order, Document row) {
    Object value =
        switch (order.path().toString()) {
          case "id" -> row.key();
          case "target" -> row.get("targetId");
          case "target.name" -> {
            Document found = target(row);
            yield found == null ? null : found.get("name");
          }
          default ->
              SortDomains.of(entity.resolve(order.path().steps()).leaf())
                  .sortable(row.at(order.path().steps()));
        };
    return order.textCase() == TextCase.IGNORED && value instanceof String text
        ? Field.folded(text)
        : value;
  }

  @Override
  public @Nullable Object stored(Field field, Document row) {
    return row.at(field.documentPath());
  }

  @Override
  public @Nullable Object value(Field field, Document row) {
    return field.local(row);
  }
}
