package io.debros.jpa.query.model;

import static io.debros.store.error.Problem.problem;

import java.util.List;

/**
 * What to read: rows of one entity that satisfy a predicate, ordered, one page of them. Immutable;
 * {@code with…} methods give a changed copy.
 *
 * @param entity an entity class of the persistence unit
 * @param where the condition
 * @param orders most significant first; rows that they do not tell apart come by the text of their
 *     ids, in the direction of the last order, so that pages never overlap
 * @param distinct whether equal projected rows count once; entities always do
 * @param offset rows to skip, from 0
 * @param limit at most so many rows; {@link #UNLIMITED} for all
 * @param projection what is returned per row
 */
public record Query(
    Class<?> entity,
    Predicate where,
    List<Order> orders,
    boolean distinct,
    long offset,
    long limit,
    Projection projection) {
  /** No limit. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  public Query {
    orders = List.copyOf(orders);
    if (offset < 0 || limit < 0) {
      throw new IllegalArgumentException(
          problem("Offset or limit is negative")
              .at("offset", offset)
              .at("limit", limit)
              .advice("Count from 0; use UNLIMITED for all rows")
              .toString());
    }
  }

  /** All rows of an entity. */
  public static Query of(Class<?> entity) {
    return new Query(entity, Predicate.TRUE, List.of(), false, 0, UNLIMITED, Projection.ENTITY);
  }

  public Query withWhere(Predicate predicate) {
    return new Query(entity, predicate, orders, distinct, offset, limit, projection);
  }

  public Query withOrders(List<Order> keys) {
    return new Query(entity, where, keys, distinct, offset, limit, projection);
  }

  public Query withDistinct(boolean once) {
    return new Query(entity, where, orders, once, offset, limit, projection);
  }

  public Query withPage(long skip, long atMost) {
    return new Query(entity, where, orders, distinct, skip, atMost, projection);
  }

  public Query withProjection(Projection what) {
    return new Query(entity, where, orders, distinct, offset, limit, what);
  }
}
