package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.plan.Access.Delivery;
import io.debros.jpa.query.plan.Access.IndexScan;
import io.debros.jpa.query.plan.Access.Nothing;
import io.debros.jpa.query.plan.Condition;
import io.debros.jpa.query.plan.Condition.Semi;
import io.debros.jpa.query.plan.Locator;
import io.debros.jpa.query.plan.Operand.Value;
import io.debros.jpa.query.plan.Plan;
import io.debros.jpa.query.plan.ValueSet;
import io.debros.jpa.shard.ShardRouter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One run of a query: its moment, its overlay, and what it looked up. Thread of the caller, who
 * closes it, or its snapshot.
 */
final class QueryRun implements AutoCloseable {
  private static final int FIRST_BATCH = 32;

  private final Set<String> databases;
  private final DocumentSnapshot snapshot;
  private final ShardRouter router;
  private final Overlay overlay;
  private final Executor pool;
  private final Lookups lookups;
  private final Evaluator evaluator;

  /**
   * @param databases names of those whose indexes were built before the snapshot was taken
   */
  QueryRun(
      Set<String> databases,
      DocumentSnapshot snapshot,
      ShardRouter router,
      Overlay overlay,
      Executor pool) {
    this.databases = databases;
    this.snapshot = snapshot;
    this.router = router;
    this.overlay = overlay;
    this.pool = pool;
    this.lookups = new Lookups(router, snapshot, overlay);
    this.evaluator = new Evaluator(lookups);
  }

  DocumentSnapshot snapshot() {
    return snapshot;
  }

  Lookups lookups() {
    return lookups;
  }

  /** The plan with the values of its semi-joins, which are run now. */
  Plan bound(Plan plan) {
    return plan.semiJoins().isEmpty() ? plan : plan.bound(this::values);
  }

  /** Rows of a bound plan in order, all that can matter to its page. */
  RowStream ordered(Plan plan) {
    List<DocumentStore> stores = stores(plan);
    boolean overlaid = !overlay.changed(plan.entity()).isEmpty();
    boolean compared = stores.size() > 1 || overlaid || !isSorted(plan);
    Function<Document, Row> rows = compared ? new RowOrder(plan.order(), lookups)::row : this::row;
    List<RowStream> streams = new ArrayList<>();
    for (DocumentStore store : stores) {
      streams.add(inStore(plan, store, rows));
    }
    if (stores.size() > 1) {
      streams = prefetched(streams, plan.needed());
    }
    if (overlaid) {
      streams.add(new SortedRows(changed(plan, rows), plan.needed()));
    }
    return streams.size() == 1 ? streams.get(0) : new MergedRows(streams);
  }

  /** Whether a bound plan has a row. */
  boolean exists(Plan plan) {
    List<RowStream> streams = new ArrayList<>();
    streams.add(changed(plan, this::row));
    for (DocumentStore store : stores(plan)) {
      streams.add(filtered(plan, new StoreReader(snapshot, store).unordered(plan.access())));
    }
    try {
      for (RowStream stream : streams) {
        if (stream.next() != null) {
          return true;
        }
      }
      return false;
    } finally {
      Closing.all(streams);
    }
  }

  /** How many rows a bound plan has. */
  long count(Plan plan) {
    List<DocumentStore> stores = stores(plan);
    ToLongFunction<StoreReader> counter = reader -> countRows(plan, reader);
    if (plan.residual().equals(Condition.TRUE)) {
      counter =
          overlay.isEmpty(plan.entity())
              ? reader -> reader.count(plan.access())
              : reader -> countShown(plan, reader);
    }
    return sum(stores, counter) + countChanged(plan);
  }

  private ValueSet values(Semi semi) {
    Plan source = bound(semi.source());
    List<Value> values = new ArrayList<>();
    for (DocumentStore store : stores(source)) {
      RowStream rows =
          filtered(source, new StoreReader(snapshot, store).unordered(source.access()));
      collect(rows, semi, values);
    }
    collect(changed(source, this::row), semi, values);
    return ValueSet.ofPresent(values);
  }

  private void collect(RowStream rows, Semi semi, List<Value> values) {
    try (rows) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        Object sortable = semi.found().local(row.document());
        if (sortable != null) {
          values.add(new Value(sortable, stored(semi, row.document())));
        }
      }
    }
  }

  private static Object stored(Semi semi, Document row) {
    Object stored = semi.found().isKey() ? row.key() : row.at(semi.found().documentPath());
    return stored == null ? row.key() : stored;
  }

  private List<DocumentStore> stores(Plan plan) {
    if (plan.access() instanceof Nothing) {
      return List.of();
    }
    Locator locator = plan.locator();
    if (locator == null) {
      return router.storesFor(plan.entity(), plan.shards()).stream()
          .filter(store -> databases.contains(store.name()))
          .toList();
    }
    Set<DocumentStore> found = new LinkedHashSet<>();
    for (byte[] value : locator.values()) {
      found.addAll(router.locate(plan.entity(), snapshot, locator.group(), locator.index(), value));
    }
    return List.copyOf(found);
  }

  private RowStream inStore(Plan plan, DocumentStore store, Function<Document, Row> rows) {
    StoreReader reader = new StoreReader(snapshot, store);
    if (plan.access() instanceof IndexScan scan && scan.delivers() == Delivery.ORDERED) {
      return inIndexOrder(plan, scan, reader, rows);
    } else if (plan.order().isByKey()) {
      return filtered(plan, new LateCandidates(() -> reader.byKey(plan)), rows);
    }
    Candidates candidates = new LateCandidates(() -> reader.unordered(plan.access()));
    return new SortedRows(filtered(plan, candidates, rows), plan.needed());
  }

  private RowStream inIndexOrder(
      Plan plan, IndexScan scan, StoreReader reader, Function<Document, Row> rows) {
    List<Candidates> ranges = reader.ordered(scan);
    if (ranges.size() == 1) {
      return filtered(plan, ranges.get(0), rows);
    }
    Function<Document, Row> compared = new RowOrder(plan.order(), lookups)::row;
    return new MergedRows(ranges.stream().map(range -> filtered(plan, range, compared)).toList());
  }

  /** Whether a single database gives rows in order without comparing them. */
  private static boolean isSorted(Plan plan) {
    return plan.order().isByKey() || plan.isOrdered();
  }

  private List<RowStream> prefetched(List<RowStream> streams, long needed) {
    int first = (int) Math.min(needed, FIRST_BATCH);
    List<RowStream> ahead = new ArrayList<>();
    streams.forEach(stream -> ahead.add(new PrefetchedRows(stream, pool, first)));
    return ahead;
  }

  private RowStream filtered(Plan plan, Candidates candidates) {
    return filtered(plan, candidates, this::row);
  }

  private RowStream filtered(Plan plan, Candidates candidates, Function<Document, Row> rows) {
    EntityModel entity = plan.entity();
    Condition residual = plan.residual();
    return new FilteredRows(
        candidates,
        row -> !overlay.hides(entity, row.key()) && evaluator.holds(residual, row),
        rows);
  }

  /** Rows of the overlay. */
  private RowStream changed(Plan plan, Function<Document, Row> rows) {
    return new FilteredRows(
        new GivenCandidates(overlay.changed(plan.entity()).iterator()),
        row -> evaluator.holds(plan.where(), row),
        rows);
  }

  private Row row(Document document) {
    return new Row(document, Row.NO_ORDER);
  }

  private long countRows(Plan plan, StoreReader reader) {
    long count = 0;
    try (RowStream rows = filtered(plan, reader.unordered(plan.access()))) {
      while (rows.next() != null) {
        count++;
      }
    }
    return count;
  }

  private long countShown(Plan plan, StoreReader reader) {
    Set<String> keys = new HashSet<>();
    reader.forEachKey(
        plan.access(),
        key -> {
          if (!overlay.hides(plan.entity(), key)) {
            keys.add(key);
          }
        });
    return keys.size();
  }

  private long countChanged(Plan plan) {
    return overlay.changed(plan.entity()).stream()
        .filter(row -> evaluator.holds(plan.where(), row))
        .count();
  }

  private long sum(List<DocumentStore> stores, ToLongFunction<StoreReader> counter) {
    List<FutureTask<Long>> tasks = new ArrayList<>();
    for (DocumentStore store : stores) {
      StoreReader reader = new StoreReader(snapshot, store);
      tasks.add(new FutureTask<>(() -> counter.applyAsLong(reader)));
    }
    tasks.stream().skip(1).forEach(this::offer);
    long sum = 0;
    for (FutureTask<Long> task : tasks) {
      sum += PrefetchedRows.result(task);
    }
    return sum;
  }

  private void offer(Runnable task) {
    try {
      pool.execute(task);
    } catch (RejectedExecutionException e) {
      // the pool is shutting down: the caller runs the task itself
    }
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
