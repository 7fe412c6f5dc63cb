package io.debros.jpa.commit;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentCommit;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.DeleteEntity;
import io.debros.jpa.operation.EntityOperation;
import io.debros.jpa.operation.InsertEntity;
import io.debros.jpa.operation.Row;
import io.debros.jpa.operation.SettleEntity;
import io.debros.jpa.operation.UpdateEntity;
import io.debros.jpa.operation.WriteSet;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.shard.ShardRouter;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.OptimisticLockException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes write sets: all operations in one atomic batch over all databases concerned, or nothing.
 * Ids, versions and unique values are checked while nobody else can change them. Thread-safe.
 *
 * <p>Locks are taken in one order: those of entities with something unique, by name, and then the
 * commit lock of the databases.
 */
public final class Committer {
  private final DocumentStores stores;
  private final ShardRouter router;
  private final UniqueChecks uniqueChecks;
  private final UniqueWatch watch;
  private final Bookkeeping bookkeeping;
  private final Clock clock;
  private final Map<EntityModel, ReentrantLock> uniqueLocks = new ConcurrentHashMap<>();

  public Committer(
      DocumentStores stores,
      ShardRouter router,
      IndexCatalog catalog,
      UniqueWatch watch,
      DocumentMapper mapper,
      Clock clock) {
    this.stores = stores;
    this.router = router;
    this.watch = watch;
    this.uniqueChecks = new UniqueChecks(catalog, router);
    this.bookkeeping = new Bookkeeping(mapper);
    this.clock = clock;
  }

  /**
   * Commits. Returns when all of it is stored, as durably as the settings say; no lock is held
   * while it waits for the disk, so that commits share syncs.
   *
   * @throws OptimisticLockException if a row was changed or removed since it was read
   * @throws EntityExistsException if the id of a new row or a unique value is taken
   */
  public void commit(WriteSet writes) {
    if (writes.isEmpty()) {
      return;
    }
    long joins = watch.joins();
    Runnable awaitDurable = written(writes);
    if (watch.joins() != joins) {
      watch.committed(writes.operations());
    }
    awaitDurable.run();
  }

  private Runnable written(WriteSet writes) {
    List<Target> targets = targets(writes);
    List<ReentrantLock> locks = uniqueLocks(writes);
    locks.forEach(ReentrantLock::lock);
    try (DocumentCommit commit = stores.begin(databases(targets))) {
      List<Place> places = places(commit, targets);
      places.forEach(RowChecks::check);
      checkUnique(places);
      places.forEach(place -> write(commit, place));
      return commit.submit();
    } finally {
      locks.forEach(ReentrantLock::unlock);
    }
  }

  /** Checks for the flushes of one transaction. */
  public FlushChecks flushChecks() {
    return new FlushChecks(stores, router, uniqueChecks.claims());
  }

  private List<Target> targets(WriteSet writes) {
    List<Target> targets = new ArrayList<>();
    for (EntityOperation operation : writes.operations()) {
      Row row = operation.row();
      targets.add(new Target(operation, router.storeFor(row.model(), row.placing())));
    }
    return targets;
  }

  private static Set<DocumentStore> databases(List<Target> targets) {
    Set<DocumentStore> databases = new LinkedHashSet<>();
    targets.forEach(target -> databases.add(target.store()));
    return databases;
  }

  private List<ReentrantLock> uniqueLocks(WriteSet writes) {
    Map<String, ReentrantLock> byName = new TreeMap<>();
    for (EntityOperation operation : writes.operations()) {
      EntityModel model = operation.row().model();
      if (uniqueChecks.concerns(operation)) {
        byName.put(model.name(), uniqueLocks.computeIfAbsent(model, any -> new ReentrantLock()));
      }
    }
    return List.copyOf(byName.values());
  }

  private static List<Place> places(DocumentCommit commit, List<Target> targets) {
    List<Place> places = new ArrayList<>();
    for (Target target : targets) {
      String id = target.operation().row().id();
      places.add(new Place(target.operation(), target.store(), commit.find(target.store(), id)));
    }
    return places;
  }

  /** The databases are locked, so what is committed now stays so. */
  private void checkUnique(List<Place> places) {
    if (places.stream().anyMatch(place -> uniqueChecks.concerns(place.operation()))) {
      try (DocumentSnapshot snapshot = stores.snapshot()) {
        uniqueChecks.claims().check(places, snapshot);
      }
    }
  }

  private void write(DocumentCommit commit, Place place) {
    DocumentStore store = Objects.requireNonNull(place.store());
    Document stored = place.stored();
    EntityOperation operation = place.operation();
    String id = operation.row().id();
    if (operation instanceof InsertEntity insert) {
      commit.put(store, id, bookkeeping.inserted(insert, clock.millis()));
    } else if (operation instanceof UpdateEntity update) {
      commit.put(
          store,
          id,
          bookkeeping.updated(
              update, Objects.requireNonNull(stored), clock.millis(), commit.nextTime(store)),
          update.read());
    } else if (operation instanceof SettleEntity settle && stored != null) {
      commit.put(store, id, bookkeeping.settled(settle, stored, commit.nextTime(store)));
    } else if (operation instanceof DeleteEntity && stored != null) {
      commit.delete(store, id);
    }
  }

  /** An operation and the database of its row. */
  private record Target(EntityOperation operation, DocumentStore store) {}
}
