package io.debros.spring.repository.support;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.query.model.Query;
import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.repository.query.Projector;
import io.debros.spring.repository.query.Sorts;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.projection.SpelAwareProxyProjectionFactory;
import org.springframework.data.repository.query.FluentQuery.FetchableFluentQuery;
import org.springframework.data.repository.query.ReturnedType;
import org.springframework.data.support.PageableExecutionUtils;

/**
 * A query that is refined and fetched step by step. Always reads whole entities; a projection is
 * made from them. Immutable.
 *
 * @param <S> the entity
 * @param <R> what a row becomes
 */
final class FetchableQuery<S, R> implements FetchableFluentQuery<R> {
  private static final ProjectionFactory PROJECTIONS = new SpelAwareProxyProjectionFactory();

  private final DebrosOperations operations;
  private final Query query;
  private final Class<S> entity;
  private final Function<S, R> conversion;

  FetchableQuery(
      DebrosOperations operations, Query query, Class<S> entity, Function<S, R> conversion) {
    this.operations = operations;
    this.query = query;
    this.entity = entity;
    this.conversion = conversion;
  }

  @Override
  public FetchableQuery<S, R> sortBy(Sort sort) {
    return with(query.withOrders(Sorts.orders(sort, entity)));
  }

  @Override
  public FetchableQuery<S, R> limit(int limit) {
    return with(query.withPage(query.offset(), limit));
  }

  @Override
  public <P> FetchableQuery<S, P> as(Class<P> type) {
    ReturnedType returned = ReturnedType.of(type, entity, PROJECTIONS);
    Projector projector = Projector.of(returned, problem("Projection does not fit its entity"));
    return new FetchableQuery<>(
        operations,
        query,
        entity,
        row ->
            returned.isInterfaceProjection()
                ? PROJECTIONS.createProjection(type, row)
                : type.cast(projector.convert(row)));
  }

  /** Checks the properties; all others are read as well, because rows are documents. */
  @Override
  public FetchableQuery<S, R> project(Collection<String> properties) {
    Sorts.orders(Sort.by(properties.toArray(String[]::new)), entity);
    return this;
  }

  @Override
  public @Nullable R oneValue() {
    List<R> rows = with(query.withPage(query.offset(), Math.min(2, query.limit()))).all();
    if (rows.size() > 1) {
      throw new IncorrectResultSizeDataAccessException(
          "Query did not return a unique result: more than one "
              + entity.getSimpleName()
              + " satisfies it",
          1);
    }
    return rows.isEmpty() ? null : rows.get(0);
  }

  @Override
  public @Nullable R firstValue() {
    List<R> rows = with(query.withPage(query.offset(), Math.min(1, query.limit()))).all();
    return rows.isEmpty() ? null : rows.get(0);
  }

  @Override
  public List<R> all() {
    return operations.list(query).stream().map(this::converted).toList();
  }

  @Override
  public Page<R> page(Pageable page) {
    return PageableExecutionUtils.getPage(paged(page, 0).all(), page, this::count);
  }

  @Override
  public Slice<R> slice(Pageable page) {
    List<R> rows = paged(page, 1).all();
    boolean hasNext = page.isPaged() && rows.size() > page.getPageSize();
    return new SliceImpl<>(hasNext ? rows.subList(0, page.getPageSize()) : rows, page, hasNext);
  }

  @Override
  public Stream<R> stream() {
    return operations.stream(query).map(this::converted);
  }

  @Override
  public long count() {
    return operations.count(query);
  }

  @Override
  public boolean exists() {
    return operations.exists(query);
  }

  /** A page replaces the limit, and its sort, if it has one, the order. */
  private FetchableQuery<S, R> paged(Pageable page, int more) {
    FetchableQuery<S, R> sorted = page.getSort().isSorted() ? sortBy(page.getSort()) : this;
    return page.isUnpaged()
        ? sorted
        : with(sorted.query.withPage(page.getOffset(), (long) page.getPageSize() + more));
  }

  private FetchableQuery<S, R> with(Query changed) {
    return new FetchableQuery<>(operations, changed, entity, conversion);
  }

  private R converted(Object row) {
    return conversion.apply(entity.cast(row));
  }
}
