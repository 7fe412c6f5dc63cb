package io.debros.bench.query;

import io.debros.bench.sample.Documents;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does a find by an indexed flag grow with the number of documents? {@code java -jar benchmarks.jar
 * FindBenchmark}. A page of 20 through the index, and as baseline the same page by a condition that
 * no index serves.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FindBenchmark {
  private static final int PAGE = 20;

  @Param({"1000", "100000"})
  public int documents;

  private java.nio.file.Path directory = java.nio.file.Path.of("");

  @SuppressWarnings("NullAway.Init") // set up before each run
  private EntityManagerFactory factory;

  @Setup
  public void open() {
    directory = Documents.temporaryDirectory();
    factory = Members.open(directory);
    Members.fill(factory, documents);
    if (byIndexedFlag().size() != PAGE || scan().size() != PAGE) {
      throw new IllegalStateException("Wrong page");
    }
  }

  @TearDown
  public void close() {
    factory.close();
    Documents.delete(directory);
  }

  @Benchmark
  public List<?> byIndexedFlag() {
    return run(Members.active());
  }

  @Benchmark
  public List<?> scan() {
    long last = documents * 7L % 1000;
    return run(
        Query.of(Member.class)
            .withWhere(
                new Comparison(Path.of("score"), Operator.NOT_EQUAL, new Literal(last + 1000)))
            .withOrders(List.of(io.debros.jpa.query.model.Order.descending(Path.of("score")))));
  }

  private List<?> run(Query query) {
    try (EntityManager entities = factory.createEntityManager()) {
      return entities.unwrap(QueryRunner.class).list(query.withPage(0, PAGE));
    }
  }
}
