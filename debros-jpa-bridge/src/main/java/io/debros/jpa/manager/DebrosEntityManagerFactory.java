package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.metamodel.jakarta.JakartaMetamodel;
import io.debros.jpa.node.NodeView;
import io.debros.jpa.unit.PersistenceUnit;
import jakarta.persistence.Cache;
import jakarta.persistence.EntityGraph;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.persistence.PersistenceUnitUtil;
import jakarta.persistence.Query;
import jakarta.persistence.SchemaManager;
import jakarta.persistence.SynchronizationType;
import jakarta.persistence.TypedQueryReference;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.metamodel.Metamodel;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One persistence unit at work: a node with its databases, and what entity managers share. Closing
 * it closes the node and lets go of its directory. Thread-safe.
 */
public final class DebrosEntityManagerFactory implements EntityManagerFactory {
  private final PersistenceUnit unit;
  private final Engine engine;
  private final NodeView node;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final Cache cache = new NoCache(this::requireOpen);
  private final PersistenceUnitUtil util;
  private final Metamodel metamodel;

  private DebrosEntityManagerFactory(PersistenceUnit unit, EngineSettings settings, Engine engine) {
    this.unit = unit;
    this.node = new UnitNode(engine, settings.documents().directory(), this::requireOpen);
    this.engine = engine;
    this.util = new UnitUtil(engine.metamodel());
    this.metamodel = new JakartaMetamodel(engine.metamodel());
  }

  /**
   * Reads the unit's entities, opens the node and brings the indexes of its databases up to date.
   *
   * @throws PersistenceException if an entity asks for what is not supported; names it
   */
  public static DebrosEntityManagerFactory open(PersistenceUnit unit, EngineSettings settings) {
    return open(unit, settings, () -> DocumentStores.open(settings.documents()));
  }

  static DebrosEntityManagerFactory open(
      PersistenceUnit unit, EngineSettings settings, Supplier<DocumentStores> node) {
    return new DebrosEntityManagerFactory(unit, settings, Engine.open(unit, settings, node));
  }

  @Override
  public EntityManager createEntityManager() {
    return createEntityManager(Map.of());
  }

  @Override
  public EntityManager createEntityManager(Map<?, ?> properties) {
    requireOpen();
    return new DebrosEntityManager(this, engine, properties);
  }

  @Override
  public EntityManager createEntityManager(SynchronizationType type) {
    throw notJta();
  }

  @Override
  public EntityManager createEntityManager(SynchronizationType type, Map<?, ?> properties) {
    throw notJta();
  }

  @Override
  public CriteriaBuilder getCriteriaBuilder() {
    requireOpen();
    throw RefusingEntityManager.criteria();
  }

  @Override
  public Metamodel getMetamodel() {
    requireOpen();
    return metamodel;
  }

  @Override
  public boolean isOpen() {
    return open.get();
  }

  @Override
  public void close() {
    if (!open.compareAndSet(true, false)) {
      requireOpen();
    }
    engine.close();
  }

  @Override
  public String getName() {
    return unit.name();
  }

  @Override
  public Map<String, Object> getProperties() {
    requireOpen();
    return unit.properties();
  }

  @Override
  public Cache getCache() {
    requireOpen();
    return cache;
  }

  @Override
  public PersistenceUnitUtil getPersistenceUnitUtil() {
    requireOpen();
    return util;
  }

  @Override
  public PersistenceUnitTransactionType getTransactionType() {
    requireOpen();
    return PersistenceUnitTransactionType.RESOURCE_LOCAL;
  }

  @Override
  public SchemaManager getSchemaManager() {
    requireOpen();
    throw RefusingEntityManager.refused(
        "Schema managers", "Databases are created when they are first opened");
  }

  @Override
  public void addNamedQuery(String name, Query query) {
    requireOpen();
    throw RefusingEntityManager.refused("Named queries", "Declare a repository method");
  }

  @Override
  public <T> void addNamedEntityGraph(String name, EntityGraph<T> graph) {
    requireOpen();
    throw RefusingEntityManager.graphs();
  }

  @Override
  public <R> Map<String, TypedQueryReference<R>> getNamedQueries(Class<R> resultType) {
    requireOpen();
    return Map.of();
  }

  @Override
  public <E> Map<String, EntityGraph<? extends E>> getNamedEntityGraphs(Class<E> entityType) {
    requireOpen();
    return Map.of();
  }

  @Override
  public void runInTransaction(Consumer<EntityManager> work) {
    callInTransaction(
        manager -> {
          work.accept(manager);
          return true;
        });
  }

  @Override
  public <R> R callInTransaction(Function<EntityManager, R> work) {
    try (EntityManager manager = createEntityManager()) {
      EntityTransaction transaction = manager.getTransaction();
      transaction.begin();
      try {
        R result = work.apply(manager);
        transaction.commit();
        return result;
      } finally {
        if (transaction.isActive()) {
          transaction.rollback();
        }
      }
    }
  }

  /** Gives a {@link NodeView}, or this factory by this class or one of its interfaces. */
  @Override
  public <T> T unwrap(Class<T> type) {
    requireOpen();
    if (type == NodeView.class) {
      return type.cast(node);
    }
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new PersistenceException(
        problem("Entity manager factory is no such thing").at("class", type.getName()).toString());
  }

  private void requireOpen() {
    if (!isOpen()) {
      throw new IllegalStateException(
          problem("The entity manager factory is closed")
              .at("unit", unit.name())
              .advice("Create another one")
              .toString());
    }
  }

  private static IllegalStateException notJta() {
    return new IllegalStateException(
        problem("Synchronization types belong to JTA, and transactions are resource-local")
            .advice("Call createEntityManager without one")
            .toString());
  }
}
