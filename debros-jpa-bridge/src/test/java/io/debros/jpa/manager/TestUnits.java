package io.debros.jpa.manager;

import io.debros.jpa.DebrosPersistenceProvider;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Persistence units for tests. */
final class TestUnits {
  private TestUnits() {}

  static EntityManagerFactory inMemory(Class<?>... classes) {
    return inMemory(Map.of(), classes);
  }

  static EntityManagerFactory inMemory(Map<String, Object> properties, Class<?>... classes) {
    PersistenceConfiguration configuration = configuration(classes).properties(properties);
    return open(configuration.property("debros.store.type", "memory"));
  }

  static EntityManagerFactory onDisk(Path directory, Class<?>... classes) {
    return open(configuration(classes).property("debros.directory", directory.toString()));
  }

  static PersistenceConfiguration configuration(Class<?>... classes) {
    PersistenceConfiguration configuration = new PersistenceConfiguration("test");
    List.of(classes).forEach(configuration::managedClass);
    return configuration;
  }

  static EntityManagerFactory open(PersistenceConfiguration configuration) {
    return Objects.requireNonNull(
        new DebrosPersistenceProvider().createEntityManagerFactory(configuration));
  }

  /** Persists entities in a transaction of their own. */
  static void persist(EntityManagerFactory factory, Object... entities) {
    factory.runInTransaction(manager -> List.of(entities).forEach(manager::persist));
  }

  /** Works in an entity manager without a transaction. */
  static void read(EntityManagerFactory factory, Consumer<EntityManager> work) {
    try (EntityManager manager = factory.createEntityManager()) {
      work.accept(manager);
    }
  }

  @SuppressWarnings("unchecked")
  static <T> List<T> list(EntityManager manager, Class<T> type) {
    return (List<T>) manager.unwrap(QueryRunner.class).list(Query.of(type));
  }
}
