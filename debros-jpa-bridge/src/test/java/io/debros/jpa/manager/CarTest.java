package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.jpa.manager.model.Diary;
import io.debros.jpa.manager.model.Person;
import io.debros.jpa.node.NodeView;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import io.debros.store.error.BadBlockException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.RollbackException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Databases travel between running units. */
class CarTest {
  private final EntityManagerFactory here = open("*");
  private final EntityManagerFactory there = open("*");

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  @Test
  void import_databasesThatAreOpen_joinsTheirRows() {
    Person ada = Person.named("ada");
    Person bob = Person.named("bob");
    Person carl = Person.named("carl");
    TestUnits.persist(here, ada, bob);
    TestUnits.persist(there, carl);

    send(here, there);

    assertThat(node(there).databases()).isEqualTo(node(here).databases());
    TestUnits.read(
        there,
        manager -> {
          assertThat(manager.find(Person.class, ada.id).username).isEqualTo("ada");
          assertThat(count(manager, Query.of(Person.class))).isEqualTo(3);
          assertThat(count(manager, named("bob"))).isOne();
          assertThat(TestUnits.list(manager, Person.class)).hasSize(3);
        });
    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(() -> TestUnits.persist(there, Person.named("ada")))
        .withMessageContaining("Unique value is taken");
  }

  @Test
  void import_ownerThatWasNotHere_isFoundByIdAndByQuery() {
    Diary diary = Diary.of("ada", "dear");
    TestUnits.persist(here, diary);
    TestUnits.read(there, manager -> assertThat(TestUnits.list(manager, Diary.class)).isEmpty());

    send(here, there);

    TestUnits.read(
        there,
        manager -> {
          assertThat(manager.find(Diary.class, diary.id).text).isEqualTo("dear");
          assertThat(TestUnits.list(manager, Diary.class)).hasSize(1);
          assertThat(count(manager, Query.of(Diary.class))).isOne();
        });
  }

  @Test
  void import_changesMadeThere_comeBack() {
    Diary diary = Diary.of("ada", "dear");
    Person ada = Person.named("ada");
    TestUnits.persist(here, diary, ada);
    send(here, there);
    there.runInTransaction(
        manager -> {
          manager.find(Diary.class, diary.id).text = "changed";
          manager.remove(manager.find(Person.class, ada.id));
        });

    send(there, here);
    send(there, here);

    TestUnits.read(
        here,
        manager -> {
          assertThat(manager.find(Diary.class, diary.id).text).isEqualTo("changed");
          assertThat(count(manager, named("ada"))).isZero();
        });
    TestUnits.persist(here, Person.named("ada"));
  }

  @Test
  void import_nameTakenByAnotherAddress_isKeptApart() {
    Person ada = Person.named("ada");
    TestUnits.persist(here, ada);
    try (EntityManagerFactory other = open("")) {
      Map<String, String> addresses = node(other).databases();

      send(here, other);

      assertThat(node(other).databases()).isEqualTo(addresses);
      TestUnits.read(other, manager -> assertThat(TestUnits.list(manager, Person.class)).isEmpty());
    }
  }

  @Test
  void import_brokenFile_isRefused() {
    assertThatExceptionOfType(BadBlockException.class)
        .isThrownBy(() -> node(there).importCar(new ByteArrayInputStream(new byte[] {1, 2})));
  }

  @Test
  void export_unknownName_namesTheNearest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> node(here).exportCar("global-persn-shard-0", new ByteArrayOutputStream()))
        .withMessage(
            "Database is not known here {name=global-persn-shard-0}. Name"
                + " global-person-shard-0, the nearest one, or another that databases() lists.");
  }

  @Test
  void car_factoryClosed_isRefused() {
    EntityManagerFactory closed = open("*");
    NodeView node = node(closed);
    closed.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> node.exportCar("global-person-shard-0", new ByteArrayOutputStream()));
    assertThatIllegalStateException()
        .isThrownBy(() -> node.importCar(new ByteArrayInputStream(new byte[0])));
    assertThatIllegalStateException().isThrownBy(node::verify);
  }

  @Test
  void verify_wholeData_findsNothing() {
    send(here, there);

    assertThat(node(here).verify()).isEmpty();
    assertThat(node(there).verify()).isEmpty();
  }

  /** Every database of one unit goes to the other. */
  private static void send(EntityManagerFactory from, EntityManagerFactory to) {
    node(from)
        .databases()
        .forEach(
            (name, address) -> {
              ByteArrayOutputStream file = new ByteArrayOutputStream();
              node(from).exportCar(name, file);
              assertThat(node(to).importCar(new ByteArrayInputStream(file.toByteArray())))
                  .isEqualTo(address);
            });
  }

  private static Query named(String username) {
    return Query.of(Person.class)
        .withWhere(new Comparison(Path.of("username"), Operator.EQUAL, new Literal(username)));
  }

  private static long count(EntityManager manager, Query query) {
    return manager.unwrap(QueryRunner.class).count(query);
  }

  private static NodeView node(EntityManagerFactory factory) {
    return factory.unwrap(NodeView.class);
  }

  private static EntityManagerFactory open(String writers) {
    return TestUnits.inMemory(
        writers.isEmpty() ? Map.of() : Map.of("debros.access.write", writers),
        Person.class,
        Diary.class);
  }
}
