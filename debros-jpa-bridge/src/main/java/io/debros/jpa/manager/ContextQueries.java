package io.debros.jpa.manager;

import io.debros.jpa.context.PersistenceContext;
import io.debros.jpa.operation.WriteSet;
import io.debros.jpa.query.exec.Overlay;
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
  private final PersistenceContext context;
  private final WriteSet flushed;
  private final DebrosEntityManager manager;

  ContextQueries(
      Engine engine, PersistenceContext context, WriteSet flushed, DebrosEntityManager manager) {
    this.engine = engine;
    this.context = context;
    this.flushed = flushed;
    this.manager = manager;
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
    return afterFlush(() -> engine.executor().count(engine.planner().plan(query), overlay()));
  }

  @Override
  public boolean exists(Query query) {
    return afterFlush(() -> engine.executor().exists(engine.planner().plan(query), overlay()));
  }

  @Override
  public long delete(Query query) {
    manager.requireTransaction("delete");
    List<?> found = list(query.withProjection(Projection.ENTITY));
    found.forEach(manager::remove);
    return found.size();
  }

  @Override
  public String explain(Query query) {
    return manager.guarded(() -> engine.planner().plan(query).explain());
  }

  @Override
  public void declare(Query query) {
    manager.guarded(
        () -> {
          engine.planner().declare(query);
          return true;
        });
  }

  private Rows run(Query query) {
    Plan plan = engine.planner().plan(query);
    return engine.executor().run(plan, overlay());
  }

  private Overlay overlay() {
    return FlushedChanges.of(flushed);
  }

  private <T> T afterFlush(Supplier<T> step) {
    return manager.guarded(
        () -> {
          manager.beforeQuery();
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
      Object row = manager.guarded(() -> rows.next() ? List.of(hydrator.hydrate(rows)) : List.of());
      if (row instanceof List<?> one && !one.isEmpty()) {
        action.accept(one.get(0));
        return true;
      }
      return false;
    }
  }
}
