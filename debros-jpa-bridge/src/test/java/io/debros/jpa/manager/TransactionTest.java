package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.jpa.manager.model.Diary;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Person;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.RollbackException;
import jakarta.persistence.TransactionRequiredException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionTest {
  private final EntityManagerFactory factory =
      TestUnits.inMemory(Note.class, Person.class, Diary.class);

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void commit_manyDatabases_isAllOrNothing() {
    TestUnits.persist(factory, Note.of("1", "first"));

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(
            () ->
                TestUnits.persist(
                    factory, Person.named("ada"), Diary.of("ada", "text"), Note.of("1", "taken")));

    TestUnits.read(
        factory,
        manager -> {
          assertThat(TestUnits.list(manager, Person.class)).isEmpty();
          assertThat(TestUnits.list(manager, Diary.class)).isEmpty();
          assertThat(TestUnits.list(manager, Note.class)).hasSize(1);
        });
  }

  @Test
  void callInTransaction_returnsTheResultAndCommits() {
    String id =
        factory.callInTransaction(
            manager -> {
              Person person = Person.named("ada");
              manager.persist(person);
              return person.id;
            });

    TestUnits.read(factory, manager -> assertThat(manager.find(Person.class, id)).isNotNull());
  }

  @Test
  void runInTransaction_throws_rollsBack() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                factory.runInTransaction(
                    manager -> {
                      manager.persist(Note.of("1", "text"));
                      manager.flush();
                      throw new IllegalStateException("no");
                    }))
        .withMessage("no");

    TestUnits.read(factory, manager -> assertThat(manager.find(Note.class, "1")).isNull());
  }

  @Test
  void close_activeTransaction_canStillCommit() {
    EntityManager manager = factory.createEntityManager();
    manager.getTransaction().begin();
    manager.persist(Note.of("1", "text"));

    manager.close();
    manager.getTransaction().commit();

    TestUnits.read(factory, other -> assertThat(other.find(Note.class, "1")).isNotNull());
  }

  @Test
  void joinTransaction_needsOne() {
    try (EntityManager manager = factory.createEntityManager()) {
      assertThat(manager.isJoinedToTransaction()).isFalse();
      assertThatExceptionOfType(TransactionRequiredException.class)
          .isThrownBy(manager::joinTransaction);
      manager.getTransaction().begin();

      manager.joinTransaction();

      assertThat(manager.isJoinedToTransaction()).isTrue();
      manager.getTransaction().rollback();
    }
  }

  @Test
  void clear_flushedChanges_areStillCommitted() {
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      manager.persist(Note.of("1", "text"));
      manager.flush();
      manager.clear();

      assertThat(manager.find(Note.class, "1").text).isEqualTo("text");
      manager.getTransaction().commit();
    }

    TestUnits.read(factory, manager -> assertThat(manager.find(Note.class, "1")).isNotNull());
  }
}
