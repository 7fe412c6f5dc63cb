package io.debros.jpa.manager;

import static io.debros.store.testing.Property.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.annotation.Counter;
import io.debros.jpa.annotation.CrdtSet;
import io.debros.jpa.annotation.Merge;
import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.node.NodeView;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.RollbackException;
import jakarta.persistence.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids that nodes give to two rows apart from each other. */
class IdConflictTest {
  private static final int TRIES = 12;

  @TempDir private Path directory;

  @Test
  void inserts_ofOneIdApart_areTwoRowsAtEveryNode() {
    try (Peers peers = conflicting(3)) {
      for (int peer = 0; peer < peers.count(); peer++) {
        assertThat(conflicts(peers, peer)).containsExactly("1: first, other second");
        assertThat(peers.toldIdConflicts(peer)).hasSize(1);
        IdConflict<?> told = peers.toldIdConflicts(peer).get(0);
        assertThat(text(told)).isEqualTo("1: first, other second");
        assertThat(told.entry()).isEqualTo(peers.node(0).idConflicts().get(0).entry());
        assertThat(told).hasToString("IdConflict[Card 1]");
      }
      peers.everywhere(
          manager -> {
            Card card = card(manager, "1");
            assertThat(card.text).isEqualTo("first");
            assertThat(card.likes).isEqualTo(1);
            assertThat(card.tags).containsExactly("first");
            assertThat(card.version).isZero();
            assertThat(TestUnits.list(manager, Card.class)).hasSize(2);
          });
      assertThat(peers.told(0)).isEmpty();
    }
  }

  @Test
  void updates_goToTheRowThatTheirWriterSaw() {
    try (Peers peers = Peers.of(2, Card.class)) {
      peers.at(0, manager -> manager.persist(Card.of("1", "first")));
      padding(peers, 1);
      peers.at(1, manager -> manager.persist(Card.of("1", "second")));
      peers.at(1, manager -> card(manager, "1").text = "second, changed");
      peers.at(1, manager -> card(manager, "1").likes += 5);
      peers.meet();
      peers.at(1, manager -> card(manager, "1").text = "first, changed");
      peers.meet();

      for (int peer = 0; peer < 2; peer++) {
        assertThat(conflicts(peers, peer))
            .containsExactly("1: first, changed, other second, changed");
        Card other = (Card) peers.node(peer).idConflicts().get(0).other();
        assertThat(other.likes).isEqualTo(6);
        assertThat(other.tags).containsExactly("second");
        assertThat(other.version).isEqualTo(1);
        assertThat(peers.toldIdConflicts(peer)).hasSize(1);
        assertThat(peers.told(peer)).isEmpty();
      }
      peers.everywhere(manager -> assertThat(card(manager, "1").likes).isEqualTo(1));
    }
  }

  @Test
  void rekey_makesTheOtherRowANewOne_everywhere() {
    try (Peers peers = conflicting(3)) {
      IdConflict<?> conflict = peers.node(1).idConflicts().get(0);

      peers.node(1).rekey(conflict, "2");
      peers.meet();

      for (int peer = 0; peer < peers.count(); peer++) {
        assertThat(conflicts(peers, peer)).isEmpty();
      }
      peers.everywhere(
          manager -> {
            assertThat(card(manager, "1").text).isEqualTo("first");
            assertThat(card(manager, "1").version).isZero();
            assertThat(card(manager, "1").likes).isEqualTo(1);
            assertThat(card(manager, "2").text).isEqualTo("second");
            assertThat(card(manager, "2").likes).isEqualTo(1);
            assertThat(card(manager, "2").tags).containsExactly("second");
          });
      peers.at(0, manager -> manager.remove(card(manager, "1")));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> peers.node(1).rekey(conflict, "3"))
          .withMessageContaining("Conflict of ids is not there any more {entity=Card, entry=zdpu");
    }
  }

  @Test
  void rekey_idThatIsTaken_changesNothing() {
    try (Peers peers = conflicting(2)) {
      IdConflict<?> conflict = peers.node(0).idConflicts().get(0);

      assertThatExceptionOfType(EntityExistsException.class)
          .isThrownBy(() -> peers.node(0).rekey(conflict, "padding1"))
          .withMessageContaining("A row with this id exists already");
      assertThatIllegalArgumentException().isThrownBy(() -> peers.node(0).rekey(conflict, 7));

      assertThat(conflicts(peers, 0)).hasSize(1);
    }
  }

  @Test
  void rekey_atTwoNodes_makesTwoRows() {
    try (Peers peers = conflicting(2)) {
      peers.node(0).rekey(peers.node(0).idConflicts().get(0), "here");
      peers.node(1).rekey(peers.node(1).idConflicts().get(0), "there");
      peers.meet();

      peers.everywhere(
          manager -> {
            assertThat(card(manager, "here").text).isEqualTo("second");
            assertThat(card(manager, "there").text).isEqualTo("second");
          });
      assertThat(conflicts(peers, 0)).isEmpty();
      assertThat(conflicts(peers, 1)).isEmpty();
    }
  }

  @Test
  void rekeyedRow_thatSomebodyChangedMeanwhile_waitsAgain() {
    try (Peers peers = Peers.of(2, Card.class)) {
      peers.at(0, manager -> manager.persist(Card.of("1", "first")));
      padding(peers, 1);
      peers.at(1, manager -> manager.persist(Card.of("1", "second")));
      peers.send(1, 0);
      peers.node(0).rekey(peers.node(0).idConflicts().get(0), "2");
      assertThat(conflicts(peers, 0)).isEmpty();
      peers.at(1, manager -> card(manager, "1").text = "late");
      peers.meet();

      assertThat(conflicts(peers, 0)).containsExactly("1: first, other late");
      assertThat(conflicts(peers, 1)).isEqualTo(conflicts(peers, 0));
    }
  }

  @Test
  void remove_ofTheKeeper_isRefusedUntilTheOtherHasAnId() {
    try (Peers peers = conflicting(2)) {
      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> peers.at(0, manager -> manager.remove(card(manager, "1"))))
          .withMessageContaining("Row cannot be removed while another one")
          .withMessageContaining("{entity=Card, id=1}");

      peers.node(0).rekey(peers.node(0).idConflicts().get(0), "2");
      peers.at(0, manager -> manager.remove(card(manager, "1")));
      peers.meet();

      peers.everywhere(manager -> assertThat(card(manager, "1")).isNull());
      peers.everywhere(manager -> assertThat(card(manager, "2")).isNotNull());
    }
  }

  @Test
  void insert_afterARemove_isNoConflict() {
    try (Peers peers = Peers.of(2, Card.class)) {
      peers.at(0, manager -> manager.persist(Card.of("1", "first")));
      peers.meet();
      peers.at(1, manager -> manager.remove(card(manager, "1")));
      peers.at(1, manager -> manager.persist(Card.of("1", "again")));
      peers.meet();

      peers.everywhere(manager -> assertThat(card(manager, "1").text).isEqualTo("again"));
      assertThat(conflicts(peers, 0)).isEmpty();
      assertThat(peers.toldIdConflicts(0)).isEmpty();
    }
  }

  @Test
  void generatedNumbers_ofNodesThatHaveNotMet_areKeptApart() {
    try (Peers peers = Peers.of(2, Numbered.class)) {
      for (int peer = 0; peer < 2; peer++) {
        String name = "of " + peer;
        for (int row = 0; row < 3; row++) {
          peers.at(peer, manager -> manager.persist(Numbered.of(name)));
        }
      }
      peers.meet();

      List<IdConflict<?>> found = peers.node(0).idConflicts();
      assertThat(found).hasSize(3);
      for (IdConflict<?> conflict : found) {
        peers.node(0).rekey(conflict, 100 + (Long) conflict.id());
      }
      peers.meet();

      peers.everywhere(
          manager -> {
            List<String> names = new ArrayList<>();
            TestUnits.list(manager, Numbered.class).forEach(row -> names.add(row.name));
            assertThat(names)
                .containsExactlyInAnyOrder("of 0", "of 0", "of 0", "of 1", "of 1", "of 1");
          });
      assertThat(peers.node(1).idConflicts()).isEmpty();
    }
  }

  @Test
  void lastWriteCounts_ifTheEntityAsksForIt() {
    try (Peers peers = Peers.of(2, Whole.class)) {
      peers.at(0, manager -> manager.persist(Whole.of("here")));
      peers.at(1, manager -> manager.persist(Whole.of("there")));
      peers.meet();

      assertThat(peers.node(0).idConflicts()).isEmpty();
      String text = peers.read(0, manager -> manager.find(Whole.class, "1").text);
      peers.everywhere(manager -> assertThat(manager.find(Whole.class, "1").text).isEqualTo(text));
    }
  }

  @Test
  void conflicts_afterARestart_areTheSame() {
    Map<String, Object> shared =
        Map.of("debros.access.write", "*", "debros.directory", directory.toString());
    List<String> before;
    try (EntityManagerFactory other =
            TestUnits.inMemory(Map.of("debros.access.write", "*"), Card.class);
        EntityManagerFactory factory =
            TestUnits.open(TestUnits.configuration(Card.class).properties(shared))) {
      TestUnits.persist(factory, Card.of("1", "here"));
      TestUnits.persist(other, Card.of("1", "there"));
      NodeView node = factory.unwrap(NodeView.class);
      for (String name : other.unwrap(NodeView.class).databases().keySet()) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        other.unwrap(NodeView.class).exportCar(name, file);
        node.importCar(new ByteArrayInputStream(file.toByteArray()));
      }
      before = node.idConflicts().stream().map(IdConflictTest::text).toList();
    }

    try (EntityManagerFactory factory =
        TestUnits.open(TestUnits.configuration(Card.class).properties(shared))) {
      NodeView node = factory.unwrap(NodeView.class);
      assertThat(node.idConflicts().stream().map(IdConflictTest::text).toList())
          .isEqualTo(before)
          .hasSize(1);
      assertThat(node.verify()).isEmpty();
    }
  }

  @Test
  void rows_anyWritesAndExchanges_areAllKept() {
    check(TRIES, IdConflictTest::converge);
  }

  /** Nodes insert, change, give new ids and meet: every row that was made can be seen somewhere. */
  private static void converge(RandomGenerator random) {
    try (Peers peers = Peers.of(3, Card.class)) {
      Set<String> made = new TreeSet<>();
      for (int step = 0; step < 30; step++) {
        int peer = random.nextInt(3);
        String at = "step" + step;
        switch (random.nextInt(5)) {
          case 0 -> {
            int to = random.nextInt(3);
            if (to != peer) {
              peers.send(peer, to);
            }
          }
          case 1 ->
              peers.node(peer).idConflicts().stream()
                  .findFirst()
                  .ifPresent(conflict -> peers.node(peer).rekey(conflict, "new" + at));
          default -> peers.at(peer, manager -> write(manager, random, at, made));
        }
      }
      peers.meet();

      List<String> conflicts = conflicts(peers, 0);
      List<String> rows = peers.read(0, IdConflictTest::rows);
      for (int peer = 0; peer < 3; peer++) {
        assertThat(conflicts(peers, peer)).isEqualTo(conflicts);
        assertThat(peers.<List<String>>read(peer, IdConflictTest::rows)).isEqualTo(rows);
        assertThat(peers.toldIdConflicts(peer).stream().map(IdConflict::entry))
            .doesNotHaveDuplicates();
      }
      Set<String> seen = new TreeSet<>();
      peers.read(0, manager -> TestUnits.list(manager, Card.class)).forEach(c -> seen.add(c.who));
      peers.node(0).idConflicts().forEach(each -> seen.add(((Card) each.other()).who));
      assertThat(seen).isEqualTo(made);
    }
  }

  private static void write(
      EntityManager manager, RandomGenerator random, String at, Set<String> made) {
    String id = "r" + random.nextInt(3);
    Card card = card(manager, id);
    if (card == null) {
      Card fresh = Card.of(id, at);
      fresh.who = at;
      manager.persist(fresh);
      made.add(at);
    } else if (random.nextBoolean()) {
      card.text = at;
    } else {
      card.likes++;
    }
  }

  private static List<String> rows(EntityManager manager) {
    Set<String> rows = new TreeSet<>();
    TestUnits.list(manager, Card.class)
        .forEach(card -> rows.add(String.join(" ", card.id, card.who, card.text, "" + card.likes)));
    return List.copyOf(rows);
  }

  /** The first row is older in the order of the log than the second. */
  private static Peers conflicting(int count) {
    Peers peers = Peers.of(count, Card.class);
    peers.at(0, manager -> manager.persist(Card.of("1", "first")));
    padding(peers, 1);
    peers.at(1, manager -> manager.persist(Card.of("1", "second")));
    peers.meet();
    peers.meet();
    return peers;
  }

  private static void padding(Peers peers, int peer) {
    peers.at(peer, manager -> manager.persist(Card.of("padding" + peer, "padding")));
  }

  private static List<String> conflicts(Peers peers, int peer) {
    return peers.node(peer).idConflicts().stream().map(IdConflictTest::text).toList();
  }

  private static String text(IdConflict<?> conflict) {
    Card keeper = (Card) conflict.keeper();
    Card other = (Card) conflict.other();
    return conflict.id() + ": " + keeper.text + ", other " + other.text;
  }

  private static Card card(EntityManager manager, String id) {
    return manager.find(Card.class, id);
  }

  @Entity(name = "Card")
  static class Card {
    @Id String id;
    @Version long version;
    String text;
    String who;
    @Counter long likes;
    @CrdtSet @ElementCollection Set<String> tags = new LinkedHashSet<>();

    static Card of(String id, String text) {
      Card card = new Card();
      card.id = id;
      card.text = text;
      card.who = text;
      card.likes = 1;
      card.tags.add(text);
      return card;
    }
  }

  @Entity(name = "Numbered")
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 2))
  static class Numbered {
    @Id @GeneratedValue Long id;
    String name;

    static Numbered of(String name) {
      Numbered numbered = new Numbered();
      numbered.name = name;
      return numbered;
    }
  }

  @Entity(name = "Whole")
  @Model(merge = Merge.DOCUMENT)
  static class Whole {
    @Id String id = "1";
    String text;

    static Whole of(String text) {
      Whole whole = new Whole();
      whole.text = text;
      return whole;
    }
  }
}
