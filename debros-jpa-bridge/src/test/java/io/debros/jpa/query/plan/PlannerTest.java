package io.debros.jpa.query.plan;

import static io.debros.jpa.query.Predicates.and;
import static io.debros.jpa.query.Predicates.asc;
import static io.debros.jpa.query.Predicates.atLeast;
import static io.debros.jpa.query.Predicates.between;
import static io.debros.jpa.query.Predicates.desc;
import static io.debros.jpa.query.Predicates.eq;
import static io.debros.jpa.query.Predicates.ignoreCase;
import static io.debros.jpa.query.Predicates.in;
import static io.debros.jpa.query.Predicates.isEmpty;
import static io.debros.jpa.query.Predicates.isNull;
import static io.debros.jpa.query.Predicates.less;
import static io.debros.jpa.query.Predicates.like;
import static io.debros.jpa.query.Predicates.member;
import static io.debros.jpa.query.Predicates.not;
import static io.debros.jpa.query.Predicates.or;
import static io.debros.jpa.query.Predicates.parameter;
import static io.debros.jpa.query.Predicates.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.debros.jpa.query.QueryFixture;
import io.debros.jpa.query.Shop.Note;
import io.debros.jpa.query.Shop.Parcel;
import io.debros.jpa.query.Shop.Post;
import io.debros.jpa.query.Shop.Profile;
import io.debros.jpa.query.Shop.Purchase;
import io.debros.jpa.query.Shop.Rank;
import io.debros.jpa.query.Shop.User;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.model.Order.Nulls;
import io.debros.jpa.query.model.Order.TextCase;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Query;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PlannerTest {
  private final QueryFixture shop = QueryFixture.shop();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void plan_everything_scansAllShardsByKey() {
    assertPlan(
        Query.of(User.class),
        """
        merge id
          scan User  shards all 4
        """);
  }

  @Test
  void plan_idOfHashedModel_readsOneShard() {
    assertPlan(
        where(User.class, eq("id", "alice")),
        """
        by id User.id = 'alice'  shards [1]
        """);
  }

  @Test
  void plan_severalIds_readTheirShardsOnly() {
    assertPlan(
        where(User.class, in("id", "user123", "user123", "charlie")),
        """
        merge id
          by id User.id in ['charlie', 'user123']  shards [0, 3]
        """);
  }

  @Test
  void plan_shardKeyThatIsNotTheId_readsOneShard() {
    assertPlan(
        where(Purchase.class, and(eq("customer", "user123"), atLeast("amount", 5))),
        """
        filter customer = 'user123' and amount >= 5
          scan Purchase  shards [3]
        """);
  }

  @Test
  void plan_idThatDoesNotTellTheShard_isLocatedByTheIdIndex() {
    assertPlan(
        where(Purchase.class, eq("id", 7L)),
        """
        merge id
          filter id = 7
            by id Purchase.id = 7  located by Purchase.id
        """);
    assertPlan(
        where(Post.class, eq("id", "p1")),
        """
        merge id
          by id Post.id = 'p1'  located by Post.id
        """);
  }

  @Test
  void plan_equalityOnOwner_readsTheOwnersShards() {
    assertPlan(
        where(Post.class, and(eq("ownerId", "ada"), eq("id", "alice"))),
        """
        filter ownerId = 'ada'
          by id Post.id = 'alice'  owners ['ada'] shards [1]
        """);
    assertPlan(
        where(Note.class, eq("userId", "ada")),
        """
        filter userId = 'ada'
          scan Note  owners ['ada']
        """);
  }

  @Test
  void plan_rangesOfANumber_compareAsNumbers() {
    assertPlan(
        where(Parcel.class, in("weight", 8, 10)),
        """
        merge id
          filter weight in [8, 10]
            scan Parcel  shards [0, 1]
        """);
  }

  @Test
  void plan_alternativesThatAllFixTheShard_readTheirShards() {
    Predicate either =
        or(eq("customer", "user123"), and(eq("customer", "charlie"), eq("amount", 1)));

    assertThat(shop.explain(where(Purchase.class, either))).endsWith("shards [0, 3]\n");
  }

  @Test
  void plan_uniqueAttribute_isLocatedByItsIndex() {
    assertPlan(
        where(User.class, eq("username", "ada")),
        """
        merge id
          index User.username = 'ada'  located by User(username)
        """);
  }

  @Test
  void plan_equalityAndOrderOfOneIndex_needsNoSort() {
    Query query =
        where(User.class, eq("isActive", true))
            .withOrders(List.of(desc("createdAt")))
            .withPage(20, 10);

    assertPlan(
        query,
        """
        page offset 20 limit 10
          merge createdAt desc
            index User.isActive = true, createdAt desc  shards all 4
        """);
  }

  @Test
  void plan_orderOtherThanTheIndex_keepsTheFirstRows() {
    Query query =
        where(User.class, eq("city", "Bonn")).withOrders(List.of(asc("name"))).withPage(20, 10);

    assertPlan(
        query,
        """
        page offset 20 limit 10
          merge name
            top 30 by name
              index User.city = 'Bonn'  shards all 4
        """);
  }

  @Test
  void plan_orderWithoutLimitOrIndex_sorts() {
    assertPlan(
        where(User.class, eq("city", "Bonn")).withOrders(List.of(asc("name"))),
        """
        merge name
          sort by name
            index User.city = 'Bonn'  shards all 4
        """);
  }

  @Test
  void plan_orderAndLimitWithoutCondition_readsTheIndexInOrder() {
    Query query = Query.of(User.class).withOrders(List.of(asc("createdAt"))).withPage(0, 5);

    assertPlan(
        query,
        """
        page offset 0 limit 5
          merge createdAt
            index User.createdAt  shards all 4
        """);
  }

  @Test
  void plan_nullsAtTheOtherEnd_stillReadsTheIndexInOrder() {
    Order nullsLast =
        new Order(path("createdAt"), Direction.ASCENDING, Nulls.LAST, TextCase.SENSITIVE);
    Query query = Query.of(User.class).withOrders(List.of(nullsLast)).withPage(0, 5);

    assertPlan(
        query,
        """
        page offset 0 limit 5
          merge createdAt nulls last
            index User.createdAt  shards all 4
        """);
  }

  @Test
  void plan_orderEndingWithTheKey_comesAsTheIndexOnlyIfDirectionsAgree() {
    Query both = Query.of(User.class).withOrders(List.of(desc("createdAt"), desc("id")));
    Query mixed = Query.of(User.class).withOrders(List.of(desc("createdAt"), asc("id")));

    assertThat(shop.explain(both)).contains("index User.createdAt desc").doesNotContain("sort");
    assertPlan(
        mixed,
        """
        merge createdAt desc, id
          sort by createdAt desc, id
            scan User  shards all 4
        """);
  }

  @Test
  void plan_rangeAndResidual_filtersWhatTheIndexCannot() {
    assertPlan(
        where(User.class, and(between("age", 18, 30), like("name", "%x%"))),
        """
        merge id
          sort by id
            filter name like '%x%'
              index User.age >= 18, age <= 30  shards all 4
        """);
  }

  @Test
  void plan_likeWithPrefix_readsARangeAndChecksTheRest() {
    assertPlan(
        where(User.class, like("city", "Bo%n")),
        """
        merge id
          sort by id
            filter city like 'Bo%n'
              index User.city like 'Bo%n'  shards all 4
        """);
    assertPlan(
        where(User.class, like("city", "Bo%")),
        """
        merge id
          sort by id
            index User.city like 'Bo%'  shards all 4
        """);
  }

  @Test
  void plan_likeWithoutWildcards_isEquality() {
    assertPlan(
        where(User.class, like("city", "Bonn")),
        """
        merge id
          index User.city = 'Bonn'  shards all 4
        """);
  }

  @Test
  void plan_alternativesOfOneAttribute_becomeOneList() {
    assertPlan(
        where(User.class, or(eq("city", "Bonn"), eq("city", "Jena"))),
        """
        merge id
          index User.city in ['Bonn', 'Jena']  shards all 4
        """);
  }

  @Test
  void plan_alternativesWithAnIndexEach_areUnited() {
    assertPlan(
        where(User.class, or(eq("city", "Bonn"), eq("age", 7))),
        """
        merge id
          union of 2  shards all 4
            index User.city = 'Bonn'
            index User.age = 7
        """);
  }

  @Test
  void plan_oneAlternativeWithoutIndex_scans() {
    assertThat(shop.explain(where(User.class, or(eq("city", "Bonn"), eq("name", "x")))))
        .contains("scan User");
  }

  @Test
  void plan_negations_arePushedToTheLeaves() {
    assertPlan(
        where(User.class, not(or(eq("name", "a"), not(less("age", 5))))),
        """
        merge id
          sort by id
            filter name <> 'a'
              index User.age < 5  shards all 4
        """);
  }

  @Test
  void plan_comparisonWithNull_findsNothing() {
    assertPlan(
        where(User.class, and(eq("city", null), eq("age", 1))),
        """
        nothing
        """);
  }

  @Test
  void plan_isNull_readsTheIndex() {
    assertPlan(
        where(User.class, isNull("city")),
        """
        merge id
          index User.city is null  shards all 4
        """);
  }

  @Test
  void plan_thousandsOfNestedAlternatives_becomeOneLookUp() {
    Predicate any = Predicate.FALSE;
    for (int i = 0; i < 20_000; i++) {
      any = or(any, eq("id", "u" + i));
    }

    assertThat(shop.explain(where(User.class, any)))
        .contains("by id User.id in ['u0', 'u1', 'u10', 'u100', 'u1000', … 20000 values]");
  }

  @Test
  void plan_attributeOfAnotherEntity_joinsByItsIds() {
    assertPlan(
        where(Post.class, eq("author.username", "ada")),
        """
        merge id
          index Post.author in User.id  owners all shards all 2
          with author in User.id of
            merge id
              index User.username = 'ada'  located by User(username)
        """);
  }

  @Test
  void plan_idOfAnotherEntity_readsTheForeignKey() {
    assertPlan(
        where(Post.class, eq("author.id", "u1")),
        """
        merge id
          index Post.author.id = 'u1'  owners all shards all 2
        """);
  }

  @Test
  void plan_inverseSide_joinsByTheOwningSide() {
    assertPlan(
        where(User.class, eq("profile.motto", "carpe")),
        """
        merge id
          filter id in Profile.user
            by id User.id in Profile.user  shards all 4
            with id in Profile.user of
              filter motto = 'carpe'
                scan Profile
        """);
    assertThat(shop.explain(where(User.class, isEmpty("posts"))))
        .contains("filter not id in Post.author", "scan Post");
  }

  @Test
  void declare_equalityAndOrder_buildsOneCompositeIndex() {
    Query declared =
        where(User.class, and(eq("name", parameter("name")), eq("rank", parameter("rank"))))
            .withOrders(List.of(desc("score")));

    shop.planner().declare(declared);

    Query query =
        where(User.class, and(eq("name", "Ada"), eq("rank", Rank.HIGH)))
            .withOrders(List.of(desc("score")));
    assertPlan(
        query,
        """
        merge score desc
          index User.name = 'Ada', rank = 'HIGH', score desc  shards all 4
        """);
  }

  @Test
  void declare_servedByPresentIndex_addsNone() {
    int before = shop.catalog().indexes(shop.model(User.class)).size();

    shop.planner().declare(where(User.class, eq("city", parameter("city"))));
    shop.planner().declare(where(User.class, eq("id", parameter("id"))));
    shop.planner().declare(where(User.class, eq("username", parameter("name"))));
    shop.planner().declare(Query.of(User.class).withOrders(List.of(asc("createdAt"))));
    shop.planner().declare(Query.of(User.class));

    assertThat(shop.catalog().indexes(shop.model(User.class))).hasSize(before);
  }

  @Test
  void declare_equalityWithPresentCompositeIndex_addsOneThatComesById() {
    shop.planner().declare(where(User.class, eq("isActive", parameter("p"))));

    assertPlan(
        where(User.class, eq("isActive", true)).withPage(0, 20),
        """
        page offset 0 limit 20
          merge id
            index User.isActive = true  shards all 4
        """);
  }

  @Test
  void plan_rangeOfUniqueAttribute_readsNoOtherOwnersRows() {
    Query query = where(Post.class, and(eq("ownerId", "ada"), like("slug", "a%")));

    assertThat(shop.explain(query)).contains("scan Post  owners ['ada'] shards all 2");
  }

  @Test
  void plan_scanOfUndeclaredQuery_isLoggedOncePerKind() {
    Logger log = (Logger) LoggerFactory.getLogger(Planner.class);
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    log.addAppender(seen);
    try {
      shop.explain(where(User.class, eq("name", "Ada")));
      shop.explain(where(User.class, eq("name", "Bob")));
      shop.explain(where(User.class, like("name", "%a")));
      shop.explain(Query.of(User.class));
      shop.explain(where(Note.class, eq("userId", "ada")));
    } finally {
      log.detachAppender(seen);
    }

    assertThat(seen.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Query reads all rows of an entity {entity=User}."
                + " Declare the index User(name), or the query in a repository.",
            "Query reads all rows of an entity {entity=User}."
                + " No index can serve it; add a condition that one can.");
  }

  @Test
  void declare_everyKindOfCondition_leavesNoScan() {
    for (Predicate declared :
        List.of(
            eq("score", parameter("p")),
            ignoreCase("name", parameter("p")),
            like("name", parameter("p")),
            member(parameter("p"), "tags"),
            in("rank", parameter("p")),
            or(eq("balance", parameter("p")), less("score", parameter("q"))),
            eq("address.city", parameter("p")),
            eq("profile.motto", parameter("p")))) {
      shop.planner().declare(where(User.class, declared));

      assertThat(shop.explain(where(User.class, declared)))
          .as("%s", declared)
          .doesNotContain("scan");
    }
  }

  @Test
  void declare_switchedOff_addsNoIndex() {
    try (QueryFixture off = new QueryFixture("", IndexCatalog.Automatic.OFF, Note.class)) {
      off.planner().declare(where(Note.class, eq("text", parameter("p"))));

      assertThat(off.catalog().indexes(off.model(Note.class))).isEmpty();
    }
  }

  @Test
  void plan_embeddedAttribute_readsTheNestedValue() {
    shop.planner().declare(where(User.class, eq("address.city", parameter("p"))));

    assertPlan(
        where(User.class, eq("address.city", "Bonn")),
        """
        merge id
          index User.address.city = 'Bonn'  shards all 4
        """);
  }

  @Test
  void plan_unknownAttribute_namesTheNearest() {
    assertThatThrownBy(() -> shop.explain(where(User.class, eq("usrname", "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Unknown attribute {entity=User, attribute=usrname}. Use username, the nearest known one.");
  }

  @Test
  void plan_valueOfAnotherType_namesBothTypes() {
    assertThatThrownBy(() -> shop.explain(where(User.class, eq("age", "7"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Value does not fit the attribute {attribute=User.age, expected=java.lang.Integer,"
                + " found=java.lang.String}. Give a value of the attribute's type.");
  }

  @Test
  void plan_likeOnANumber_isRefused() {
    assertThatThrownBy(() -> shop.explain(where(User.class, like("age", "7%"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Operator needs text {entity=User, attribute=age, operator=like,"
                + " type=java.lang.Integer}. Compare the attribute with =, < or in.");
  }

  @Test
  void plan_collectionOrEmbeddableAsValue_isRefused() {
    assertThatThrownBy(() -> shop.explain(where(User.class, eq("tags", "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Collection is used as a single value {entity=User, attribute=tags}."
                + " Use member of or is empty.");
    assertThatThrownBy(() -> shop.explain(where(User.class, eq("address", "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Embeddable is used as a single value {entity=User, attribute=address}."
                + " Name one of its attributes, such as address.city.");
    assertThatThrownBy(() -> shop.explain(where(User.class, member("x", "name"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Attribute is not a collection {entity=User, attribute=name}."
                + " Name a collection of the entity.");
  }

  @Test
  void plan_orderThroughInverseSide_isRefused() {
    Query query = Query.of(User.class).withOrders(List.of(asc("profile.motto")));

    assertThatThrownBy(() -> shop.explain(query))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Path through the inverse side of an association cannot be read row by row"
                + " {entity=User, attribute=profile.motto}."
                + " Compare it with a value, or query Profile.");
  }

  @Test
  void plan_andOrAlternatingTooDeeply_isRefused() {
    Predicate deep = eq("age", 1);
    for (int i = 0; i < 500; i++) {
      deep = or(eq("age", i), and(eq("name", "n" + i), deep));
    }
    Query query = where(User.class, deep);

    assertThatThrownBy(() -> shop.explain(query))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Predicate is nested too deeply {depth=201}."
                + " Nest and, or and not at most 200 times.");
  }

  @Test
  void plan_classThatIsNoEntity_isRefused() {
    assertThatThrownBy(() -> shop.explain(Query.of(String.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Class is not an entity of this persistence unit");
    assertThat(shop.explain(Query.of(Profile.class))).isEqualTo("scan Profile\n");
  }

  private static Query where(Class<?> entity, Predicate predicate) {
    return Query.of(entity).withWhere(predicate);
  }

  private void assertPlan(Query query, String expected) {
    assertThat(shop.explain(query)).isEqualTo(expected);
  }
}
