package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.manager.model.Person;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.RollbackException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Person is sharded by id, so equal names lie in different databases. */
class UniqueTest {
  private final EntityManagerFactory factory = TestUnits.inMemory(Person.class);

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void commit_valueTakenInAnyShard_namesTheAttributeNotTheValue() {
    TestUnits.persist(factory, Person.named("secretname"));

    for (int i = 0; i < 8; i++) { // ids of other shards, too
      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> TestUnits.persist(factory, Person.named("secretname")))
          .withCauseInstanceOf(EntityExistsException.class)
          .withMessageContaining("Unique value is taken by another row {entity=Person")
          .withMessageContaining("username")
          .withMessageNotContaining("secretname");
    }
  }

  @Test
  void flush_valueTakenInTheSameTransaction_failsAtOnce() {
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      manager.persist(Person.named("ada"));
      manager.persist(Person.named("ada"));

      assertThatExceptionOfType(EntityExistsException.class)
          .isThrownBy(manager::flush)
          .withMessageContaining("Unique value is taken");
      manager.getTransaction().rollback();
    }
  }

  @Test
  void commit_valuesSwapped_isAllowed() {
    Person ada = Person.named("ada");
    Person bob = Person.named("bob");
    TestUnits.persist(factory, ada, bob);

    factory.runInTransaction(
        manager -> {
          manager.find(Person.class, ada.id).username = "bob";
          manager.find(Person.class, bob.id).username = "ada";
          manager.flush();
        });

    TestUnits.read(
        factory,
        manager -> assertThat(manager.find(Person.class, ada.id).username).isEqualTo("bob"));
  }

  @Test
  void commit_valueOfRemovedRow_isFree() {
    Person ada = Person.named("ada");
    TestUnits.persist(factory, ada);

    factory.runInTransaction(
        manager -> {
          manager.remove(manager.find(Person.class, ada.id));
          manager.persist(Person.named("ada"));
        });

    TestUnits.read(
        factory, manager -> assertThat(TestUnits.list(manager, Person.class)).hasSize(1));
  }

  @Test
  void commit_ownValueUnchanged_isAllowed() {
    Person ada = Person.named("ada");
    TestUnits.persist(factory, ada);

    factory.runInTransaction(manager -> manager.find(Person.class, ada.id).age = 1);

    TestUnits.read(
        factory, manager -> assertThat(manager.find(Person.class, ada.id).age).isEqualTo(1));
  }

  @Test
  void commit_valueOfRowChangedElsewhereInTheSameTransaction_isStillTaken() {
    Person ada = Person.named("ada");
    TestUnits.persist(factory, ada);

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(
            () ->
                factory.runInTransaction(
                    manager -> {
                      manager.find(Person.class, ada.id).age = 1;
                      manager.persist(Person.named("ada"));
                    }))
        .withCauseInstanceOf(EntityExistsException.class);
  }

  @Test
  void flush_valueClaimedByAnEarlierFlush_failsUntilItIsFree() {
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      Person first = Person.named("ada");
      manager.persist(first);
      manager.flush();
      manager.remove(first);
      manager.flush();
      Person second = Person.named("ada");
      manager.persist(second);
      manager.flush();
      second.username = "bob";
      manager.flush();
      manager.persist(Person.named("ada"));
      manager.flush();
      manager.persist(Person.named("bob"));

      assertThatExceptionOfType(EntityExistsException.class).isThrownBy(manager::flush);
      manager.getTransaction().rollback();
    }
  }

  @Test
  void flush_valueFreedByAnAutomaticFlush_isFree() {
    Person ada = Person.named("ada");
    TestUnits.persist(factory, ada);

    factory.runInTransaction(
        manager -> {
          manager.remove(manager.find(Person.class, ada.id));
          assertThat(TestUnits.list(manager, Person.class)).isEmpty();
          manager.persist(Person.named("ada"));
          manager.flush();
        });

    TestUnits.read(
        factory, manager -> assertThat(TestUnits.list(manager, Person.class)).hasSize(1));
  }

  @Test
  void commit_manyThreadsWantOneValue_oneGetsIt() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<Boolean>> results =
          IntStream.range(0, threads)
              .mapToObj(
                  i ->
                      pool.submit(
                          () -> {
                            start.await();
                            return persisted(Person.named("ada"));
                          }))
              .toList();
      start.countDown();

      int winners = 0;
      for (Future<Boolean> result : results) {
        winners += result.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
      TestUnits.read(
          factory, manager -> assertThat(TestUnits.list(manager, Person.class)).hasSize(1));
    } finally {
      pool.shutdownNow();
    }
  }

  private boolean persisted(Person person) {
    try {
      TestUnits.persist(factory, person);
      return true;
    } catch (RollbackException taken) {
      return false;
    }
  }
}
