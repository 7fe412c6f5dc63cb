package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.annotation.InvalidModelException;
import io.debros.jpa.manager.model.Account;
import io.debros.jpa.manager.model.Note;
import io.debros.jpa.manager.model.Stamp;
import io.debros.jpa.merge.ConflictResolver;
import io.debros.jpa.merge.EntityConflict;
import jakarta.persistence.EntityManager;
import jakarta.persistence.RollbackException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Commits of one version that several nodes make apart from each other. */
class ConflictTest {
  @Test
  void commits_ofOneVersionAtTwoNodes_areToldOnceAtEveryNode() {
    try (Peers peers = shared()) {
      peers.at(0, manager -> account(manager).name = "A");
      peers.at(1, manager -> account(manager).city = "B");

      peers.meet();
      peers.meet();

      for (int peer = 0; peer < peers.count(); peer++) {
        assertThat(peers.told(peer)).hasSize(1);
        EntityConflict<?> conflict = peers.told(peer).get(0);
        assertThat(conflict.entityType()).isEqualTo(Account.class);
        assertThat(conflict.id()).isEqualTo("1");
        assertThat(conflict.earlierVersion()).isEqualTo(1L);
        assertThat(conflict.laterVersion()).isEqualTo(1L);
        Account ancestor = (Account) conflict.ancestor();
        assertThat(ancestor.name).isEqualTo("ada");
        Account merged = (Account) conflict.merged();
        assertThat(merged.name).isEqualTo("A");
        assertThat(merged.city).isEqualTo("B");
        assertThat(merged.version).isEqualTo(2);
      }
      peers.everywhere(
          manager -> {
            assertThat(account(manager).version).isEqualTo(2);
            assertThat(account(manager).name).isEqualTo("A");
            assertThat(account(manager).city).isEqualTo("B");
          });
    }
  }

  @Test
  void commit_againstTheVersionBeforeAConflict_fails() {
    try (Peers peers = shared();
        EntityManager waiting = peers.get(0).createEntityManager()) {
      peers.at(0, manager -> account(manager).name = "A");
      waiting.getTransaction().begin();
      account(waiting).name = "late";
      peers.at(1, manager -> account(manager).city = "B");
      peers.meet();

      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> waiting.getTransaction().commit())
          .withMessageContaining("Row was changed or removed since the entity was read")
          .withMessageContaining("expected=1, found=2");
    }
  }

  @Test
  void commits_thatOnlyCount_areNoConflict() {
    try (Peers peers = shared()) {
      for (int peer = 0; peer < peers.count(); peer++) {
        peers.at(peer, manager -> account(manager).visits++);
      }

      peers.meet();

      peers.everywhere(
          manager -> {
            assertThat(account(manager).visits).isEqualTo(3);
            assertThat(account(manager).version).isZero();
          });
      assertThat(peers.told(0)).isEmpty();
    }
  }

  @Test
  void flushes_countingFirst_moveTheVersionOnce() {
    try (Peers peers = shared()) {
      peers.at(
          0,
          manager -> {
            account(manager).visits++;
            manager.flush();
            account(manager).name = "A";
            manager.flush();
            account(manager).visits++;
          });

      Account account = peers.read(0, ConflictTest::account);
      assertThat(account.version).isOne();
      assertThat(account.visits).isEqualTo(2);
    }
  }

  @Test
  void commits_oneAfterTheOther_areNoConflict() {
    try (Peers peers = shared()) {
      peers.at(0, manager -> account(manager).name = "A");
      peers.meet();
      peers.at(1, manager -> account(manager).name = "B");
      peers.meet();

      peers.everywhere(manager -> assertThat(account(manager).version).isEqualTo(2));
      assertThat(peers.told(0)).isEmpty();
      assertThat(peers.told(2)).isEmpty();
    }
  }

  @Test
  void commits_ofOneTimeAtTwoNodes_areToldToo() {
    try (Peers peers = Peers.of(2, Stamp.class)) {
      peers.at(
          0,
          manager -> {
            Stamp stamp = new Stamp();
            stamp.id = "1";
            manager.persist(stamp);
          });
      peers.meet();
      peers.at(0, manager -> manager.find(Stamp.class, "1").text = "A");
      peers.at(1, manager -> manager.find(Stamp.class, "1").other = "B");

      peers.meet();

      assertThat(peers.told(0)).hasSize(1);
      assertThat(peers.told(1)).hasSize(1);
      peers.everywhere(
          manager -> {
            Stamp stamp = manager.find(Stamp.class, "1");
            assertThat(stamp.text).isEqualTo("A");
            assertThat(stamp.other).isEqualTo("B");
          });
    }
  }

  @Test
  void resolver_decidesAtEveryNode() {
    Resolver both =
        new Resolver(
            conflict -> {
              Account decided = conflict.merged();
              decided.name = conflict.earlier().name + "+" + conflict.later().name;
              return decided;
            });
    try (Peers peers = shared(both)) {
      peers.at(0, manager -> account(manager).name = "A");
      peers.at(1, manager -> account(manager).name = "B");
      peers.at(1, manager -> account(manager).visits++);

      peers.meet();

      String name = peers.read(0, manager -> account(manager).name);
      assertThat(name).isIn("A+B", "B+A");
      peers.everywhere(
          manager -> {
            assertThat(account(manager).name).isEqualTo(name);
            assertThat(account(manager).visits).isOne();
            assertThat(account(manager).version).isEqualTo(2);
          });
      assertThat(peers.told(2)).hasSize(1);
    }
  }

  @Test
  void resolver_thatFails_leavesTheMergeByAttribute() {
    Resolver failing =
        new Resolver(
            conflict -> {
              throw new IllegalStateException("cannot decide");
            });
    try (Peers peers = shared(failing)) {
      peers.at(0, manager -> account(manager).name = "A");
      peers.at(1, manager -> account(manager).city = "B");

      peers.meet();

      peers.everywhere(
          manager -> {
            assertThat(account(manager).name).isEqualTo("A");
            assertThat(account(manager).city).isEqualTo("B");
          });
    }
  }

  @Test
  void resolver_withoutConflictsToDecide_isRefused() {
    Resolver resolver = new Resolver(EntityConflict::earlier);

    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> unit(List.of(resolver), Note.class))
        .withMessageContaining("Resolver is for a class that is no entity");
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> unit(List.of(resolver, resolver), Account.class))
        .withMessageContaining("Entity has two conflict resolvers");
  }

  private static void unit(List<Resolver> resolvers, Class<?> entity) {
    TestUnits.inMemory(Map.of("debros.conflict-resolvers", resolvers), entity).close();
  }

  private static Peers shared(Resolver... resolvers) {
    Peers peers =
        Peers.of(3, Map.of("debros.conflict-resolvers", List.of(resolvers)), Account.class);
    peers.at(0, manager -> manager.persist(Account.of("1", "ada")));
    peers.meet();
    return peers;
  }

  private static Account account(EntityManager manager) {
    return manager.find(Account.class, "1");
  }

  private record Resolver(Function<EntityConflict<Account>, Account> decision)
      implements ConflictResolver<Account> {
    @Override
    public Class<Account> entityType() {
      return Account.class;
    }

    @Override
    public Account resolve(EntityConflict<Account> conflict) {
      return decision.apply(conflict);
    }
  }
}
