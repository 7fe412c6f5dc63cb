package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.manager.model.Note;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoveTest {
  private final EntityManagerFactory factory = TestUnits.inMemory(Note.class);

  @BeforeEach
  void persist() {
    TestUnits.persist(factory, Note.of("1", "text"));
  }

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void remove_managed_isGoneAfterCommit() {
    factory.runInTransaction(manager -> manager.remove(manager.find(Note.class, "1")));

    TestUnits.read(factory, manager -> assertThat(manager.find(Note.class, "1")).isNull());
  }

  @Test
  void remove_beforeFlush_isNotFoundNorContained() {
    factory.runInTransaction(
        manager -> {
          Note note = manager.find(Note.class, "1");

          manager.remove(note);

          assertThat(manager.contains(note)).isFalse();
          assertThat(manager.find(Note.class, "1")).isNull();
        });
  }

  @Test
  void remove_flushedNotCommitted_isHiddenHereOnly() {
    factory.runInTransaction(
        manager -> {
          manager.remove(manager.find(Note.class, "1"));
          manager.flush();

          assertThat(manager.find(Note.class, "1")).isNull();
          assertThat(TestUnits.list(manager, Note.class)).isEmpty();
          TestUnits.read(factory, other -> assertThat(other.find(Note.class, "1")).isNotNull());
        });
  }

  @Test
  void remove_thenPersistAgain_keepsTheRow() {
    factory.runInTransaction(
        manager -> {
          Note note = manager.find(Note.class, "1");
          manager.remove(note);

          manager.persist(note);

          assertThat(manager.contains(note)).isTrue();
        });

    TestUnits.read(factory, manager -> assertThat(manager.find(Note.class, "1")).isNotNull());
  }

  @Test
  void remove_flushedThenPersistOfTheSameId_replacesTheRow() {
    factory.runInTransaction(
        manager -> {
          manager.remove(manager.find(Note.class, "1"));
          manager.flush();
          manager.persist(Note.of("1", "new"));
        });

    TestUnits.read(
        factory, manager -> assertThat(manager.find(Note.class, "1").text).isEqualTo("new"));
  }

  @Test
  void remove_thenPersistOfAnotherInstance_replacesTheRow() {
    factory.runInTransaction(
        manager -> {
          manager.remove(manager.find(Note.class, "1"));
          manager.persist(Note.of("1", "new"));
        });

    TestUnits.read(
        factory, manager -> assertThat(manager.find(Note.class, "1").text).isEqualTo("new"));
  }

  @Test
  void remove_newEntity_isNeverWritten() {
    factory.runInTransaction(
        manager -> {
          Note note = Note.of("2", "text");
          manager.persist(note);
          manager.remove(note);

          assertThat(manager.contains(note)).isFalse();
        });

    TestUnits.read(factory, manager -> assertThat(manager.find(Note.class, "2")).isNull());
  }

  @Test
  void remove_detached_isRefused() {
    try (EntityManager manager = factory.createEntityManager()) {
      Note note = manager.find(Note.class, "1");
      manager.detach(note);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> manager.remove(note))
          .withMessageContaining("Detached entity cannot be removed {entity=Note, id=1}");
    }
  }

  @Test
  void remove_reference_removesTheRow() {
    factory.runInTransaction(manager -> manager.remove(manager.getReference(Note.class, "1")));

    TestUnits.read(factory, manager -> assertThat(manager.find(Note.class, "1")).isNull());
  }

  @Test
  void remove_rowGoneMeanwhile_isNoError() {
    try (EntityManager slow = factory.createEntityManager()) {
      slow.getTransaction().begin();
      slow.remove(slow.find(Note.class, "1"));
      factory.runInTransaction(manager -> manager.remove(manager.find(Note.class, "1")));

      slow.getTransaction().commit();

      assertThat(slow.find(Note.class, "1")).isNull();
    }
  }

  @Test
  void refresh_rowGone_throwsEntityNotFound() {
    try (EntityManager manager = factory.createEntityManager()) {
      Note note = manager.find(Note.class, "1");
      factory.runInTransaction(other -> other.remove(other.find(Note.class, "1")));

      assertThatExceptionOfType(EntityNotFoundException.class)
          .isThrownBy(() -> manager.refresh(note))
          .withMessageContaining("{entity=Note, id=1}");
    }
  }
}
