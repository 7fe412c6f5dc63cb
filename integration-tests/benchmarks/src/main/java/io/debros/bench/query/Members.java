package io.debros.bench.query;

import io.debros.jpa.DebrosPersistenceProvider;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;

/** A persistence unit with members, for benchmarks. */
public final class Members {
  private static final int BATCH = 500;

  private Members() {}

  /** Opens the unit on a directory. */
  public static EntityManagerFactory open(java.nio.file.Path directory) {
    return new PersistenceConfiguration("bench")
        .provider(DebrosPersistenceProvider.class.getName())
        .managedClass(Member.class)
        .property("debros.directory", directory.toString())
        .createEntityManagerFactory();
  }

  /** Persists members 0 to count - 1, {@value #BATCH} in a transaction. */
  public static void fill(EntityManagerFactory factory, int count) {
    for (int from = 0; from < count; from += BATCH) {
      int first = from;
      factory.runInTransaction(entities -> persist(entities, first, count));
    }
  }

  private static void persist(EntityManager entities, int first, int count) {
    for (int number = first; number < Math.min(first + BATCH, count); number++) {
      entities.persist(new Member(number));
    }
  }

  /** Members by their flag, which has an index. */
  public static Query active() {
    return Query.of(Member.class)
        .withWhere(new Comparison(Path.of("isActive"), Operator.EQUAL, new Literal(true)));
  }
}
