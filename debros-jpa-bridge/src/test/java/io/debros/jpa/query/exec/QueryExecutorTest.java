package io.debros.jpa.query.exec;

import static io.debros.jpa.query.Predicates.and;
import static io.debros.jpa.query.Predicates.asc;
import static io.debros.jpa.query.Predicates.atLeast;
import static io.debros.jpa.query.Predicates.desc;
import static io.debros.jpa.query.Predicates.eq;
import static io.debros.jpa.query.Predicates.in;
import static io.debros.jpa.query.Predicates.isEmpty;
import static io.debros.jpa.query.Predicates.isNull;
import static io.debros.jpa.query.Predicates.member;
import static io.debros.jpa.query.Predicates.not;
import static io.debros.jpa.query.Predicates.or;
import static io.debros.jpa.query.Predicates.parameter;
import static io.debros.jpa.query.Predicates.path;
import static io.debros.jpa.query.QueryFixture.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.QueryFixture;
import io.debros.jpa.query.Shop.Note;
import io.debros.jpa.query.Shop.Post;
import io.debros.jpa.query.Shop.Profile;
import io.debros.jpa.query.Shop.Purchase;
import io.debros.jpa.query.Shop.User;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Projection;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.Plan;
import io.debros.jpa.shard.RowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryExecutorTest {
  private static final int USERS = 137;

  private final QueryFixture shop = QueryFixture.shop();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void run_pagesOverShards_haveEveryRowOnceInOrder() {
    shop.put(User.class, users());
    Query all = Query.of(User.class).withOrders(List.of(desc("age"), asc("city")));

    List<String> paged = new ArrayList<>();
    for (int offset = 0; offset < USERS; offset += 10) {
      paged.addAll(shop.keys(all.withPage(offset, 10)));
    }

    assertThat(paged).hasSize(USERS).doesNotHaveDuplicates().isEqualTo(shop.keys(all));
    assertThat(shop.keys(all.withPage(USERS, 10))).isEmpty();
    assertThat(shop.keys(all.withPage(0, 0))).isEmpty();
  }

  @Test
  void run_pageThatOverflows_isTheRest() {
    shop.put(User.class, users());

    assertThat(shop.keys(Query.of(User.class).withPage(130, Query.UNLIMITED - 1))).hasSize(7);
  }

  @Test
  void run_poolThatTakesNoTasks_worksOnTheCallersThread() {
    shop.put(User.class, users());
    QueryExecutor alone =
        new QueryExecutor(
            shop.stores(),
            shop.router(),
            task -> {
              throw new RejectedExecutionException();
            });
    Plan plan = shop.planner().plan(Query.of(User.class).withOrders(List.of(asc("age"))));

    int rows = 0;
    try (Rows found = alone.run(plan, Overlay.NONE)) {
      while (found.next()) {
        rows++;
      }
    }

    assertThat(rows).isEqualTo(USERS);
    assertThat(alone.count(plan, Overlay.NONE)).isEqualTo(USERS);
  }

  @Test
  void run_poolThatNeverGetsToIt_worksOnTheCallersThread() {
    shop.put(User.class, users());
    QueryExecutor alone = new QueryExecutor(shop.stores(), shop.router(), task -> {});
    Plan plan = shop.planner().plan(Query.of(User.class));

    try (Rows found = alone.run(plan, Overlay.NONE)) {
      assertThat(found.next()).isTrue();
    }
    assertThat(alone.exists(plan, Overlay.NONE)).isTrue();
  }

  @Test
  void close_halfRead_letsTheNodeClose() {
    shop.put(User.class, users());
    Rows rows = shop.executor().run(shop.planner().plan(Query.of(User.class)), Overlay.NONE);
    rows.next();

    rows.close();
    rows.close();

    assertThat(shop.keys(Query.of(User.class))).hasSize(USERS);
  }

  @Test
  void run_writesWhileRowsAreRead_areNotSeen() {
    shop.put(User.class, users());
    try (Rows rows = shop.executor().run(shop.planner().plan(Query.of(User.class)), Overlay.NONE)) {
      rows.next();
      shop.put(User.class, document("zzz"));

      int left = 0;
      while (rows.next()) {
        left++;
      }
      assertThat(left).isEqualTo(USERS - 1);
    }
  }

  @Test
  void document_beforeTheFirstRow_isRefused() {
    try (Rows rows = shop.executor().run(shop.planner().plan(Query.of(User.class)), Overlay.NONE)) {
      assertThatThrownBy(rows::document)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Rows stand on no row; call next() first");
    }
  }

  @Test
  void run_parameterWithoutValue_isRefused() {
    Plan plan = shop.planner().plan(Query.of(User.class).withWhere(eq("age", parameter("age"))));

    assertThatThrownBy(() -> shop.executor().run(plan, Overlay.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Query has a parameter without a value {entity=User, condition=age = :age}."
                + " Give every parameter a value before the query is run.");
  }

  @Test
  void run_attributeOfAnotherEntity_findsRowsOfAllOwners() {
    people();

    assertThat(keys(Post.class, eq("author.username", "ada"))).containsExactly("p1", "p3");
    assertThat(keys(Post.class, not(eq("author.username", "ada")))).containsExactly("p2");
    assertThat(keys(Post.class, eq("author.id", "u1"))).containsExactly("p1", "p3");
    assertThat(keys(Post.class, isNull("author.username"))).isEmpty();
    assertThat(keys(Post.class, or(eq("author.username", "ada"), eq("title", "orphan"))))
        .containsExactly("p1", "p3", "p4");
  }

  @Test
  void run_inverseSides_findByTheOwningSide() {
    people();
    shop.put(Profile.class, document(1L, "userId", "u2", "motto", "carpe"));

    assertThat(keys(User.class, eq("profile.motto", "carpe"))).containsExactly("u2");
    assertThat(keys(User.class, isNull("profile"))).containsExactly("u1", "u3");
    assertThat(keys(User.class, not(isNull("profile")))).containsExactly("u2");
    assertThat(keys(User.class, isEmpty("posts"))).containsExactly("u3");
    assertThat(keys(User.class, not(isEmpty("posts")))).containsExactly("u1", "u2");
    assertThat(keys(User.class, eq("profile", 1L))).containsExactly("u2");
    assertThat(keys(User.class, member("p2", "posts"))).containsExactly("u2");
    assertThat(keys(User.class, not(member("p2", "posts")))).containsExactly("u1", "u3");
    assertThat(keys(Post.class, eq("author.profile.motto", "carpe"))).containsExactly("p2");
  }

  @Test
  void run_orderAndComparisonThroughAnotherEntity_lookItUp() {
    people();
    Query byAuthor = Query.of(Post.class).withOrders(List.of(desc("author.username"), asc("id")));
    Predicate own = new Comparison(path("author.username"), Operator.EQUAL, path("ownerId"));

    assertThat(shop.keys(byAuthor)).containsExactly("p2", "p1", "p3", "p4", "p5");
    assertThat(keys(Post.class, own)).containsExactly("p1", "p2");
  }

  @Test
  void run_changedTarget_countsAsItIsInTheOverlay() {
    people();
    Overlay renamed = new OneChange(shop.model(User.class), document("u1", "username", "eve"));
    Query ofEve = Query.of(Post.class).withWhere(eq("author.username", "eve"));

    assertThat(shop.keys(ofEve, renamed)).containsExactly("p1", "p3");
    assertThat(shop.keys(ofEve, Overlay.NONE)).isEmpty();
    assertThat(
            shop.keys(Query.of(Post.class).withOrders(List.of(desc("author.username"))), renamed))
        .startsWith("p3", "p1", "p2");
  }

  @Test
  void run_databaseOfAnOwnerThatComesMeanwhile_isNotSeenYet() {
    people();
    Query ofAda = Query.of(Post.class).withWhere(eq("author.username", "ada"));
    Plan plan = shop.planner().plan(ofAda);

    assertThat(shop.keys(plan, new Meanwhile(() -> putPostOfAda("p6", "dan"))))
        .containsExactly("p1", "p3");
    assertThat(shop.executor().count(plan, new Meanwhile(() -> putPostOfAda("p7", "eve"))))
        .isEqualTo(3);

    assertThat(shop.keys(ofAda)).containsExactly("p1", "p3", "p6", "p7");
  }

  private void putPostOfAda(String id, String owner) {
    shop.put(Post.class, document(id, "ownerId", owner, "authorId", "u1", "title", "late"));
  }

  @Test
  void run_distinctProjection_countsEqualRowsOnceBeforeThePage() {
    shop.put(User.class, users());
    Query cities =
        Query.of(User.class)
            .withProjection(new Projection.Values(List.of(path("city"))))
            .withDistinct(true)
            .withOrders(List.of(asc("city")));

    assertThat(values(cities)).containsExactly(List.of("c0"), List.of("c1"), List.of("c2"));
    assertThat(values(cities.withPage(1, 1))).containsExactly(List.of("c1"));
    assertThat(shop.executor().count(shop.planner().plan(cities), Overlay.NONE)).isEqualTo(3);
  }

  @Test
  void values_throughAnotherEntity_areLookedUp() {
    people();
    Query names =
        Query.of(Post.class)
            .withWhere(in("id", "p1", "p4"))
            .withProjection(new Projection.Values(List.of(path("id"), path("author.username"))));

    List<List<Object>> values = values(names);

    assertThat(values.get(0)).containsExactly("p1", "ada");
    assertThat(values.get(1)).containsExactly("p4", null);
  }

  @Test
  void find_idInAnyPlacement_findsTheRow() {
    people();
    shop.put(Purchase.class, document(7L, "customer", "alice", "amount", 1L));

    assertThat(find(User.class, "u1", "u1").get("username")).isEqualTo("ada");
    assertThat(find(Post.class, "p2", "p2").get("title")).isEqualTo("two");
    assertThat(find(Purchase.class, "7", 7L).get("customer")).isEqualTo("alice");
    assertThat(find(Purchase.class, "8", 8L)).isNull();
  }

  @Test
  void find_changedOrRemovedRow_isAsInTheOverlay() {
    people();
    EntityModel user = shop.model(User.class);
    Document changed = document("u1", "username", "eve");
    RowId id = new RowId("u1", "u1");

    assertThat(shop.executor().find(user, id, new OneChange(user, changed))).isSameAs(changed);
    assertThat(
            shop.executor().find(user, new RowId("u2", "u2"), new OneChange(user, changed)).key())
        .isEqualTo("u2");
  }

  @Test
  void count_coveredOrEverything_equalsTheRows() {
    shop.put(User.class, users());
    shop.put(Note.class, document("n", "userId", "ada"), document("m", "userId", "bob"));

    assertThat(count(User.class, Predicate.TRUE)).isEqualTo(USERS);
    assertThat(count(User.class, eq("city", "c1"))).isEqualTo(46);
    assertThat(count(User.class, and(eq("city", "c1"), atLeast("age", 50)))).isEqualTo(12);
    assertThat(count(User.class, Predicate.FALSE)).isZero();
    assertThat(count(Note.class, Predicate.TRUE)).isEqualTo(2);
    assertThat(count(Note.class, eq("userId", "ada"))).isEqualTo(1);
    assertThat(count(Note.class, eq("userId", "nobody"))).isZero();
  }

  @Test
  void run_thousandsOfIds_findThem() {
    shop.put(User.class, users());
    Predicate any = Predicate.FALSE;
    for (int i = 0; i < 5_000; i++) {
      any = or(any, eq("id", "u" + i));
    }

    assertThat(keys(User.class, any)).hasSize(USERS);
    assertThat(keys(User.class, not(any))).isEmpty();
  }

  private static List<Document> users() {
    return IntStream.range(0, USERS)
        .mapToObj(
            i -> document("u" + i, "username", "n" + i, "age", (long) i % 70, "city", "c" + i % 3))
        .toList();
  }

  /** Ada wrote p1 (her own) and p3 (at Bob's), Bob p2; the author of p4 is missing, p5 has none. */
  private void people() {
    shop.put(
        User.class,
        document("u1", "username", "ada"),
        document("u2", "username", "bob"),
        document("u3", "username", "cy"));
    shop.put(
        Post.class,
        document("p1", "ownerId", "ada", "authorId", "u1", "title", "one"),
        document("p2", "ownerId", "bob", "authorId", "u2", "title", "two"),
        document("p3", "ownerId", "bob", "authorId", "u1", "title", "three"),
        document("p4", "ownerId", "cy", "authorId", "gone", "title", "orphan"),
        document("p5", "ownerId", "cy", "title", "nobody's"));
  }

  private List<String> keys(Class<?> entity, Predicate where) {
    return shop.keys(Query.of(entity).withWhere(where));
  }

  private long count(Class<?> entity, Predicate where) {
    Plan plan = shop.planner().plan(Query.of(entity).withWhere(where));
    return shop.executor().count(plan, Overlay.NONE);
  }

  private Document find(Class<?> entity, String key, Object id) {
    return shop.executor().find(shop.model(entity), new RowId(key, id), Overlay.NONE);
  }

  private List<List<Object>> values(Query query) {
    List<List<Object>> values = new ArrayList<>();
    try (Rows rows = shop.executor().run(shop.planner().plan(query), Overlay.NONE)) {
      while (rows.next()) {
        values.add(rows.values());
      }
    }
    return values;
  }

  /** One row of one entity is changed. */
  private record OneChange(EntityModel entity, Document row) implements Overlay {
    @Override
    public boolean isEmpty(EntityModel other) {
      return other != entity;
    }

    @Override
    public Collection<Document> changed(EntityModel other) {
      return other == entity ? List.of(row) : List.of();
    }

    @Override
    public boolean hides(EntityModel other, String key) {
      return other == entity && key.equals(row.key());
    }
  }

  /** Changes nothing; when a query has taken its moment and asks for users, something happens. */
  private record Meanwhile(Runnable event) implements Overlay {
    @Override
    public boolean isEmpty(EntityModel entity) {
      return true;
    }

    @Override
    public Collection<Document> changed(EntityModel entity) {
      if (entity.name().equals("User")) {
        event.run();
      }
      return List.of();
    }

    @Override
    public boolean hides(EntityModel entity, String key) {
      return false;
    }
  }
}
