package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.error.ColumnViolationException;
import io.debros.jpa.manager.model.Address;
import io.debros.jpa.manager.model.Diary;
import io.debros.jpa.manager.model.Money;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Person;
import io.debros.jpa.manager.model.Role;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.RollbackException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PersistTest {
  private final EntityManagerFactory factory =
      TestUnits.inMemory(Person.class, Note.class, Diary.class);

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void persist_everyKindOfAttribute_isFoundAgain() {
    Person ada = Person.named("ada");
    ada.isActive = true;
    ada.age = 36;
    ada.score = 1.5;
    ada.birthday = LocalDate.of(1815, 12, 10);
    ada.seenAt = Instant.parse("2026-11-22T10:00:00.123Z");
    ada.token = UUID.fromString("0190d0a0-0000-7000-8000-000000000001");
    ada.picture = new byte[] {1, 2, 3};
    ada.role = Role.WRITER;
    ada.address = new Address("Main", "London");
    ada.salary = new Money(new BigDecimal("12.50"), "GBP");
    ada.tags.addAll(List.of("math", "poetry"));
    ada.numbers.addAll(Set.of(3));
    ada.notes.put("a", "b");
    ada.scratch = "not stored";
    TestUnits.persist(factory, ada);

    try (EntityManager manager = factory.createEntityManager()) {
      Person found = manager.find(Person.class, ada.id);

      assertThat(found).isNotSameAs(ada);
      assertThat(found)
          .usingRecursiveComparison()
          .ignoringFields("scratch", "salary.amount")
          .isEqualTo(ada);
      assertThat(found.salary.amount()).isEqualByComparingTo("12.50");
      assertThat(found.scratch).isNull();
    }
  }

  @Test
  void persist_nullAttributes_areFoundAsNull() {
    Person bare = Person.named("bare");
    bare.tags = null;
    TestUnits.persist(factory, bare);

    try (EntityManager manager = factory.createEntityManager()) {
      Person found = manager.find(Person.class, bare.id);

      assertThat(found.age).isNull();
      assertThat(found.address).isNull();
      assertThat(found.role).isNull();
    }
  }

  @Test
  void persist_generatedId_isSetAtOnceAndGrows() {
    try (EntityManager manager = factory.createEntityManager()) {
      Person first = Person.named("first");
      Person second = Person.named("second");

      manager.persist(first);
      manager.persist(second);

      assertThat(UUID.fromString(first.id).version()).isEqualTo(7);
      assertThat(second.id).isGreaterThan(first.id);
    }
  }

  @Test
  void persist_withinContext_isTheSameObject() {
    factory.runInTransaction(
        manager -> {
          Person ada = Person.named("ada");
          manager.persist(ada);

          assertThat(manager.contains(ada)).isTrue();
          assertThat(manager.find(Person.class, ada.id)).isSameAs(ada);
        });
  }

  @Test
  void persist_noAssignedId_namesEntityAndAttribute() {
    try (EntityManager manager = factory.createEntityManager()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> manager.persist(new Note()))
          .withMessageContaining("Entity has no id {entity=Note, attribute=id}");
    }
  }

  @Test
  void persist_nullOwner_namesEntityAndAttribute() {
    try (EntityManager manager = factory.createEntityManager()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> manager.persist(new Diary()))
          .withMessageContaining("Owner must not be null {entity=Diary, attribute=writer}");
    }
  }

  @Test
  void persist_noEntity_isRefused() {
    try (EntityManager manager = factory.createEntityManager()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> manager.persist("text"))
          .withMessageContaining("java.lang.String");
      assertThatIllegalArgumentException().isThrownBy(() -> manager.persist(null));
    }
  }

  @Test
  void persist_idTakenInContext_isRefused() {
    try (EntityManager manager = factory.createEntityManager()) {
      manager.persist(Note.of("1", "a"));

      assertThatExceptionOfType(EntityExistsException.class)
          .isThrownBy(() -> manager.persist(Note.of("1", "b")))
          .withMessageContaining("{entity=Note, id=1}");
    }
  }

  @Test
  void commit_idTakenInStore_failsAndKeepsTheFirst() {
    TestUnits.persist(factory, Note.of("1", "first"));

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(() -> TestUnits.persist(factory, Note.of("1", "second")))
        .withCauseInstanceOf(EntityExistsException.class)
        .withMessageContaining("A row with this id exists already {entity=Note, id=1}");
    TestUnits.read(
        factory, manager -> assertThat(manager.find(Note.class, "1").text).isEqualTo("first"));
  }

  @Test
  void flush_idTakenInStore_failsAtOnce() {
    TestUnits.persist(factory, Note.of("1", "first"));
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      manager.persist(Note.of("1", "second"));

      assertThatExceptionOfType(EntityExistsException.class).isThrownBy(manager::flush);
      assertThat(manager.getTransaction().getRollbackOnly()).isTrue();
      manager.getTransaction().rollback();
    }
  }

  @Test
  void persist_userScoped_livesWithItsOwner() {
    Diary one = Diary.of("ada", "one");
    Diary other = Diary.of("bob", "other");
    TestUnits.persist(factory, one, other);

    TestUnits.read(
        factory,
        manager -> {
          assertThat(manager.find(Diary.class, one.id).text).isEqualTo("one");
          assertThat(manager.find(Diary.class, other.id).writer).isEqualTo("bob");
          assertThat(manager.find(Diary.class, "missing")).isNull();
        });
  }

  @Test
  void persist_withoutTransaction_isWrittenByTheNextOne() {
    try (EntityManager manager = factory.createEntityManager()) {
      Note note = Note.of("1", "text");
      manager.persist(note);
      manager.getTransaction().begin();
      manager.getTransaction().commit();
    }

    TestUnits.read(factory, manager -> assertThat(manager.find(Note.class, "1")).isNotNull());
  }

  @Test
  void persist_textThatJavaScriptCannotCarry_isRefusedAtFlush() {
    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(() -> TestUnits.persist(factory, Note.of("1", "\ud800")))
        .withMessageContaining("entity=Note");
  }

  @Test
  void commit_nullInNonNullableColumn_namesTheAttribute() {
    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(() -> TestUnits.persist(factory, new Person()))
        .withMessageContaining("Attribute must not be null {entity=Person, id=")
        .withMessageContaining("attribute=username")
        .withCauseInstanceOf(ColumnViolationException.class);
  }

  @Test
  void commit_tooLongForItsColumn_namesTheAttributeNotTheValue() {
    Person person = Person.named("ada");
    person.code = "secret";

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(() -> TestUnits.persist(factory, person))
        .withMessageContaining("attribute=code, length=6, allowed=5")
        .withMessageNotContaining("secret")
        .withCauseInstanceOf(ColumnViolationException.class);
  }

  @Test
  void persist_namespace_isPartOfEveryName() {
    try (EntityManagerFactory named =
        TestUnits.inMemory(Map.of("debros.namespace", "test"), Note.class)) {
      TestUnits.persist(named, Note.of("1", "text"));

      TestUnits.read(named, manager -> assertThat(manager.find(Note.class, "1")).isNotNull());
    }
  }
}
