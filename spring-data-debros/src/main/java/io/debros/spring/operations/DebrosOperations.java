package io.debros.spring.operations;

import io.debros.jpa.query.model.QueryRunner;

/**
 * Runs queries of the one query model and explains them; inject it where a repository method is not
 * enough. Takes part in the current transaction; without one, each call has a persistence context
 * of its own, and what it returns is detached. Thread-safe.
 *
 * <p>A stream must be closed. {@link #delete} needs a transaction.
 */
public interface DebrosOperations extends QueryRunner {}
