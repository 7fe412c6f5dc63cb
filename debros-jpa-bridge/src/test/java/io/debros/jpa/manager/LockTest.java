package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Person;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.RollbackException;
import jakarta.persistence.TransactionRequiredException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LockTest {
  private final EntityManagerFactory factory = TestUnits.inMemory(Person.class, Note.class);
  private final Person ada = Person.named("ada");

  @BeforeEach
  void persist() {
    TestUnits.persist(factory, ada);
  }

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void optimistic_rowChangedMeanwhile_failsTheCommit() {
    try (EntityManager slow = factory.createEntityManager()) {
      slow.getTransaction().begin();
      slow.find(Person.class, ada.id, LockModeType.OPTIMISTIC);
      factory.runInTransaction(manager -> manager.find(Person.class, ada.id).age = 1);

      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> slow.getTransaction().commit())
          .withCauseInstanceOf(OptimisticLockException.class);
    }
  }

  @Test
  void optimistic_nothingChanged_commitsWithoutWriting() {
    factory.runInTransaction(
        manager -> {
          Person person = manager.find(Person.class, ada.id);
          manager.lock(person, LockModeType.READ);
          assertThat(manager.getLockMode(person)).isEqualTo(LockModeType.OPTIMISTIC);
        });

    assertThat(version()).isZero();
  }

  @Test
  void optimisticForceIncrement_nothingChanged_movesTheVersion() {
    factory.runInTransaction(
        manager -> manager.find(Person.class, ada.id, LockModeType.OPTIMISTIC_FORCE_INCREMENT));

    assertThat(version()).isEqualTo(1);
  }

  @Test
  void lock_endsWithItsTransaction() {
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      Person person = manager.find(Person.class, ada.id, LockModeType.OPTIMISTIC);
      manager.getTransaction().commit();
      manager.getTransaction().begin();

      assertThat(manager.getLockMode(person)).isEqualTo(LockModeType.NONE);
      manager.getTransaction().rollback();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PESSIMISTIC_READ", "PESSIMISTIC_WRITE", "PESSIMISTIC_FORCE_INCREMENT"})
  void pessimistic_any_isRefusedByName(LockModeType mode) {
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> manager.find(Person.class, ada.id, mode))
          .withMessageContaining("mode=" + mode);
      manager.getTransaction().rollback();
    }
  }

  @Test
  void lock_entityWithoutVersion_isRefused() {
    TestUnits.persist(factory, Note.of("1", "text"));
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      Note note = manager.find(Note.class, "1");

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> manager.lock(note, LockModeType.OPTIMISTIC))
          .withMessageContaining("Entity without a version cannot be locked {entity=Note");
      manager.getTransaction().rollback();
    }
  }

  @Test
  void lock_noTransaction_isRefused() {
    try (EntityManager manager = factory.createEntityManager()) {
      Person person = manager.find(Person.class, ada.id);

      assertThatExceptionOfType(TransactionRequiredException.class)
          .isThrownBy(() -> manager.lock(person, LockModeType.OPTIMISTIC));
      assertThatExceptionOfType(TransactionRequiredException.class)
          .isThrownBy(() -> manager.find(Person.class, ada.id, LockModeType.OPTIMISTIC));
      assertThatExceptionOfType(TransactionRequiredException.class).isThrownBy(manager::flush);
    }
  }

  private long version() {
    try (EntityManager manager = factory.createEntityManager()) {
      return manager.find(Person.class, ada.id).version;
    }
  }
}
