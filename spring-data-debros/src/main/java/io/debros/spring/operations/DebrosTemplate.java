package io.debros.spring.operations;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.merge.Counters;
import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.network.ReplicationStatus;
import io.debros.jpa.node.NetworkView;
import io.debros.jpa.node.NodeView;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import io.debros.store.NetworkStatistics;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.TransactionRequiredException;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.EntityManagerProxy;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** {@link DebrosOperations} on the entity manager of the current transaction. Thread-safe. */
@Repository
public class DebrosTemplate implements DebrosOperations {
  private final EntityManager entityManager;

  /**
   * @param entityManager Spring's shared one; a plain one is used as it is, and then the template
   *     belongs to its thread
   */
  public DebrosTemplate(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @Override
  public List<?> list(Query query) {
    return run(runner -> runner.list(query));
  }

  @Override
  public Stream<?> stream(Query query) {
    EntityManager current = current();
    if (current != null) {
      return runner(current).stream(query);
    }
    EntityManager own = factory().createEntityManager();
    try {
      return runner(own).stream(query).onClose(own::close);
    } catch (RuntimeException failure) {
      own.close();
      throw failure;
    }
  }

  @Override
  public long count(Query query) {
    return run(runner -> runner.count(query));
  }

  @Override
  public boolean exists(Query query) {
    return run(runner -> runner.exists(query));
  }

  @Override
  public long delete(Query query) {
    EntityManager current = current();
    if (current == null || !inTransaction()) {
      throw new TransactionRequiredException(
          problem("Deleting by query needs a transaction")
              .at("entity", query.entity().getSimpleName())
              .advice("Annotate the calling method, or the repository method, with @Transactional")
              .toString());
    }
    return runner(current).delete(query);
  }

  @Override
  public String explain(Query query) {
    return run(runner -> runner.explain(query));
  }

  @Override
  public void declare(Query query) {
    run(
        runner -> {
          runner.declare(query);
          return query;
        });
  }

  @Override
  public Set<String> writers(String databaseName) {
    return node().writers(databaseName);
  }

  @Override
  public void grant(String databaseName, String identity) {
    node().grant(databaseName, identity);
  }

  @Override
  public void revoke(String databaseName, String identity) {
    node().revoke(databaseName, identity);
  }

  @Override
  public List<ReplicationStatus> replicationStatus() {
    return network().replicationStatus();
  }

  @Override
  public NetworkStatistics networkStatistics() {
    return network().statistics();
  }

  @Override
  public SortedSet<String> peers() {
    return network().peers();
  }

  @Override
  public List<String> addresses() {
    return network().addresses();
  }

  @Override
  public String connect(String multiaddr) {
    return network().connect(multiaddr);
  }

  @Override
  public List<UniqueViolation<?>> uniqueViolations() {
    return node().uniqueViolations();
  }

  @Override
  public List<IdConflict<?>> idConflicts() {
    return node().idConflicts();
  }

  @Override
  public void rekey(IdConflict<?> conflict, Object newId) {
    node().rekey(conflict, newId);
  }

  private NodeView node() {
    return factory().unwrap(NodeView.class);
  }

  private NetworkView network() {
    NetworkView network = node().network();
    if (network == null) {
      throw new IllegalStateException(
          problem("Node has no network").advice("Set debros.network.enabled=true").toString());
    }
    return network;
  }

  @Override
  public void increment(Class<?> entity, Object id, String attribute, long amount) {
    EntityManager current = current();
    if (current != null && inTransaction()) {
      current.unwrap(Counters.class).add(entity, id, attribute, amount);
    } else {
      factory()
          .runInTransaction(own -> own.unwrap(Counters.class).add(entity, id, attribute, amount));
    }
  }

  private <R> R run(Function<QueryRunner, R> call) {
    EntityManager current = current();
    if (current != null) {
      return call.apply(runner(current));
    }
    try (EntityManager own = factory().createEntityManager()) {
      return call.apply(runner(own));
    }
  }

  /** Null if the shared entity manager has no persistence context in this thread. */
  private @Nullable EntityManager current() {
    return isShared()
        ? EntityManagerFactoryUtils.getTransactionalEntityManager(factory())
        : entityManager;
  }

  private boolean isShared() {
    return entityManager instanceof EntityManagerProxy;
  }

  private boolean inTransaction() {
    return !isShared() || TransactionSynchronizationManager.isActualTransactionActive();
  }

  private EntityManagerFactory factory() {
    return entityManager.getEntityManagerFactory();
  }

  private static QueryRunner runner(EntityManager current) {
    return current.unwrap(QueryRunner.class);
  }
}
