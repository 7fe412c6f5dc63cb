package io.debros.spring.repository.query;

import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.core.NamedQueries;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.query.QueryLookupStrategy;
import org.springframework.data.repository.query.RepositoryQuery;

/** Derives every query from its method's name. Thread-safe. */
public final class DebrosQueryLookupStrategy implements QueryLookupStrategy {
  private final @Nullable Key key;
  private final QueryRunner runner;
  private final EntityManager manager;

  /**
   * @param key {@link Key#USE_DECLARED_QUERY} refuses every query method, as none can be declared
   *     otherwise than by its name
   * @param runner runs queries in the current transaction
   * @param manager removes entities in it
   */
  public DebrosQueryLookupStrategy(@Nullable Key key, QueryRunner runner, EntityManager manager) {
    this.key = key;
    this.runner = runner;
    this.manager = manager;
  }

  @Override
  public RepositoryQuery resolveQuery(
      Method method,
      RepositoryMetadata metadata,
      ProjectionFactory factory,
      NamedQueries namedQueries) {
    DebrosQueryMethod queryMethod = new DebrosQueryMethod(method, metadata, factory);
    if (key == Key.USE_DECLARED_QUERY || namedQueries.hasQuery(queryMethod.getNamedQueryName())) {
      throw DebrosQueryMethod.refusal(
          queryMethod
              .problem("Declared and named queries are not supported")
              .at("query", queryMethod.getNamedQueryName())
              .advice(
                  "Remove the named query and queryLookupStrategy = USE_DECLARED_QUERY, and express"
                      + " the query in the method's name"));
    }
    return new DerivedRepositoryQuery(queryMethod, runner, manager);
  }
}
