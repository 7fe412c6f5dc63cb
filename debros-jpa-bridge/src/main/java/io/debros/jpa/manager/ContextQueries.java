package io.debros.jpa.manager;

import io.debros.jpa.context.PersistenceContext;
import io.debros.jpa.query.exec.Rows;
import io.debros.jpa.query.model.Projection;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import io.debros.jpa.query.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The read path: flush, plan, run, hydrate. Entities come from the context's identity map, so one
 * row is one object.
 */
final class ContextQueries implements QueryRunner {
  private final Engine engine;
  private final UnitOfWork work;
  private final PersistenceContext context;

  ContextQueries(Engine engine, UnitOfWork work) {
    this.engine = engine;
    this.work = work;
    this.context = work.context();
  }

  @Override
  public List<?> list(Query query) {
    return afterFlush(
        () -> {
          List<Object> found = new ArrayList<>();
          RowHydrator hydrator = new RowHydrator(engine.metamodel(), query, context);
          try (Rows rows = run(query)) {
            while (rows.next()) {
              found.add(hydrator.hydrate(rows));
            }
          }
          return found;
        });
  }

  @Override
  public Stream<?> stream(Query query) {
    return afterFlush(
        () -> {
          RowHydrator hydrator = new RowHydrator(engine.metamodel(), query, context);
          Rows rows = run(query);
          return StreamSupport.stream(new RowSpliterator(rows, hydrator), false)
              .onClose(rows::close);
        });
  }

  @Override
  public long count(Query query) {
    return afterFlush(() -> engine.executor().count(engine.planner().plan(query), work.flushed()));
  }

  @Override
  public boolean exists(Query query) {
    return afterFlush(() -> engine.executor().exists(engine.planner().plan(query), work.flushed()));
  }

  @Override
  public long delete(Query query) {
    work.requireTransaction("delete");
    List<?> found = list(query.withProjection(Projection.ENTITY));
    work.guarded(() -> found.forEach(context::remove));
    return found.size();
  }

  @Override
  public String explain(Query query) {
    return work.guarded(() -> engine.planner().plan(query).explain());
  }

  @Override
  public void declare(Query query) {
    work.guarded(() -> engine.planner().declare(query));
  }

  private Rows run(Query query) {
    Plan plan = engine.planner().plan(query);
    return engine.executor().run(plan, work.flushed());
  }

  private <T> T afterFlush(Supplier<T> step) {
    return work.guarded(
        () -> {
          work.beforeQuery();
          return step.get();
        });
  }

  /** Reads while it is consumed. */
  private final class RowSpliterator extends AbstractSpliterator<Object> {
    private final Rows rows;
    private final RowHydrator hydrator;

    RowSpliterator(Rows rows, RowHydrator hydrator) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
      this.rows = rows;
      this.hydrator = hydrator;
    }

    @Override
    public boolean tryAdvance(Consumer<? super Object> action) {
      Object row = work.guarded(() -> rows.next() ? List.of(hydrator.hydrate(rows)) : List.of());
      if (row instanceof List<?> one && !one.isEmpty()) {
        action.accept(one.get(0));
        return true;
      }
      return false;
    }
  }
}
