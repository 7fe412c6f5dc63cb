package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.node.NodeView;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the page about consistency says of unique values and ids that nodes give away twice. */
class GivenTwiceTest {
  private final EntityManagerFactory here = unit();
  private final EntityManagerFactory there = unit();

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  @Test
  void name_givenAwayTwice_isListedUntilOneIsRenamed() {
    persist(here, "padding");
    meet();
    long first = persist(here, "ada");
    long second = persist(there, "ada");
    meet();

    assertThat(node(there).uniqueViolations())
        .extracting(UniqueViolation::keeper)
        .containsAnyOf(first, second);
    for (UniqueViolation<?> violation : node(here).uniqueViolations()) {
      for (Object id : violation.others()) {
        here.runInTransaction(manager -> manager.find(Member.class, id).setName("ada-" + id));
      }
    }
    meet();

    assertThat(node(here).uniqueViolations()).isEmpty();
    assertThat(node(there).uniqueViolations()).isEmpty();
  }

  @Test
  void id_givenAwayTwice_isListedUntilTheOtherRowHasItsOwn() {
    long first = persist(here, "ada");
    long second = persist(there, "bea");
    assertThat(first).isEqualTo(second);
    meet();

    assertThat(node(there).idConflicts()).hasSize(1);
    for (IdConflict<?> conflict : node(here).idConflicts()) {
      node(here).rekey(conflict, 1_000_000 + (Long) conflict.id());
    }
    meet();

    assertThat(node(there).idConflicts()).isEmpty();
    there.runInTransaction(
        manager -> {
          assertThat(manager.find(Member.class, first)).isNotNull();
          assertThat(manager.find(Member.class, 1_000_000 + first)).isNotNull();
        });
  }

  private static long persist(EntityManagerFactory factory, String name) {
    Member member = new Member(name);
    factory.runInTransaction(manager -> manager.persist(member));
    return member.getId();
  }

  private void meet() {
    send(here, there);
    send(there, here);
  }

  private static void send(EntityManagerFactory from, EntityManagerFactory to) {
    for (String database : node(from).databases().keySet()) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      node(from).exportCar(database, file);
      node(to).importCar(new ByteArrayInputStream(file.toByteArray()));
    }
  }

  private static NodeView node(EntityManagerFactory factory) {
    return factory.unwrap(NodeView.class);
  }

  private static EntityManagerFactory unit() {
    return new PersistenceConfiguration("members")
        .managedClass(Member.class)
        .property("debros.store.type", "memory")
        .property("debros.access.write", "*")
        .createEntityManagerFactory();
  }
}
