package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Projection;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.data.support.PageableExecutionUtils;

/** How a query becomes what its method returns. */
@FunctionalInterface
interface QueryExecution {
  /** Runs the query of one call; the rows are not projected yet. */
  @Nullable Object run(Query query, RowWindow window, ParametersParameterAccessor accessor);

  /** The one for a method's subject and return type. */
  static QueryExecution of(
      DebrosQueryMethod method, DerivedQuery derived, QueryRunner runner, EntityManager manager) {
    if (derived.isDelete()) {
      return method.isCollectionQuery()
          ? removed(runner, manager)
          : (query, w, a) -> runner.delete(query);
    }
    if (derived.isCount()) {
      return (query, window, accessor) -> runner.count(query);
    }
    if (derived.isExists()) {
      return (query, window, accessor) -> runner.exists(query);
    }
    if (method.isStreamQuery()) {
      return (query, window, accessor) -> runner.stream(query);
    }
    if (method.isPageQuery()) {
      return page(runner);
    }
    if (method.isSliceQuery()) {
      return slice(runner);
    }
    return method.isCollectionQuery() ? (query, w, a) -> runner.list(query) : single(runner);
  }

  private static QueryExecution removed(QueryRunner runner, EntityManager manager) {
    return (query, window, accessor) -> {
      List<?> rows = runner.list(query);
      rows.forEach(manager::remove);
      return rows;
    };
  }

  /** Counts only when the page does not show how many rows there are. */
  private static QueryExecution page(QueryRunner runner) {
    return (query, window, accessor) ->
        PageableExecutionUtils.getPage(
            runner.list(query),
            accessor.getPageable(),
            () -> Math.min(window.total(), count(query, runner)));
  }

  private static long count(Query query, QueryRunner runner) {
    boolean distinctValues = query.distinct() && query.projection() instanceof Projection.Values;
    return distinctValues
        ? runner.list(query.withPage(0, Query.UNLIMITED)).size()
        : runner.count(query);
  }

  private static QueryExecution slice(QueryRunner runner) {
    return (query, window, accessor) -> {
      List<?> rows = runner.list(query.withPage(window.offset(), window.limitWithNext()));
      boolean hasNext = rows.size() > window.limit();
      List<?> page = hasNext ? rows.subList(0, (int) window.limit()) : rows;
      return new SliceImpl<>(page, accessor.getPageable(), hasNext);
    };
  }

  private static QueryExecution single(QueryRunner runner) {
    return (query, window, accessor) -> {
      List<?> rows = runner.list(query.withPage(query.offset(), Math.min(2, query.limit())));
      if (rows.size() > 1) {
        throw new IncorrectResultSizeDataAccessException(
            "Query did not return a unique result: more than one "
                + query.entity().getSimpleName()
                + " satisfies it",
            1);
      }
      return rows.isEmpty() ? null : rows.get(0);
    };
  }
}
