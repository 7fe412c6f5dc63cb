package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.ManagedEntity.State;
import io.debros.jpa.document.Document;
import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.mapping.LazyProxies;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.WriteSet;
import jakarta.persistence.CascadeType;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entities that one entity manager manages: one object a row, and what became of each since it
 * was read. Knows neither transactions nor databases. One thread at a time.
 *
 * <p>Methods that take an entity accept its proxy, and throw {@link IllegalArgumentException} for
 * an object that is no entity of the persistence unit.
 */
public final class PersistenceContext {
  private final Scope scope;
  private final LazyProxies proxies;
  private final RowReader rows;
  private final Persister persister;
  private Loader loader;

  /**
   * An empty context.
   *
   * @param shared what all contexts of a factory share
   * @param rows reads committed rows, and what this context's transaction flushed
   * @param doom marks the transaction for rollback; called when a callback or constraint throws
   */
  public PersistenceContext(Shared shared, RowReader rows, Runnable doom) {
    this.scope =
        new Scope(
            shared.metamodel(),
            shared.mapper(),
            new IdentityMap(),
            new Lifecycle(shared.validator(), doom),
            shared.ids(),
            new Versions(shared.clock()),
            new StepValues(shared.loadedValues(), shared.mapper()));
    this.proxies = shared.proxies();
    this.rows = rows;
    this.persister = new Persister(scope);
    this.loader = new Loader(scope, proxies, rows);
  }

  /** Makes a new instance managed, and what it cascades to; assigns generated ids. */
  public void persist(Object entity) {
    persister.persist(entity);
  }

  /** Copies the state of an instance, and of what it cascades to; returns the managed copy. */
  public Object merge(Object entity) {
    return new Merger(scope, loader, persister).merge(entity);
  }

  /** Marks a managed instance, and what it cascades to, for removal at flush. */
  public void remove(Object entity) {
    new Remover(scope, loader).remove(entity);
  }

  /** The managed entity of an id; null if there is no such row, or it is removed. */
  public @Nullable Object find(EntityModel model, Object id) {
    Object found = loader.find(model, id);
    if (found != null) {
      Lazy.target(found); // a proxy that find returns is loaded
    }
    return found;
  }

  /** The managed entity of an id, or a proxy that reads it at first use. */
  public Object reference(EntityModel model, Object id) {
    return loader.reference(model, id);
  }

  /** The managed entity of a row that was read; the row is ignored if it is managed already. */
  public Object managed(EntityModel model, Document row) {
    return loader.managed(model, row);
  }

  /**
   * Overwrites a managed instance, and what it cascades to, with what is stored.
   *
   * @throws EntityNotFoundException if the row is gone
   * @throws IllegalArgumentException if the entity is not managed
   */
  public void refresh(Object entity) {
    refresh(entity, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /** Forgets an instance and what it cascades to; its changes are not written. */
  public void detach(Object entity) {
    scope.model(entity);
    detach(entity, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /** Forgets everything; proxies and lazy collections given out so far cannot load any more. */
  public void clear() {
    loader.release();
    scope.map().clear();
    scope.steps().clear();
    loader = new Loader(scope, proxies, rows);
  }

  /** Whether an instance is managed and not marked for removal. */
  public boolean contains(Object entity) {
    EntityModel model = scope.model(entity);
    if (!Lazy.isLoaded(entity)) {
      return scope.map().findProxy(scope.key(model, Lazy.idOf(entity))) == entity;
    }
    ManagedEntity managed = scope.find(entity);
    return managed != null && managed.state() != State.REMOVED;
  }

  /**
   * Locks a managed entity until the transaction ends.
   *
   * @param mode {@code NONE} or one of the two optimistic ones
   * @throws PersistenceException if the entity has no version
   */
  public void lock(Object entity, LockModeType mode) {
    ManagedEntity managed = required(entity);
    if (mode == LockModeType.NONE) {
      return;
    }
    if (managed.model().version() == null) {
      throw new PersistenceException(
          problem("Entity without a version cannot be locked")
              .at("entity", managed.model().name())
              .at("mode", mode)
              .advice("Give it an attribute with @Version")
              .toString());
    }
    managed.lock(mode);
  }

  /** The lock mode of a managed entity. */
  public LockModeType lockMode(Object entity) {
    return required(entity).lockMode();
  }

  /** The transaction was committed: locks end, and what is managed is in step with the store. */
  public void committed() {
    scope.map().all().forEach(ManagedEntity::unlock);
    scope.map().all().forEach(scope.steps()::inStep);
    scope.steps().committed();
  }

  /**
   * Turns all changes since the last flush into operations.
   *
   * @param earlier what the transaction flushed before; not changed
   */
  public WriteSet flush(WriteSet earlier) {
    return new Flusher(scope, persister, new Remover(scope, loader), earlier).flush();
  }

  private void refresh(Object entity, Set<Object> seen) {
    ManagedEntity managed = required(entity);
    if (!seen.add(managed.entity())) {
      return;
    }
    Document row = managed.state() == State.NEW ? null : loader.reread(managed);
    if (row == null) {
      throw new EntityNotFoundException(
          problem("Row does not exist")
              .at("entity", managed.model().name())
              .at("id", managed.key().id())
              .advice("It was removed, or was never flushed")
              .toString());
    }
    List<Object> targets = new ArrayList<>(); // as they are now, filling makes them lazy again
    cascade(managed, CascadeType.REFRESH, targets::add);
    loader.fill(managed, row);
    managed.become(State.MANAGED);
    for (Object target : targets) {
      if (contains(target)) {
        refresh(target, seen);
      }
    }
  }

  private void detach(Object entity, Set<Object> seen) {
    if (!seen.add(entity)) {
      return;
    }
    if (!Lazy.isLoaded(entity)) {
      scope.map().dropProxy(scope.key(scope.model(entity), Lazy.idOf(entity)));
      return;
    }
    ManagedEntity managed = scope.find(entity);
    if (managed != null) {
      cascade(managed, CascadeType.DETACH, target -> detach(target, seen));
      scope.map().drop(managed);
      scope.map().dropProxy(managed.key());
    }
  }

  private static void cascade(ManagedEntity managed, CascadeType operation, Consumer<Object> step) {
    Associations.visit(
        managed.model().attributes(),
        managed.entity(),
        association -> {
          if (association.cascades(operation)) {
            association.loadedTargets().forEach(step);
          }
        });
  }

  private ManagedEntity required(Object entity) {
    EntityModel model = scope.model(entity);
    ManagedEntity managed = scope.map().find(Lazy.target(entity));
    if (managed == null) {
      throw new IllegalArgumentException(
          problem("Entity is not managed")
              .at("entity", model.name())
              .advice("Use what find, persist or merge made managed in this entity manager")
              .toString());
    }
    return managed;
  }
}
