package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.manager.model.Address;
import io.debros.jpa.manager.model.Diary;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Person;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.RollbackException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpdateTest {
  private final EntityManagerFactory factory =
      TestUnits.inMemory(Person.class, Note.class, Diary.class);
  private final Person ada = Person.named("ada");

  @BeforeEach
  void persist() {
    ada.address = new Address("Main", "London");
    ada.tags.add("math");
    ada.origin = "here";
    TestUnits.persist(factory, ada);
  }

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void commit_changedAttribute_isStoredWithTheNextVersion() {
    change(person -> person.age = 37);

    assertThat(stored().age).isEqualTo(37);
    assertThat(stored().version).isEqualTo(1);
  }

  @Test
  void commit_nothingChanged_leavesTheVersion() {
    change(person -> {});

    assertThat(stored().version).isZero();
  }

  @Test
  void commit_changeInPlaceOfListAndEmbeddable_isSeen() {
    change(
        person -> {
          person.tags.add("poetry");
          person.address.setCity("Paris");
        });

    assertThat(stored().tags).containsExactly("math", "poetry");
    assertThat(stored().address.getCity()).isEqualTo("Paris");
  }

  @Test
  void commit_changeInPlaceOfBytes_isSeen() {
    change(person -> person.picture = new byte[] {1});
    change(person -> person.picture[0] = 2);

    assertThat(stored().picture).containsExactly(2);
  }

  @Test
  void commit_setToNull_isStored() {
    change(person -> person.address = null);

    assertThat(stored().address).isNull();
  }

  @Test
  void commit_notUpdatableColumn_staysAsItWas() {
    change(person -> person.origin = "elsewhere");

    assertThat(stored().origin).isEqualTo("here");
    assertThat(stored().version).isZero();
  }

  @Test
  void flush_notUpdatableColumn_isReadAsStored() {
    factory.runInTransaction(
        manager -> {
          Person person = manager.find(Person.class, ada.id);
          person.origin = "elsewhere";
          person.age = 1;
          manager.flush();
          manager.clear();

          assertThat(manager.find(Person.class, ada.id).origin).isEqualTo("here");
        });
  }

  @Test
  void commit_severalFlushes_moveTheVersionOnce() {
    factory.runInTransaction(
        manager -> {
          Person person = manager.find(Person.class, ada.id);
          person.age = 1;
          manager.flush();
          person.age = 2;
          manager.flush();
          person.age = 3;
        });

    assertThat(stored().age).isEqualTo(3);
    assertThat(stored().version).isEqualTo(1);
  }

  @Test
  void commit_staleVersion_namesEntityIdAndBothVersions() {
    try (EntityManager slow = factory.createEntityManager()) {
      slow.getTransaction().begin();
      Person stale = slow.find(Person.class, ada.id);
      change(person -> person.age = 1);
      stale.age = 2;

      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> slow.getTransaction().commit())
          .withCauseInstanceOf(OptimisticLockException.class)
          .withMessageContaining("{entity=Person, id=" + ada.id + ", expected=0, found=1}");
    }
    assertThat(stored().age).isEqualTo(1);
  }

  @Test
  void commit_rowRemovedMeanwhile_isAnOptimisticLockException() {
    try (EntityManager slow = factory.createEntityManager()) {
      slow.getTransaction().begin();
      Person stale = slow.find(Person.class, ada.id);
      factory.runInTransaction(manager -> manager.remove(manager.find(Person.class, ada.id)));
      stale.age = 2;

      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> slow.getTransaction().commit())
          .withMessageContaining("found=no row");
    }
  }

  @Test
  void commit_twoWritersOfDifferentAttributesWithoutVersion_keepBoth() {
    TestUnits.persist(factory, Note.of("1", "text"));
    try (EntityManager slow = factory.createEntityManager()) {
      slow.getTransaction().begin();
      Note note = slow.find(Note.class, "1");
      factory.runInTransaction(manager -> manager.find(Note.class, "1").other = "fast");
      note.text = "slow";
      slow.getTransaction().commit();
    }

    TestUnits.read(
        factory,
        manager -> {
          assertThat(manager.find(Note.class, "1").text).isEqualTo("slow");
          assertThat(manager.find(Note.class, "1").other).isEqualTo("fast");
        });
  }

  @Test
  void commit_changedId_isRefused() {
    TestUnits.persist(factory, Note.of("1", "text"));

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(
            () -> factory.runInTransaction(manager -> manager.find(Note.class, "1").id = "2"))
        .withMessageContaining("Id, owner and shard key of a row never change")
        .withMessageContaining("attribute=id");
  }

  @Test
  void commit_changedOwner_isRefused() {
    Diary diary = Diary.of("ada", "text");
    TestUnits.persist(factory, diary);

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(
            () ->
                factory.runInTransaction(
                    manager -> manager.find(Diary.class, diary.id).writer = "bob"))
        .withMessageContaining("{entity=Diary, id=" + diary.id + ", attribute=writer}");
  }

  @Test
  void rollback_changes_areNotStoredAndEntitiesAreDetached() {
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      Person person = manager.find(Person.class, ada.id);
      person.age = 99;
      manager.flush();
      manager.getTransaction().rollback();

      assertThat(manager.contains(person)).isFalse();
      assertThat(manager.find(Person.class, ada.id).age).isNull();
    }
  }

  @Test
  void commit_entityStaysManaged_nextTransactionWritesItAgain() {
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      Person person = manager.find(Person.class, ada.id);
      person.age = 1;
      manager.getTransaction().commit();

      manager.getTransaction().begin();
      person.age = 2;
      manager.getTransaction().commit();
    }

    assertThat(stored().age).isEqualTo(2);
    assertThat(stored().version).isEqualTo(2);
  }

  @Test
  void refresh_changedEntity_showsWhatIsStored() {
    factory.runInTransaction(
        manager -> {
          Person person = manager.find(Person.class, ada.id);
          person.age = 99;
          person.tags.clear();

          manager.refresh(person);

          assertThat(person.age).isNull();
          assertThat(person.tags).containsExactly("math");
        });
  }

  @Test
  void detach_changedEntity_isNotWritten() {
    factory.runInTransaction(
        manager -> {
          Person person = manager.find(Person.class, ada.id);
          person.age = 99;

          manager.detach(person);

          assertThat(manager.contains(person)).isFalse();
        });

    assertThat(stored().age).isNull();
  }

  private void change(Consumer<Person> change) {
    factory.runInTransaction(manager -> change.accept(manager.find(Person.class, ada.id)));
  }

  private Person stored() {
    try (EntityManager manager = factory.createEntityManager()) {
      return manager.find(Person.class, ada.id);
    }
  }
}
