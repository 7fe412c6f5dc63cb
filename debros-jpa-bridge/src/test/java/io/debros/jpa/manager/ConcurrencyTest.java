package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Person;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.RollbackException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One factory, many threads, an entity manager each. */
class ConcurrencyTest {
  private static final int THREADS = 6;
  private static final int ROUNDS = 15;

  private final EntityManagerFactory factory = TestUnits.inMemory(Person.class, Note.class);
  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void close() {
    pool.shutdownNow();
    factory.close();
  }

  @Test
  void commit_versionedRowByManyThreads_losesNoIncrement() throws Exception {
    Person ada = Person.named("ada");
    ada.age = 0;
    TestUnits.persist(factory, ada);

    inParallel(
        thread -> {
          for (int round = 0; round < ROUNDS; round++) {
            incrementUntilItWorks(ada.id);
          }
        });

    TestUnits.read(
        factory,
        manager -> {
          Person found = manager.find(Person.class, ada.id);
          assertThat(found.age).isEqualTo(THREADS * ROUNDS);
          assertThat(found.version).isEqualTo(THREADS * ROUNDS);
        });
  }

  @Test
  void commit_differentRowsByManyThreads_keepsAll() throws Exception {
    inParallel(
        thread -> {
          for (int round = 0; round < ROUNDS; round++) {
            TestUnits.persist(
                factory, Note.of(thread + "-" + round, "text"), Person.named(thread + "-" + round));
          }
        });

    TestUnits.read(
        factory,
        manager -> {
          assertThat(TestUnits.list(manager, Note.class)).hasSize(THREADS * ROUNDS);
          assertThat(TestUnits.list(manager, Person.class)).hasSize(THREADS * ROUNDS);
        });
  }

  private void incrementUntilItWorks(String id) {
    while (true) {
      try {
        factory.runInTransaction(manager -> manager.find(Person.class, id).age++);
        return;
      } catch (RollbackException lost) {
        assertThat(lost).hasCauseInstanceOf(OptimisticLockException.class);
      }
    }
  }

  private void inParallel(Work work) throws Exception {
    List<Future<?>> results = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int number = thread;
      results.add(
          pool.submit(
              (Callable<Boolean>)
                  () -> {
                    work.run(number);
                    return true;
                  }));
    }
    for (Future<?> result : results) {
      assertThat(result.get()).isEqualTo(true);
    }
  }

  private interface Work {
    void run(int thread);
  }
}
