package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.manager.model.Address;
import io.debros.jpa.manager.model.Member;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Person;
import io.debros.jpa.manager.model.Team;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.OptimisticLockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MergeTest {
  private final EntityManagerFactory factory =
      TestUnits.inMemory(Person.class, Note.class, Team.class, Member.class);

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void merge_detached_writesItsStateAndReturnsTheManagedCopy() {
    Person detached = Person.named("ada");
    detached.address = new Address("Main", "London");
    TestUnits.persist(factory, detached);
    detached.age = 37;
    detached.tags.add("math");
    detached.address.setCity("Paris");

    factory.runInTransaction(
        manager -> {
          Person merged = manager.merge(detached);

          assertThat(merged).isNotSameAs(detached);
          assertThat(manager.contains(merged)).isTrue();
          assertThat(manager.contains(detached)).isFalse();
          assertThat(merged.address).isNotSameAs(detached.address);
        });

    TestUnits.read(
        factory,
        manager -> {
          Person found = manager.find(Person.class, detached.id);
          assertThat(found.age).isEqualTo(37);
          assertThat(found.tags).containsExactly("math");
          assertThat(found.address.getCity()).isEqualTo("Paris");
          assertThat(found.version).isEqualTo(1);
        });
  }

  @Test
  void merge_new_persistsACopy() {
    Person fresh = Person.named("ada");

    Person merged = factory.callInTransaction(manager -> manager.merge(fresh));

    assertThat(merged.id).isNotNull();
    assertThat(fresh.id).isNull();
    TestUnits.read(
        factory, manager -> assertThat(manager.find(Person.class, merged.id)).isNotNull());
  }

  @Test
  void merge_newWithAssignedId_keepsTheId() {
    factory.runInTransaction(manager -> manager.merge(Note.of("1", "text")));

    TestUnits.read(
        factory, manager -> assertThat(manager.find(Note.class, "1").text).isEqualTo("text"));
  }

  @Test
  void merge_managed_returnsItself() {
    factory.runInTransaction(
        manager -> {
          Note note = Note.of("1", "text");
          manager.persist(note);

          assertThat(manager.merge(note)).isSameAs(note);
        });
  }

  @Test
  void merge_staleVersion_isRefusedAtOnce() {
    Person detached = Person.named("ada");
    TestUnits.persist(factory, detached);
    factory.runInTransaction(manager -> manager.find(Person.class, detached.id).age = 1);

    try (EntityManager manager = factory.createEntityManager()) {
      assertThatExceptionOfType(OptimisticLockException.class)
          .isThrownBy(() -> manager.merge(detached))
          .withMessageContaining("expected=0, found=1");
    }
  }

  @Test
  void merge_removedInThisContext_isRefused() {
    TestUnits.persist(factory, Note.of("1", "text"));

    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      Note note = manager.find(Note.class, "1");
      manager.remove(note);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> manager.merge(note))
          .withMessageContaining("Removed entity cannot be merged {entity=Note, id=1}");
      manager.getTransaction().rollback();
    }
  }

  @Test
  void merge_graph_cascadesAndRemovesOrphans() {
    Team team = new Team("red");
    team.add("ann");
    Member leaving = team.add("bob");
    TestUnits.persist(factory, team);
    team.getMembers().remove(leaving);
    team.getMembers().get(0).setName("anna");
    team.add("cid");

    factory.runInTransaction(manager -> manager.merge(team));

    TestUnits.read(
        factory,
        manager -> {
          assertThat(manager.find(Team.class, team.getId()).getMembers())
              .extracting(Member::getName)
              .containsExactly("anna", "cid");
          assertThat(manager.find(Member.class, leaving.getId())).isNull();
        });
  }

  @Test
  void merge_collectionThatWasNeverLoaded_isLeftAlone() {
    Team team = new Team("red");
    team.add("ann");
    TestUnits.persist(factory, team);
    Team detached;
    try (EntityManager manager = factory.createEntityManager()) {
      detached = manager.find(Team.class, team.getId());
    }
    detached.setName("blue");

    factory.runInTransaction(manager -> manager.merge(detached));

    TestUnits.read(
        factory,
        manager -> {
          Team found = manager.find(Team.class, team.getId());
          assertThat(found.getName()).isEqualTo("blue");
          assertThat(found.getMembers()).hasSize(1);
        });
  }

  @Test
  void merge_referenceWithoutCascade_pointsToTheManagedRow() {
    Team red = new Team("red");
    Team blue = new Team("blue");
    Member member = red.add("ann");
    TestUnits.persist(factory, red, blue);
    member.setTeam(blue);

    factory.runInTransaction(manager -> manager.merge(member));

    TestUnits.read(
        factory,
        manager ->
            assertThat(manager.find(Member.class, member.getId()).getTeam().getName())
                .isEqualTo("blue"));
  }
}
