package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.manager.model.Member;
import io.debros.jpa.manager.model.Team;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PersistenceUnitUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LazyTest {
  private final EntityManagerFactory factory = TestUnits.inMemory(Team.class, Member.class);
  private final PersistenceUnitUtil util = factory.getPersistenceUnitUtil();
  private final Team red = new Team("red");
  private final Member ann = red.add("ann");

  @BeforeEach
  void persist() {
    TestUnits.persist(factory, red);
  }

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void find_lazyReference_isLoadedAtFirstUse() {
    try (EntityManager manager = factory.createEntityManager()) {
      Member found = manager.find(Member.class, ann.getId());

      assertThat(util.isLoaded(found, "team")).isFalse();
      assertThat(found.getTeam().getId()).isEqualTo(red.getId());
      assertThat(util.isLoaded(found, "team")).isFalse();
      assertThat(found.getTeam().getName()).isEqualTo("red");
      assertThat(util.isLoaded(found, "team")).isTrue();
    }
  }

  @Test
  void find_lazyCollection_isLoadedAtFirstUse() {
    try (EntityManager manager = factory.createEntityManager()) {
      Team found = manager.find(Team.class, red.getId());

      assertThat(util.isLoaded(found, "members")).isFalse();
      assertThat(found.getMembers()).hasSize(1);
      assertThat(util.isLoaded(found, "members")).isTrue();
      assertThat(found.getMembers().get(0).getTeam()).isSameAs(found);
    }
  }

  @Test
  void getReference_usedLater_isTheObjectThatFindReturns() {
    try (EntityManager manager = factory.createEntityManager()) {
      Team reference = manager.getReference(Team.class, red.getId());

      assertThat(util.isLoaded(reference)).isFalse();
      assertThat(util.getIdentifier(reference)).isEqualTo(red.getId());
      assertThat(manager.contains(reference)).isTrue();
      assertThat(manager.find(Team.class, red.getId())).isSameAs(reference);
      assertThat(util.isLoaded(reference)).isTrue();
      assertThat(reference.getName()).isEqualTo("red");
    }
  }

  @Test
  void getReference_changedThroughProxy_isWritten() {
    factory.runInTransaction(
        manager -> manager.getReference(Team.class, red.getId()).setName("blue"));

    TestUnits.read(
        factory,
        manager -> assertThat(manager.find(Team.class, red.getId()).getName()).isEqualTo("blue"));
  }

  @Test
  void getReference_missingRow_failsAtFirstUseNamingTheId() {
    try (EntityManager manager = factory.createEntityManager()) {
      Team reference = manager.getReference(Team.class, "missing");

      assertThatExceptionOfType(EntityNotFoundException.class)
          .isThrownBy(reference::getName)
          .withMessageContaining("{entity=Team, id=missing}");
    }
  }

  @Test
  void getReference_ofEntity_standsForItsRow() {
    try (EntityManager manager = factory.createEntityManager()) {
      Team reference = manager.getReference(red);

      assertThat(reference.getName()).isEqualTo("red");
    }
  }

  @Test
  void lazyUse_afterClose_saysSo() {
    Member member;
    Team team;
    try (EntityManager manager = factory.createEntityManager()) {
      member = manager.find(Member.class, ann.getId());
      manager.clear();
      team = manager.find(Team.class, red.getId());
    }

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> team.getMembers().size())
        .withMessageContaining("{entity=Team, id=" + red.getId() + ", attribute=members}");
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> member.getTeam().getName())
        .withMessageContaining("{entity=Team, id=" + red.getId() + "}");
  }

  @Test
  void load_byUtil_loadsWhatIsNamed() {
    try (EntityManager manager = factory.createEntityManager()) {
      Team found = manager.find(Team.class, red.getId());

      util.load(found, "members");

      assertThat(util.isLoaded(found, "members")).isTrue();
    }
  }

  @Test
  void persist_memberOfReferencedTeam_storesTheReference() {
    Member bob =
        factory.callInTransaction(
            manager -> {
              Member member = new Member("bob", manager.getReference(Team.class, red.getId()));
              manager.persist(member);
              return member;
            });

    TestUnits.read(
        factory,
        manager ->
            assertThat(manager.find(Member.class, bob.getId()).getTeam().getName())
                .isEqualTo("red"));
  }
}
