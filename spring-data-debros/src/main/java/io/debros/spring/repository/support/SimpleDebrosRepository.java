package io.debros.spring.repository.support;

import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Query;
import io.debros.spring.operations.DebrosOperations;
import io.debros.spring.operations.DebrosTemplate;
import io.debros.spring.repository.DebrosRepository;
import io.debros.spring.repository.query.ExamplePredicate;
import io.debros.spring.repository.query.Sorts;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.query.FluentQuery.FetchableFluentQuery;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.Assert;

/**
 * The methods of every repository, on the entity manager of the current transaction. Reads run in a
 * read-only transaction, writes in one of their own if there is none. Thread-safe.
 */
@Transactional(readOnly = true)
public class SimpleDebrosRepository<T, ID> implements DebrosRepository<T, ID> {
  private final DebrosEntityInformation<T, ID> information;
  private final EntityManager manager;
  private final DebrosOperations operations;

  /**
   * @param manager the shared entity manager
   */
  public SimpleDebrosRepository(DebrosEntityInformation<T, ID> information, EntityManager manager) {
    this.information = information;
    this.manager = manager;
    this.operations = new DebrosTemplate(manager);
  }

  @Override
  @Transactional
  public <S extends T> S save(S entity) {
    Assert.notNull(entity, "Entity must not be null");
    if (information.isNew(entity)) {
      manager.persist(entity);
      return entity;
    }
    return manager.merge(entity);
  }

  @Override
  @Transactional
  public <S extends T> List<S> saveAll(Iterable<S> entities) {
    List<S> saved = new ArrayList<>();
    for (S entity : required(entities)) {
      saved.add(save(entity));
    }
    return saved;
  }

  @Override
  @Transactional
  public void flush() {
    manager.flush();
  }

  @Override
  @Transactional
  public <S extends T> S saveAndFlush(S entity) {
    S saved = save(entity);
    manager.flush();
    return saved;
  }

  @Override
  @Transactional
  public <S extends T> List<S> saveAllAndFlush(Iterable<S> entities) {
    List<S> saved = saveAll(entities);
    manager.flush();
    return saved;
  }

  @Override
  public Optional<T> findById(ID id) {
    return Optional.ofNullable(manager.find(type(), required(id)));
  }

  @Override
  public boolean existsById(ID id) {
    return operations.exists(withIds(List.of(required(id))));
  }

  @Override
  public T getReferenceById(ID id) {
    return manager.getReference(type(), required(id));
  }

  @Override
  public List<T> findAll() {
    return list(all());
  }

  @Override
  public List<T> findAllById(Iterable<ID> ids) {
    Query query = withIds(ids);
    return query.where().equals(Predicate.FALSE) ? List.of() : list(query);
  }

  @Override
  public List<T> findAll(Sort sort) {
    return list(sorted(all(), sort));
  }

  @Override
  public Page<T> findAll(Pageable page) {
    return query(all(), type()).page(page);
  }

  @Override
  public long count() {
    return operations.count(all());
  }

  @Override
  public <S extends T> Optional<S> findOne(Example<S> example) {
    return query(example).one();
  }

  @Override
  public <S extends T> List<S> findAll(Example<S> example) {
    return query(example).all();
  }

  @Override
  public <S extends T> List<S> findAll(Example<S> example, Sort sort) {
    return query(example).sortBy(sort).all();
  }

  @Override
  public <S extends T> Page<S> findAll(Example<S> example, Pageable page) {
    return query(example).page(page);
  }

  @Override
  public <S extends T> long count(Example<S> example) {
    return query(example).count();
  }

  @Override
  public <S extends T> boolean exists(Example<S> example) {
    return query(example).exists();
  }

  @Override
  public <S extends T, R> R findBy(
      Example<S> example, Function<FetchableFluentQuery<S>, R> question) {
    return question.apply(query(example));
  }

  @Override
  @Transactional
  public void deleteById(ID id) {
    findById(id).ifPresent(manager::remove);
  }

  @Override
  @Transactional
  public void delete(T entity) {
    Assert.notNull(entity, "Entity must not be null");
    if (information.isNew(entity)) {
      return;
    }
    if (manager.contains(entity)) {
      manager.remove(entity);
    } else if (manager.find(type(), information.getRequiredId(entity)) != null) {
      manager.remove(manager.merge(entity)); // merging compares the versions
    }
  }

  @Override
  @Transactional
  public void deleteAllById(Iterable<? extends ID> ids) {
    required(ids).forEach(this::deleteById);
  }

  @Override
  @Transactional
  public void deleteAll(Iterable<? extends T> entities) {
    required(entities).forEach(this::delete);
  }

  @Override
  @Transactional
  public void deleteAll() {
    operations.delete(all());
  }

  @Override
  @Transactional
  public void deleteAllByIdInBatch(Iterable<ID> ids) {
    operations.delete(withIds(ids));
  }

  @Override
  @Transactional
  public void deleteAllInBatch(Iterable<T> entities) {
    List<ID> ids = new ArrayList<>();
    required(entities).forEach(entity -> ids.add(information.getRequiredId(entity)));
    operations.delete(withIds(ids));
  }

  @Override
  @Transactional
  public void deleteAllInBatch() {
    operations.delete(all());
  }

  private Query all() {
    return Query.of(type());
  }

  private Query withIds(Iterable<ID> ids) {
    List<Expression> values = new ArrayList<>();
    required(ids).forEach(id -> values.add(new Literal(id)));
    Path path = Path.of(information.idAttribute());
    return all().withWhere(values.isEmpty() ? Predicate.FALSE : new Predicate.In(path, values));
  }

  private Query sorted(Query query, Sort sort) {
    return query.withOrders(Sorts.orders(sort, type()));
  }

  private <S extends T> FetchableQuery<S, S> query(Example<S> example) {
    Assert.notNull(example, "Example must not be null");
    return query(all().withWhere(ExamplePredicate.of(example)), example.getProbeType());
  }

  private <S> FetchableQuery<S, S> query(Query query, Class<S> type) {
    return new FetchableQuery<>(operations, query, type, row -> row);
  }

  @SuppressWarnings("unchecked")
  private List<T> list(Query query) {
    return (List<T>) operations.list(query);
  }

  private Class<T> type() {
    return information.getJavaType();
  }

  private static <V> V required(V argument) {
    Assert.notNull(argument, "Argument must not be null");
    return argument;
  }
}
