package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.manager.model.Member;
import io.debros.jpa.manager.model.Person;
import io.debros.jpa.manager.model.Role;
import io.debros.jpa.manager.model.Team;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Parameter;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Projection;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.TransactionRequiredException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContextQueriesTest {
  private static final Query ACTIVE = Query.of(Person.class).withWhere(equal("isActive", true));
  private static final Query BY_NAME =
      Query.of(Person.class).withOrders(List.of(Order.ascending(Path.of("username"))));

  private final EntityManagerFactory factory =
      TestUnits.inMemory(Person.class, Team.class, Member.class);

  @BeforeEach
  void persist() {
    Person ada = Person.named("ada");
    ada.isActive = true;
    ada.age = 36;
    ada.role = Role.WRITER;
    Person bob = Person.named("bob");
    bob.age = 20;
    Person cid = Person.named("cid");
    cid.isActive = true;
    TestUnits.persist(factory, ada, bob, cid);
  }

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void list_condition_findsManagedEntitiesOnceEach() {
    with(
        (manager, queries) -> {
          List<?> first = queries.list(ACTIVE.withOrders(BY_NAME.orders()));
          List<?> second = queries.list(ACTIVE.withOrders(BY_NAME.orders()));

          assertThat(names(first)).containsExactly("ada", "cid");
          assertThat(second.get(0)).isSameAs(first.get(0));
          assertThat(manager.contains(first.get(0))).isTrue();
          assertThat(manager.find(Person.class, ((Person) first.get(0)).id)).isSameAs(first.get(0));
        });
  }

  @Test
  void list_page_isCutAfterTheMergeOfShards() {
    with(
        (manager, queries) ->
            assertThat(names(queries.list(BY_NAME.withPage(1, 1)))).containsExactly("bob"));
  }

  @Test
  void list_ownChanges_areSeenAfterAutomaticFlush() {
    inTransaction(
        (manager, queries) -> {
          Person dan = Person.named("dan");
          dan.isActive = true;
          manager.persist(dan);
          Person ada = (Person) queries.list(BY_NAME).get(0);
          ada.isActive = false;
          manager.remove(queries.list(BY_NAME).get(2));

          assertThat(names(queries.list(ACTIVE.withOrders(BY_NAME.orders()))))
              .containsExactly("dan");
          assertThat(queries.count(ACTIVE)).isEqualTo(1);
          assertThat(queries.exists(Query.of(Person.class).withWhere(equal("username", "cid"))))
              .isFalse();
        });
  }

  @Test
  void list_flushModeCommit_doesNotFlush() {
    inTransaction(
        (manager, queries) -> {
          manager.setFlushMode(FlushModeType.COMMIT);
          manager.persist(Person.named("dan"));

          assertThat(queries.list(BY_NAME)).hasSize(3);
        });
  }

  @Test
  void list_otherTransactionsUncommittedChanges_areNotSeen() {
    inTransaction(
        (manager, queries) -> {
          manager.persist(Person.named("dan"));
          manager.flush();

          with((other, otherQueries) -> assertThat(otherQueries.list(BY_NAME)).hasSize(3));
        });
  }

  @Test
  void list_projection_givesValuesOfTheAttributesTypes() {
    with(
        (manager, queries) -> {
          Query query =
              BY_NAME.withProjection(
                  new Projection.Values(
                      List.of(Path.of("username"), Path.of("age"), Path.of("role"))));

          List<?> rows = queries.list(query);

          assertThat((Object[]) rows.get(0)).containsExactly("ada", 36, Role.WRITER);
          assertThat((Object[]) rows.get(2)).containsExactly("cid", null, null);
        });
  }

  @Test
  void list_projectionOfReference_givesTheReference() {
    Team red = new Team("red");
    red.add("ann");
    TestUnits.persist(factory, red);

    with(
        (manager, queries) -> {
          Query query =
              Query.of(Member.class)
                  .withProjection(
                      new Projection.Values(List.of(Path.of("team"), Path.of("team.name"))));

          Object[] row = (Object[]) queries.list(query).get(0);

          assertThat(row[0]).isSameAs(manager.find(Team.class, red.getId()));
          assertThat(row[1]).isEqualTo("red");
        });
  }

  @Test
  void list_projectionOfEmbeddable_isRefused() {
    with(
        (manager, queries) ->
            assertThatIllegalArgumentException()
                .isThrownBy(
                    () ->
                        queries.list(
                            BY_NAME.withProjection(
                                new Projection.Values(List.of(Path.of("address"))))))
                .withMessageContaining("Only single values can be projected {entity=Person"));
  }

  @Test
  void stream_consumedInPart_closes() {
    with(
        (manager, queries) -> {
          try (Stream<?> rows = queries.stream(BY_NAME)) {
            assertThat(rows.map(row -> ((Person) row).username).findFirst()).contains("ada");
          }
        });
  }

  @Test
  void delete_query_removesThroughTheContext() {
    inTransaction((manager, queries) -> assertThat(queries.delete(ACTIVE)).isEqualTo(2));

    with((manager, queries) -> assertThat(names(queries.list(BY_NAME))).containsExactly("bob"));
  }

  @Test
  void delete_noTransaction_isRefused() {
    with(
        (manager, queries) ->
            assertThatExceptionOfType(TransactionRequiredException.class)
                .isThrownBy(() -> queries.delete(ACTIVE)));
  }

  @Test
  void list_entityAsValue_standsForItsId() {
    Team red = new Team("red");
    red.add("ann");
    TestUnits.persist(factory, red);

    with(
        (manager, queries) -> {
          Team reference = manager.getReference(Team.class, red.getId());

          assertThat(queries.list(Query.of(Member.class).withWhere(equal("team", reference))))
              .hasSize(1);
        });
  }

  @Test
  void declare_thenExplain_usesTheIndex() {
    with(
        (manager, queries) -> {
          queries.declare(
              Query.of(Person.class)
                  .withWhere(
                      new Comparison(Path.of("isActive"), Operator.EQUAL, new Parameter("0"))));

          assertThat(queries.explain(ACTIVE)).contains("index Person");
        });
  }

  @Test
  void explain_indexSwitchedOff_scans() {
    try (EntityManagerFactory unindexed =
            TestUnits.inMemory(java.util.Map.of("debros.index.auto", "false"), Person.class);
        EntityManager manager = unindexed.createEntityManager()) {
      QueryRunner queries = manager.unwrap(QueryRunner.class);
      queries.declare(ACTIVE);

      assertThat(queries.explain(ACTIVE)).doesNotContain("index Person");
    }
  }

  @Test
  void anyVerb_unknownAttribute_namesTheNearestAndDoesNotDoom() {
    Query wrong = Query.of(Person.class).withWhere(equal("usernam", "x"));

    inTransaction(
        (manager, queries) -> {
          List<Consumer<Query>> verbs =
              List.of(
                  queries::list,
                  queries::stream,
                  queries::count,
                  queries::exists,
                  queries::delete,
                  queries::explain,
                  queries::declare);
          for (Consumer<Query> verb : verbs) {
            assertThatIllegalArgumentException()
                .isThrownBy(() -> verb.accept(wrong))
                .withMessageContaining("username");
          }
          assertThat(manager.getTransaction().getRollbackOnly()).isFalse();
        });
  }

  @Test
  void list_valueOfWrongType_isRefused() {
    with(
        (manager, queries) ->
            assertThatIllegalArgumentException()
                .isThrownBy(
                    () -> queries.list(Query.of(Person.class).withWhere(equal("age", "old")))));
  }

  @Test
  void list_classThatIsNoEntity_isRefused() {
    with(
        (manager, queries) ->
            assertThatIllegalArgumentException()
                .isThrownBy(() -> queries.list(Query.of(String.class)))
                .withMessageContaining("java.lang.String"));
  }

  private static Predicate equal(String path, Object value) {
    return new Comparison(Path.of(path), Operator.EQUAL, new Literal(value));
  }

  private static List<String> names(List<?> people) {
    return people.stream().map(person -> ((Person) person).username).toList();
  }

  private void with(Work work) {
    TestUnits.read(factory, manager -> work.run(manager, manager.unwrap(QueryRunner.class)));
  }

  private void inTransaction(Work work) {
    factory.runInTransaction(manager -> work.run(manager, manager.unwrap(QueryRunner.class)));
  }

  private interface Work {
    void run(EntityManager manager, QueryRunner queries);
  }
}
