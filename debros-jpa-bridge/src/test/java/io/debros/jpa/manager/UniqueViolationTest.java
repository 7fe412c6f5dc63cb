package io.debros.jpa.manager;

import static io.debros.store.testing.Property.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.annotation.Merge;
import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.manager.model.Person;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.node.NodeView;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.RollbackException;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unique values that nodes give away apart from each other. */
class UniqueViolationTest {
  private static final int TRIES = 12;

  @TempDir private Path directory;

  @Test
  void value_givenAwayTwice_isListedAndToldAtEveryNode() {
    try (Peers peers = Peers.of(3, Badge.class)) {
      add(peers, 0, "first", "x");
      add(peers, 1, "padding", "y");
      add(peers, 1, "second", "x");

      peers.meet();
      peers.meet();

      UniqueViolation<?> expected =
          new UniqueViolation<>(Badge.class, List.of("code"), "first", List.of("second"));
      for (int peer = 0; peer < peers.count(); peer++) {
        assertThat(violations(peers, peer)).containsExactly(expected);
        assertThat(peers.toldViolations(peer)).isEqualTo(List.of(expected));
      }
      peers.everywhere(
          manager -> {
            assertThat(badge(manager, "first").code).isEqualTo("x");
            assertThat(badge(manager, "second").code).isEqualTo("x");
          });
      assertThat(expected.toString())
          .isEqualTo("UniqueViolation[Badge[code] first, then [second]]");
    }
  }

  @Test
  void value_givenAwayInOtherShards_isListed() {
    try (Peers peers = Peers.of(2, Person.class)) {
      for (int person = 0; person < 6; person++) {
        String name = "name" + person;
        peers.at(0, manager -> manager.persist(Person.named(name)));
        peers.at(1, manager -> manager.persist(Person.named(name)));
      }

      peers.meet();

      assertThat(violations(peers, 0)).hasSize(6);
      assertThat(violations(peers, 1)).containsExactlyElementsOf(violations(peers, 0));
      assertThat(new HashSet<>(peers.toldViolations(0)))
          .isEqualTo(new HashSet<>(violations(peers, 0)));
      assertThat(peers.toldViolations(0)).hasSize(6);
    }
  }

  @Test
  void value_ofSeveralRows_isGivenToNobodyElse() {
    try (Peers peers = conflicting()) {
      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> add(peers, 0, "third", "x"))
          .withMessageContaining("Unique value is taken by another row");
      peers.at(0, manager -> manager.remove(badge(manager, "first")));
      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> add(peers, 0, "third", "x"));
    }
  }

  @Test
  void violation_otherAttributesChange_staysAsItIs() {
    try (Peers peers = conflicting()) {
      List<UniqueViolation<?>> before = violations(peers, 0);
      peers.at(0, manager -> badge(manager, "first").note = "changed");
      peers.at(1, manager -> badge(manager, "second").note = "changed, too");
      peers.meet();

      assertThat(violations(peers, 0)).isEqualTo(before);
      assertThat(violations(peers, 1)).isEqualTo(before);
      assertThat(peers.toldViolations(1)).hasSize(1);
    }
  }

  @Test
  void violation_oneRowChangesOrGoes_ends() {
    for (boolean remove : new boolean[] {true, false}) {
      try (Peers peers = conflicting()) {
        peers.at(
            1,
            manager -> {
              if (remove) {
                manager.remove(badge(manager, "second"));
              } else {
                badge(manager, "second").code = "free";
              }
            });
        assertThat(violations(peers, 1)).isEmpty();
        peers.meet();

        assertThat(violations(peers, 0)).isEmpty();
        assertThat(peers.toldViolations(0)).hasSize(1);
      }
    }
  }

  @Test
  void violation_thatComesBack_isToldAgain() {
    try (Peers peers = conflicting()) {
      peers.at(0, manager -> badge(manager, "second").code = "free");
      peers.meet();
      peers.at(0, manager -> badge(manager, "first").code = "y");
      peers.at(1, manager -> badge(manager, "second").code = "y");
      peers.meet();

      assertThat(violations(peers, 0)).hasSize(1);
      assertThat(peers.toldViolations(0)).hasSize(2);
      assertThat(peers.toldViolations(1)).hasSize(2);
    }
  }

  @Test
  void keeper_isWhoGotTheValueFirst_notWhoWasCreatedFirst() {
    try (Peers peers = Peers.of(2, Badge.class)) {
      add(peers, 0, "old", "a");
      add(peers, 0, "padding", "b");
      add(peers, 0, "more padding", "c");
      peers.at(0, manager -> badge(manager, "old").code = "x");
      add(peers, 1, "young", "x");
      peers.meet();

      assertThat(violations(peers, 0).get(0).keeper()).isEqualTo("young");
      assertThat(violations(peers, 1)).isEqualTo(violations(peers, 0));
    }
  }

  @Test
  void keeper_changedByWhoDidNotSeeTheValue_keepsIt() {
    try (Peers peers = Peers.of(2, Badge.class)) {
      add(peers, 0, "renamed", "a");
      peers.meet();
      peers.at(0, manager -> badge(manager, "renamed").code = "x");
      add(peers, 1, "padding", "b");
      add(peers, 1, "made", "x");
      peers.at(1, manager -> badge(manager, "renamed").note = "carries the old code along");
      peers.meet();

      assertThat(violations(peers, 0).get(0).keeper()).isEqualTo("renamed");
      assertThat(violations(peers, 1)).isEqualTo(violations(peers, 0));
    }
  }

  @Test
  void value_ofThreeRows_namesAllInOrder() {
    try (Peers peers = Peers.of(3, Badge.class)) {
      add(peers, 2, "a", "x");
      add(peers, 1, "padding", "1");
      add(peers, 1, "b", "x");
      add(peers, 0, "padding0", "2");
      add(peers, 0, "padding1", "3");
      add(peers, 0, "c", "x");
      peers.meet();

      UniqueViolation<?> all =
          new UniqueViolation<>(Badge.class, List.of("code"), "a", List.of("b", "c"));
      assertThat(violations(peers, 0)).containsExactly(all);
      assertThat(peers.toldViolations(2)).containsExactly(all);
    }
  }

  @Test
  void nulls_andSeveralColumns_bindOnlyWhole() {
    try (Peers peers = Peers.of(2, Badge.class)) {
      for (int peer = 0; peer < 2; peer++) {
        String id = "n" + peer;
        peers.at(
            peer,
            manager -> {
              for (int i = 0; i < 3; i++) {
                manager.persist(Badge.of(id + i, null));
              }
              Badge placed = Badge.of(id, null);
              placed.room = 7;
              placed.place = 1;
              manager.persist(placed);
              Badge half = Badge.of(id + "half", null);
              half.room = 8;
              manager.persist(half);
            });
      }
      peers.meet();

      assertThat(violations(peers, 0)).hasSize(1);
      assertThat(violations(peers, 0).get(0).attributes()).containsExactly("room", "place");
      assertThat(peers.toldViolations(1)).isEqualTo(violations(peers, 0));
    }
  }

  @Test
  void value_inADatabaseThatCameIn_isTold() {
    try (Peers peers = Peers.of(2, Handle.class)) {
      peers.at(0, manager -> manager.persist(Handle.of("1", "ada", "x")));
      peers.at(1, manager -> manager.persist(Handle.of("2", "bob", "x")));
      peers.meet();

      for (int peer = 0; peer < 2; peer++) {
        assertThat(violations(peers, peer)).hasSize(1);
        assertThat(peers.toldViolations(peer)).isEqualTo(violations(peers, peer));
      }
    }
  }

  @Test
  void lastWriteCounts_isListed_too() {
    try (Peers peers = Peers.of(2, Plate.class)) {
      peers.at(0, manager -> manager.persist(Plate.of("1", "x")));
      peers.at(1, manager -> manager.persist(Plate.of("2", "x")));
      peers.meet();

      assertThat(violations(peers, 0)).hasSize(1);
      assertThat(violations(peers, 1)).isEqualTo(violations(peers, 0));
    }
  }

  @Test
  void violations_afterARestart_areTheSame() {
    Map<String, Object> shared =
        Map.of("debros.access.write", "*", "debros.directory", directory.toString());
    List<UniqueViolation<?>> before;
    try (EntityManagerFactory other =
            TestUnits.inMemory(Map.of("debros.access.write", "*"), Badge.class);
        EntityManagerFactory factory =
            TestUnits.open(TestUnits.configuration(Badge.class).properties(shared))) {
      TestUnits.persist(factory, Badge.of("here", "x"));
      TestUnits.persist(other, Badge.of("there", "x"));
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      other.unwrap(NodeView.class).exportCar("global-badge", file);
      NodeView node = factory.unwrap(NodeView.class);
      node.importCar(new ByteArrayInputStream(file.toByteArray()));
      before = node.uniqueViolations();
    }

    try (EntityManagerFactory factory =
        TestUnits.open(TestUnits.configuration(Badge.class).properties(shared))) {
      assertThat(factory.unwrap(NodeView.class).uniqueViolations()).isEqualTo(before).hasSize(1);
    }
  }

  @Test
  void violations_anyWritesAndExchanges_areTheSameEverywhere() {
    check(TRIES, UniqueViolationTest::converge);
  }

  private static void converge(RandomGenerator random) {
    try (Peers peers = Peers.of(3, Badge.class)) {
      for (int step = 0; step < 40; step++) {
        int peer = random.nextInt(3);
        if (random.nextInt(4) == 0) {
          int to = random.nextInt(3);
          if (to != peer) {
            peers.send(peer, to);
          }
        } else {
          int at = step;
          write(peers, peer, manager -> write(manager, random, at));
        }
      }
      peers.meet();

      List<UniqueViolation<?>> found = violations(peers, 0);
      for (int peer = 0; peer < 3; peer++) {
        assertThat(violations(peers, peer)).isEqualTo(found);
        List<Set<Object>> told =
            peers.toldViolations(peer).stream().map(UniqueViolationTest::ids).toList();
        for (UniqueViolation<?> violation : found) { // told when the last of its rows came
          assertThat(told).anyMatch(rows -> rows.containsAll(ids(violation)));
        }
      }
      assertThat(found.stream().map(UniqueViolationTest::ids).toList())
          .containsExactlyInAnyOrderElementsOf(peers.read(0, UniqueViolationTest::shared));
    }
  }

  private static void write(Peers peers, int peer, Consumer<EntityManager> work) {
    try {
      peers.at(peer, work);
    } catch (RollbackException taken) {
      assertThat(taken.getMessage())
          .containsAnyOf("Unique value is taken", "Row cannot be removed while another one");
    }
  }

  private static void write(EntityManager manager, RandomGenerator random, int step) {
    String id = "b" + random.nextInt(6);
    Badge badge = manager.find(Badge.class, id);
    String code = "x" + random.nextInt(4);
    if (badge == null) {
      manager.persist(Badge.of(id, code));
    } else {
      switch (random.nextInt(4)) {
        case 0 -> manager.remove(badge);
        case 1 -> badge.note = "note" + step;
        default -> badge.code = code;
      }
    }
  }

  private static Set<Object> ids(UniqueViolation<?> violation) {
    Set<Object> ids = new HashSet<>(violation.others());
    ids.add(violation.keeper());
    return ids;
  }

  /** What the list should say, found by looking at every row. */
  private static List<Set<Object>> shared(EntityManager manager) {
    Map<String, Set<Object>> byCode = new TreeMap<>();
    for (Badge badge : TestUnits.list(manager, Badge.class)) {
      byCode.computeIfAbsent(badge.code, any -> new TreeSet<>()).add(badge.id);
    }
    List<Set<Object>> shared = new ArrayList<>();
    byCode.values().stream().filter(ids -> ids.size() > 1).map(HashSet::new).forEach(shared::add);
    return shared;
  }

  private static Peers conflicting() {
    Peers peers = Peers.of(2, Badge.class);
    add(peers, 0, "first", "x");
    add(peers, 1, "second", "x");
    peers.meet();
    return peers;
  }

  private static void add(Peers peers, int peer, String id, String code) {
    peers.at(peer, manager -> manager.persist(Badge.of(id, code)));
  }

  private static Badge badge(EntityManager manager, String id) {
    return manager.find(Badge.class, id);
  }

  private static List<UniqueViolation<?>> violations(Peers peers, int peer) {
    return peers.node(peer).uniqueViolations();
  }

  @Entity(name = "Badge")
  @Table(uniqueConstraints = @UniqueConstraint(columnNames = {"room", "place"}))
  static class Badge {
    @Id String id;

    @Column(unique = true)
    String code;

    String note;
    Integer room;
    Integer place;

    static Badge of(String id, String code) {
      Badge badge = new Badge();
      badge.id = id;
      badge.code = code;
      return badge;
    }
  }

  @Entity(name = "Handle")
  @Model(scope = Scope.USER)
  static class Handle {
    @Id String id;
    @Owner String owner;

    @Column(unique = true)
    String text;

    static Handle of(String id, String owner, String text) {
      Handle handle = new Handle();
      handle.id = id;
      handle.owner = owner;
      handle.text = text;
      return handle;
    }
  }

  @Entity(name = "Plate")
  @Model(merge = Merge.DOCUMENT)
  static class Plate {
    @Id String id;

    @Column(unique = true)
    String text;

    static Plate of(String id, String text) {
      Plate plate = new Plate();
      plate.id = id;
      plate.text = text;
      return plate;
    }
  }
}
