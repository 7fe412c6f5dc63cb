package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import jakarta.persistence.ConnectionConsumer;
import jakarta.persistence.ConnectionFunction;
import jakarta.persistence.EntityGraph;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FindOption;
import jakarta.persistence.Query;
import jakarta.persistence.StoredProcedureQuery;
import jakarta.persistence.TypedQuery;
import jakarta.persistence.TypedQueryReference;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaDelete;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.CriteriaSelect;
import jakarta.persistence.criteria.CriteriaUpdate;
import java.util.List;

/** The part of {@link EntityManager} that this version refuses, with what to use instead. */
abstract class RefusingEntityManager implements EntityManager {
  private static final String INSTEAD_OF_JPQL =
      "Use a derived repository method, or unwrap(QueryRunner.class); JPQL and Criteria come in a"
          + " later release";
  private static final String INSTEAD_OF_SQL =
      "There is no SQL here: use a derived repository method, or unwrap(QueryRunner.class)";
  private static final String INSTEAD_OF_GRAPHS = "Use fetch types; entity graphs come later";

  static UnsupportedOperationException refused(String what, String advice) {
    return new UnsupportedOperationException(
        problem(what + " are not supported").advice(advice).toString());
  }

  private static UnsupportedOperationException jpql() {
    return refused("JPQL queries", INSTEAD_OF_JPQL);
  }

  static UnsupportedOperationException criteria() {
    return refused("Criteria queries", INSTEAD_OF_JPQL);
  }

  private static UnsupportedOperationException sql() {
    return refused("Native queries", INSTEAD_OF_SQL);
  }

  private static UnsupportedOperationException procedures() {
    return refused("Stored procedures", INSTEAD_OF_SQL);
  }

  static UnsupportedOperationException graphs() {
    return refused("Entity graphs", INSTEAD_OF_GRAPHS);
  }

  private static UnsupportedOperationException connections() {
    return refused("Connections", "There is no connection to work with; use the entity manager");
  }

  @Override
  public Query createQuery(String jpql) {
    throw jpql();
  }

  @Override
  public <T> TypedQuery<T> createQuery(String jpql, Class<T> resultClass) {
    throw jpql();
  }

  @Override
  public <T> TypedQuery<T> createQuery(CriteriaQuery<T> query) {
    throw criteria();
  }

  @Override
  public <T> TypedQuery<T> createQuery(CriteriaSelect<T> query) {
    throw criteria();
  }

  @Override
  public Query createQuery(CriteriaUpdate<?> query) {
    throw criteria();
  }

  @Override
  public Query createQuery(CriteriaDelete<?> query) {
    throw criteria();
  }

  @Override
  public <T> TypedQuery<T> createQuery(TypedQueryReference<T> reference) {
    throw jpql();
  }

  @Override
  public Query createNamedQuery(String name) {
    throw jpql();
  }

  @Override
  public <T> TypedQuery<T> createNamedQuery(String name, Class<T> resultClass) {
    throw jpql();
  }

  @Override
  public Query createNativeQuery(String sql) {
    throw sql();
  }

  @Override
  public <T> Query createNativeQuery(String sql, Class<T> resultClass) {
    throw sql();
  }

  @Override
  public Query createNativeQuery(String sql, String resultSetMapping) {
    throw sql();
  }

  @Override
  public StoredProcedureQuery createNamedStoredProcedureQuery(String name) {
    throw procedures();
  }

  @Override
  public StoredProcedureQuery createStoredProcedureQuery(String name) {
    throw procedures();
  }

  @Override
  public StoredProcedureQuery createStoredProcedureQuery(String name, Class<?>... classes) {
    throw procedures();
  }

  @Override
  public StoredProcedureQuery createStoredProcedureQuery(String name, String... mappings) {
    throw procedures();
  }

  @Override
  public CriteriaBuilder getCriteriaBuilder() {
    throw criteria();
  }

  @Override
  public <T> T find(EntityGraph<T> graph, Object id, FindOption... options) {
    throw graphs();
  }

  @Override
  public <T> EntityGraph<T> createEntityGraph(Class<T> rootType) {
    throw graphs();
  }

  @Override
  public EntityGraph<?> createEntityGraph(String name) {
    throw graphs();
  }

  @Override
  public EntityGraph<?> getEntityGraph(String name) {
    throw graphs();
  }

  @Override
  public <T> List<EntityGraph<? super T>> getEntityGraphs(Class<T> entityClass) {
    throw graphs();
  }

  @Override
  public <C> void runWithConnection(ConnectionConsumer<C> action) {
    throw connections();
  }

  @Override
  public <C, T> T callWithConnection(ConnectionFunction<C, T> function) {
    throw connections();
  }
}
