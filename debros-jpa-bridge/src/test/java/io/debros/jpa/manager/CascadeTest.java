package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.manager.model.Member;
import io.debros.jpa.manager.model.Team;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.RollbackException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CascadeTest {
  private final EntityManagerFactory factory = TestUnits.inMemory(Team.class, Member.class);
  private final Team red = new Team("red");

  @BeforeEach
  void persist() {
    red.add("bob");
    red.add("ann");
    TestUnits.persist(factory, red);
  }

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void persist_team_persistsItsMembersInTheOrderAskedFor() {
    TestUnits.read(
        factory,
        manager ->
            assertThat(manager.find(Team.class, red.getId()).getMembers())
                .extracting(Member::getName)
                .containsExactly("ann", "bob"));
  }

  @Test
  void flush_memberAddedToManagedTeam_isPersisted() {
    factory.runInTransaction(manager -> manager.find(Team.class, red.getId()).add("cid"));

    assertThat(memberCount()).isEqualTo(3);
  }

  @Test
  void flush_memberLetGo_isRemoved() {
    factory.runInTransaction(
        manager -> manager.find(Team.class, red.getId()).getMembers().remove(0));

    TestUnits.read(
        factory,
        manager ->
            assertThat(TestUnits.list(manager, Member.class))
                .extracting(Member::getName)
                .containsExactly("bob"));
  }

  @Test
  void remove_team_removesItsMembers() {
    factory.runInTransaction(manager -> manager.remove(manager.find(Team.class, red.getId())));

    assertThat(memberCount()).isZero();
  }

  @Test
  void refresh_team_refreshesLoadedMembers() {
    try (EntityManager manager = factory.createEntityManager()) {
      Team team = manager.find(Team.class, red.getId());
      Member ann = team.getMembers().get(0);
      ann.setName("changed");

      manager.refresh(team);

      assertThat(team.getMembers().get(0).getName()).isEqualTo("ann");
    }
  }

  @Test
  void detach_team_detachesLoadedMembers() {
    try (EntityManager manager = factory.createEntityManager()) {
      Team team = manager.find(Team.class, red.getId());
      Member ann = team.getMembers().get(0);

      manager.detach(team);

      assertThat(manager.contains(ann)).isFalse();
    }
  }

  @Test
  void flush_referenceToUnsavedEntity_namesTheAttribute() {
    Member stray = new Member("stray", new Team("unsaved"));

    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(() -> TestUnits.persist(factory, stray))
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("Attribute refers to an entity that is not persisted {entity=Member")
        .withMessageContaining("attribute=team");
  }

  private int memberCount() {
    try (EntityManager manager = factory.createEntityManager()) {
      return TestUnits.list(manager, Member.class).size();
    }
  }
}
