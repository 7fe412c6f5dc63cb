package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.PersistenceContext;
import io.debros.jpa.merge.Counters;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.CacheRetrieveMode;
import jakarta.persistence.CacheStoreMode;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.FindOption;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.LockModeType;
import jakarta.persistence.LockOption;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.RefreshOption;
import jakarta.persistence.metamodel.Metamodel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One persistence context with its resource-local transaction. Reads work without a transaction and
 * show what is committed when they start. One thread at a time.
 */
final class DebrosEntityManager extends RefusingEntityManager {
  private final DebrosEntityManagerFactory factory;
  private final Engine engine;
  private final UnitOfWork work;
  private final PersistenceContext context;
  private final QueryRunner queries;
  private final ManagerProperties properties;
  private boolean closed;

  DebrosEntityManager(DebrosEntityManagerFactory factory, Engine engine, Map<?, ?> properties) {
    this.factory = factory;
    this.engine = engine;
    this.properties = new ManagerProperties(factory.getProperties(), properties);
    this.work = new UnitOfWork(engine, this::isOpen);
    this.context = work.context();
    this.queries = new ContextQueries(engine, work);
  }

  @Override
  public void persist(Object entity) {
    work.guarded(() -> context.persist(required(entity)));
  }

  @Override
  @SuppressWarnings("unchecked") // the managed copy is of the entity's class
  public <T> T merge(T entity) {
    return work.guarded(() -> (T) context.merge(required(entity)));
  }

  @Override
  public void remove(Object entity) {
    work.guarded(() -> context.remove(required(entity)));
  }

  @Override
  public <T> @Nullable T find(Class<T> type, Object id) {
    return find(type, id, LockModeType.NONE);
  }

  @Override
  public <T> @Nullable T find(Class<T> type, Object id, Map<String, Object> hints) {
    return find(type, id, LockModeType.NONE, hints);
  }

  @Override
  public <T> @Nullable T find(
      Class<T> type, Object id, LockModeType mode, @Nullable Map<String, Object> hints) {
    LockModes.checkHints(hints);
    return find(type, id, mode);
  }

  @Override
  public <T> @Nullable T find(Class<T> type, Object id, FindOption... options) {
    return find(type, id, LockModes.among((Object[]) options));
  }

  @Override
  public <T> @Nullable T find(Class<T> type, Object id, LockModeType mode) {
    return work.guarded(
        () -> {
          LockModeType lockMode = LockModes.checked(mode);
          work.requireTransactionFor(lockMode);
          EntityModel model = engine.metamodel().entity(type);
          Object found = context.find(model, requiredId(model, id));
          if (found != null) {
            context.lock(found, lockMode);
          }
          return type.cast(found);
        });
  }

  @Override
  public <T> T getReference(Class<T> type, Object id) {
    return work.guarded(
        () -> {
          EntityModel model = engine.metamodel().entity(type);
          return type.cast(context.reference(model, requiredId(model, id)));
        });
  }

  @Override
  @SuppressWarnings("unchecked") // a reference is of the entity's class
  public <T> T getReference(T entity) {
    EntityModel model = engine.metamodel().entity(required(entity).getClass());
    Object id = factory.getPersistenceUnitUtil().getIdentifier(entity);
    return (T) getReference(model.javaType(), id);
  }

  @Override
  public void flush() {
    work.flush();
  }

  @Override
  public void setFlushMode(FlushModeType mode) {
    work.requireOpen();
    work.setFlushMode(mode);
  }

  @Override
  public FlushModeType getFlushMode() {
    work.requireOpen();
    return work.flushMode();
  }

  @Override
  public void lock(Object entity, LockModeType mode) {
    work.guarded(
        () -> {
          work.requireTransaction("lock");
          context.lock(required(entity), LockModes.checked(mode));
        });
  }

  @Override
  public void lock(Object entity, LockModeType mode, @Nullable Map<String, Object> hints) {
    LockModes.checkHints(hints);
    lock(entity, mode);
  }

  @Override
  public void lock(Object entity, LockModeType mode, LockOption... options) {
    LockModes.among((Object[]) options);
    lock(entity, mode);
  }

  @Override
  public void refresh(Object entity) {
    refresh(entity, LockModeType.NONE);
  }

  @Override
  public void refresh(Object entity, @Nullable Map<String, Object> hints) {
    refresh(entity, LockModeType.NONE, hints);
  }

  @Override
  public void refresh(Object entity, LockModeType mode, @Nullable Map<String, Object> hints) {
    LockModes.checkHints(hints);
    refresh(entity, mode);
  }

  @Override
  public void refresh(Object entity, RefreshOption... options) {
    refresh(entity, LockModes.among((Object[]) options));
  }

  @Override
  public void refresh(Object entity, LockModeType mode) {
    work.guarded(
        () -> {
          LockModeType lockMode = LockModes.checked(mode);
          work.requireTransactionFor(lockMode);
          context.refresh(required(entity));
          context.lock(entity, lockMode);
        });
  }

  @Override
  public void clear() {
    work.guarded(context::clear);
  }

  @Override
  public void detach(Object entity) {
    work.guarded(() -> context.detach(required(entity)));
  }

  @Override
  public boolean contains(Object entity) {
    return work.guarded(() -> context.contains(required(entity)));
  }

  @Override
  public LockModeType getLockMode(Object entity) {
    return work.guarded(
        () -> {
          work.requireTransaction("ask for a lock mode");
          return context.lockMode(required(entity));
        });
  }

  @Override
  public void setCacheRetrieveMode(CacheRetrieveMode mode) {
    work.requireOpen();
    properties.setCacheRetrieveMode(mode);
  }

  @Override
  public void setCacheStoreMode(CacheStoreMode mode) {
    work.requireOpen();
    properties.setCacheStoreMode(mode);
  }

  @Override
  public CacheRetrieveMode getCacheRetrieveMode() {
    work.requireOpen();
    return properties.cacheRetrieveMode();
  }

  @Override
  public CacheStoreMode getCacheStoreMode() {
    work.requireOpen();
    return properties.cacheStoreMode();
  }

  @Override
  public void setProperty(String name, Object value) {
    work.requireOpen();
    properties.set(name, value);
  }

  @Override
  public Map<String, Object> getProperties() {
    return properties.all();
  }

  @Override
  public void joinTransaction() {
    work.requireOpen();
    work.requireTransaction("join");
  }

  @Override
  public boolean isJoinedToTransaction() {
    work.requireOpen();
    return work.transaction().isActive();
  }

  /** Gives {@link QueryRunner} and this entity manager itself. */
  @Override
  public <T> T unwrap(Class<T> type) {
    work.requireOpen();
    if (type.isInstance(queries)) {
      return type.cast(queries);
    }
    if (type == Counters.class) {
      return type.cast(new ContextCounters(engine, work));
    }
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new PersistenceException(
        problem("Entity manager is no such thing")
            .at("class", type.getName())
            .advice("Unwrap " + QueryRunner.class.getName() + " or " + Counters.class.getName())
            .toString());
  }

  @Override
  public Object getDelegate() {
    work.requireOpen();
    return this;
  }

  @Override
  public void close() {
    work.requireOpen();
    closed = true;
    work.close();
  }

  @Override
  public boolean isOpen() {
    return !closed && factory.isOpen();
  }

  @Override
  public EntityTransaction getTransaction() {
    return work.transaction();
  }

  @Override
  public EntityManagerFactory getEntityManagerFactory() {
    work.requireOpen();
    return factory;
  }

  @Override
  public Metamodel getMetamodel() {
    work.requireOpen();
    return factory.getMetamodel();
  }

  private static Object required(@Nullable Object entity) {
    if (entity == null) {
      throw new IllegalArgumentException(
          problem("Entity is null").advice("Pass an instance of an entity class").toString());
    }
    return entity;
  }

  private static Object requiredId(EntityModel model, @Nullable Object id) {
    Class<?> wanted = Primitives.boxed(model.id().javaType());
    if (id == null) {
      throw new IllegalArgumentException(
          problem("Id is null")
              .at("entity", model.name())
              .advice("Pass a " + wanted.getName())
              .toString());
    }
    if (!wanted.isInstance(id)) {
      throw new IllegalArgumentException(
          problem("Id is of the wrong type")
              .at("entity", model.name())
              .at("type", id.getClass().getName())
              .advice("Pass a " + wanted.getName())
              .toString());
    }
    return id;
  }
}
