package io.debros.jpa.query.exec;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.plan.Field;
import io.debros.jpa.query.plan.Plan;
import io.debros.jpa.query.plan.SortField;
import io.debros.jpa.shard.RowId;
import io.debros.jpa.shard.ShardRouter;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs plans: shards in parallel, merged in order, then paged. Each run sees one moment of all
 * databases and one overlay. Thread-safe.
 */
public final class QueryExecutor {
  private final DocumentStores stores;
  private final ShardRouter router;
  private final Executor pool;

  /**
   * @param pool reads shards ahead; may be bounded, busy or without threads of its own, callers do
   *     what it does not
   */
  public QueryExecutor(DocumentStores stores, ShardRouter router, Executor pool) {
    this.stores = stores;
    this.router = router;
    this.pool = pool;
  }

  /**
   * The rows of a plan's page, in order.
   *
   * @throws IllegalArgumentException if the query has parameters without values
   */
  public Rows run(Plan plan, Overlay overlay) {
    QueryRun run = begin(plan, overlay);
    try {
      Plan bound = run.bound(plan);
      return new Rows(bound, run.ordered(bound), run.lookups(), run.snapshot());
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  /**
   * How many rows satisfy the plan's condition; order and page do not count. Reads no documents if
   * an index or the store knows.
   *
   * @throws IllegalArgumentException if the query has parameters without values
   */
  public long count(Plan plan, Overlay overlay) {
    if (plan.isDistinct()) {
      return countDistinct(plan, overlay);
    }
    return once(plan, overlay, run -> run.count(run.bound(plan.unordered())));
  }

  /**
   * Whether a row satisfies the plan's condition; reads no further than the first.
   *
   * @throws IllegalArgumentException if the query has parameters without values
   */
  public boolean exists(Plan plan, Overlay overlay) {
    return once(plan, overlay, run -> run.exists(run.bound(plan.unordered())));
  }

  /** The row of an id; null if there is none. */
  public @Nullable Document find(EntityModel entity, RowId id, Overlay overlay) {
    if (overlay.hides(entity, id.key())) {
      return overlay.changed(entity).stream()
          .filter(row -> row.key().equals(id.key()))
          .findFirst()
          .orElse(null);
    }
    openFor(entity);
    try (DocumentSnapshot snapshot = stores.snapshot()) {
      return new Lookups(router, snapshot, overlay).find(entity, id);
    }
  }

  private long countDistinct(Plan plan, Overlay overlay) {
    long count = 0;
    try (Rows rows = run(plan.unordered(), overlay)) {
      while (rows.next()) {
        count++;
      }
    }
    return count;
  }

  private <T> T once(Plan plan, Overlay overlay, Function<QueryRun, T> action) {
    try (QueryRun run = begin(plan, overlay)) {
      return action.apply(run);
    }
  }

  /**
   * Databases are opened first: an index that is built later is not in the snapshot. So a database
   * that comes while they are opened is not read.
   */
  private QueryRun begin(Plan plan, Overlay overlay) {
    requireValues(plan);
    Set<String> databases = stores.names();
    open(plan);
    return new QueryRun(databases, stores.snapshot(), router, overlay, pool);
  }

  private void requireValues(Plan plan) {
    if (plan.hasParameters()) {
      throw new IllegalArgumentException(
          problem("Query has a parameter without a value")
              .at("entity", plan.entity().name())
              .at("condition", plan.where())
              .advice("Give every parameter a value before the query is run")
              .toString());
    }
  }

  private void open(Plan plan) {
    if (plan.locator() == null) {
      router.storesFor(plan.entity(), plan.shards());
    } else {
      router.openKnown(plan.entity());
    }
    plan.semiJoins().forEach(semi -> open(semi.source()));
    plan.order().fields().stream().map(SortField::field).forEach(this::openTargets);
    plan.projection().forEach(this::openTargets);
    plan.lookups().forEach(this::openTargets);
  }

  private void openTargets(Field field) {
    if (field.next() != null && field.attribute().kind() instanceof ToOne toOne) {
      openFor(toOne.target());
      openTargets(field.next());
    }
  }

  /** So that the id index of the entity knows all its rows. */
  private void openFor(EntityModel entity) {
    if (ShardRouter.needsIdIndex(entity)) {
      router.openKnown(entity);
    }
  }
}
