package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.merge.Counters;
import io.debros.jpa.merge.EntityConflict;
import io.debros.jpa.node.NodeView;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page about consistency says is so. */
class ConsistencyTest {
  private final EntityManagerFactory here = unit(List.of());
  private final EntityManagerFactory there = unit(List.of());
  private final Story story = new Story("Comet seen");

  @BeforeEach
  void share() {
    here.runInTransaction(manager -> manager.persist(story));
    meet();
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  @Test
  void edits_ofDifferentAttributes_bothStay() {
    here.runInTransaction(manager -> find(manager).setHeadline("Comet seen twice"));
    there.runInTransaction(manager -> find(manager).setText("It came at night."));
    meet();

    everywhere(
        seen -> {
          assertThat(seen.getHeadline()).isEqualTo("Comet seen twice");
          assertThat(seen.getText()).isEqualTo("It came at night.");
        });
  }

  @Test
  void likesAndTags_ofBoth_addUp() {
    String id = story.getId();
    here.runInTransaction(manager -> find(manager).like());
    there.runInTransaction(
        manager -> {
          manager.find(Story.class, id).like();
          manager.unwrap(Counters.class).add(Story.class, id, "likes", 1);
          manager.find(Story.class, id).getTags().add("sky");
        });
    here.runInTransaction(manager -> find(manager).getTags().add("night"));
    meet();

    everywhere(
        seen -> {
          assertThat(seen.getLikes()).isEqualTo(3);
          assertThat(seen.getTags()).containsExactlyInAnyOrder("sky", "night");
          assertThat(seen.getVersion()).isZero();
        });
  }

  @Test
  void conflict_isToldAtBothNodes() {
    List<EntityConflict<?>> told = new ArrayList<>();
    here.unwrap(NodeView.class).addConflictListener(told::add);
    there.unwrap(NodeView.class).addConflictListener(told::add);

    here.runInTransaction(manager -> find(manager).setHeadline("Here"));
    there.runInTransaction(manager -> find(manager).setHeadline("There"));
    meet();
    meet();

    assertThat(told).hasSize(2);
    everywhere(seen -> assertThat(seen.getVersion()).isEqualTo(2));
  }

  @Test
  void resolver_decides() {
    try (EntityManagerFactory one = unit(List.of(new LongerText()));
        EntityManagerFactory two = unit(List.of(new LongerText()))) {
      Story told = new Story("Told");
      one.runInTransaction(manager -> manager.persist(told));
      send(one, two);
      one.runInTransaction(manager -> manager.find(Story.class, told.getId()).setText("long text"));
      two.runInTransaction(manager -> manager.find(Story.class, told.getId()).setText("short"));
      send(one, two);
      send(two, one);

      for (EntityManagerFactory each : List.of(one, two)) {
        try (EntityManager manager = each.createEntityManager()) {
          assertThat(manager.find(Story.class, told.getId()).getText()).isEqualTo("long text");
        }
      }
    }
  }

  private Story find(EntityManager manager) {
    return manager.find(Story.class, story.getId());
  }

  private void everywhere(Consumer<Story> check) {
    for (EntityManagerFactory each : List.of(here, there)) {
      try (EntityManager manager = each.createEntityManager()) {
        check.accept(find(manager));
      }
    }
  }

  private void meet() {
    send(here, there);
    send(there, here);
  }

  private static void send(EntityManagerFactory from, EntityManagerFactory to) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    from.unwrap(NodeView.class).exportCar("global-story", file);
    to.unwrap(NodeView.class).importCar(new ByteArrayInputStream(file.toByteArray()));
  }

  private static EntityManagerFactory unit(List<LongerText> resolvers) {
    return new PersistenceConfiguration("stories")
        .managedClass(Story.class)
        .property("debros.store.type", "memory")
        .property("debros.access.write", "*")
        .property("debros.conflict-resolvers", resolvers)
        .createEntityManagerFactory();
  }
}
