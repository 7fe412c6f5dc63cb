package io.debros.spring.operations;

import io.debros.jpa.query.model.QueryRunner;

/**
 * Runs queries of the one query model and explains them, and counts; inject it where a repository
 * method is not enough. Takes part in the current transaction; without one, each call has a
 * persistence context of its own, and what it returns is detached. Thread-safe.
 *
 * <p>A stream must be closed. {@link #delete} needs a transaction.
 */
public interface DebrosOperations extends QueryRunner {
  /**
   * Counts a {@code @Counter} up, or down by a negative amount: in the current transaction, or in
   * one of its own if there is none. What other nodes count meanwhile adds up with it.
   *
   * @param attribute name of the counter
   * @throws jakarta.persistence.EntityNotFoundException if there is no such row
   * @throws IllegalArgumentException if the class is no entity, or the attribute no counter of it
   */
  void increment(Class<?> entity, Object id, String attribute, long amount);
}
