package io.debros.jpa.manager;

import io.debros.jpa.context.RowReader;
import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.AttributeKind.Ordering;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.CheckEntity;
import io.debros.jpa.operation.EntityOperation;
import io.debros.jpa.operation.WriteSet;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what is committed now, and on top of it what one transaction has flushed. */
final class RowsInTransaction implements RowReader {
  private final Engine engine;
  private final WriteSet flushed;

  RowsInTransaction(Engine engine, WriteSet flushed) {
    this.engine = engine;
    this.flushed = flushed;
  }

  @Override
  public @Nullable Document find(EntityModel model, String id) {
    EntityOperation operation = flushed.find(model, id);
    return operation == null || operation instanceof CheckEntity
        ? engine.find(model, id)
        : FlushedChanges.image(operation);
  }

  @Override
  public List<Document> children(ToMany association, Object owner) {
    Query query =
        pointingTo(association.target(), association.mappedBy(), owner)
            .withOrders(association.orderBy().stream().map(RowsInTransaction::order).toList());
    return engine.documents(query, FlushedChanges.of(flushed));
  }

  @Override
  public @Nullable Document child(ToOne association, Object owner) {
    String mappedBy = Objects.requireNonNull(association.mappedBy());
    Query query = pointingTo(association.target(), mappedBy, owner).withPage(0, 1);
    List<Document> rows = engine.documents(query, FlushedChanges.of(flushed));
    return rows.isEmpty() ? null : rows.get(0);
  }

  private static Query pointingTo(EntityModel target, String attribute, Object owner) {
    Comparison pointsToOwner =
        new Comparison(new Path(List.of(attribute)), Operator.EQUAL, new Literal(owner));
    return Query.of(target.javaType()).withWhere(pointsToOwner);
  }

  private static Order order(Ordering ordering) {
    Path path = new Path(ordering.steps());
    return ordering.descending() ? Order.descending(path) : Order.ascending(path);
  }
}
