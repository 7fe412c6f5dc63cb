package io.debros.jpa.query.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * Runs queries in a persistence context; {@code entityManager.unwrap(QueryRunner.class)}. Sees what
 * was committed when the query started and the context's own changes. One thread at a time, as the
 * entity manager.
 *
 * <p>All methods throw {@link IllegalArgumentException} for an unknown entity or attribute (naming
 * the nearest known one) and for a value that does not fit its attribute.
 */
public interface QueryRunner {
  /** Rows of the page, in order: managed entities, or {@code Object[]} for projected values. */
  List<?> list(Query query);

  /** As {@link #list}, read while it is consumed; close it. */
  Stream<?> stream(Query query);

  /** Number of rows that satisfy the predicate; offset, limit and order do not count. */
  long count(Query query);

  /** Whether a row satisfies the predicate. */
  boolean exists(Query query);

  /** Removes the rows of the page through the persistence context, callbacks included; how many. */
  long delete(Query query);

  /** The plan, as text that is stable for tests. */
  String explain(Query query);

  /**
   * Checks a query that will run often, with {@link Expression.Parameter}s for values, and makes
   * sure that indexes serve it. Idempotent; builds a missing index at once.
   */
  void declare(Query query);
}
