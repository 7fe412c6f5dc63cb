package io.debros.spring.repository.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.IgnoreCase;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Parameter;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Between;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.In;
import io.debros.jpa.query.model.Predicate.IsEmpty;
import io.debros.jpa.query.model.Predicate.IsNull;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.MemberOf;
import io.debros.jpa.query.model.Predicate.Not;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Predicate.Or;
import io.debros.jpa.query.model.Query;
import io.debros.spring.model.Article;
import io.debros.spring.model.Role;
import io.debros.spring.model.User;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.Repository;

/** Each keyword of a method name, and what it means. */
class DerivedQueryTest {
  private static final Path NAME = Path.of("name");
  private static final Path AGE = Path.of("age");
  private static final Path TAGS = Path.of("tags");

  @Test
  void equality_value_comparesWithIt() {
    Comparison expected = compare(NAME, Operator.EQUAL, "ada");

    assertThat(where("findByName", "ada")).isEqualTo(expected);
    assertThat(where("findByNameIs", "ada")).isEqualTo(expected);
    assertThat(where("findByNameEquals", "ada")).isEqualTo(expected);
  }

  @Test
  void equality_null_asksForRowsWithoutValue() {
    assertThat(where("findByName", (Object) null)).isEqualTo(new IsNull(NAME));
    assertThat(where("findByNameNot", (Object) null)).isEqualTo(new Not(new IsNull(NAME)));
  }

  @Test
  void negation_value_comparesWithIt() {
    assertThat(where("findByNameNot", "ada")).isEqualTo(compare(NAME, Operator.NOT_EQUAL, "ada"));
    assertThat(where("findByNameIsNot", "ada")).isEqualTo(compare(NAME, Operator.NOT_EQUAL, "ada"));
  }

  @Test
  void flag_keyword_comparesWithConstant() {
    assertThat(where("findByIsActiveTrue"))
        .isEqualTo(compare(Path.of("isActive"), Operator.EQUAL, true));
    assertThat(where("findByActiveIsFalse"))
        .isEqualTo(compare(Path.of("active"), Operator.EQUAL, false));
  }

  @Test
  void flag_eitherSpelling_namesTheFlag() {
    assertThat(where("findByIsActive", true))
        .isEqualTo(compare(Path.of("isActive"), Operator.EQUAL, true));
    assertThat(where("findByActive", true))
        .isEqualTo(compare(Path.of("active"), Operator.EQUAL, true));
    assertThat(article("findByPublished", true))
        .isEqualTo(compare(Path.of("published"), Operator.EQUAL, true));
    assertThat(article("findByIsPublished", true))
        .isEqualTo(compare(Path.of("published"), Operator.EQUAL, true));
    assertThat(article("findByAuthorIsActiveAndIsPublished", true, false))
        .isEqualTo(
            new And(
                List.of(
                    compare(Path.of("author.isActive"), Operator.EQUAL, true),
                    compare(Path.of("published"), Operator.EQUAL, false))));
  }

  @Test
  void nullTests_any_testForNull() {
    assertThat(where("findByScoreNull")).isEqualTo(new IsNull(Path.of("score")));
    assertThat(where("findByScoreIsNotNull")).isEqualTo(new Not(new IsNull(Path.of("score"))));
  }

  @Test
  void comparison_each_comparesWithItsOperator() {
    Instant noon = Instant.parse("2026-11-22T12:00:00Z");

    assertThat(where("findByAgeLessThan", 3)).isEqualTo(compare(AGE, Operator.LESS, 3));
    assertThat(where("findByAgeLessThanEqual", 3))
        .isEqualTo(compare(AGE, Operator.LESS_OR_EQUAL, 3));
    assertThat(where("findByAgeGreaterThan", 3, Pageable.unpaged()))
        .isEqualTo(compare(AGE, Operator.GREATER, 3));
    assertThat(where("findByAgeGreaterThanEqual", 3))
        .isEqualTo(compare(AGE, Operator.GREATER_OR_EQUAL, 3));
    assertThat(where("findByCreatedAtBefore", noon))
        .isEqualTo(compare(Path.of("createdAt"), Operator.LESS, noon));
    assertThat(where("findByCreatedAtAfter", noon))
        .isEqualTo(compare(Path.of("createdAt"), Operator.GREATER, noon));
  }

  @Test
  void between_twoValues_includesBoth() {
    assertThat(where("findByAgeBetween", 3, 5))
        .isEqualTo(new Between(AGE, new Literal(3), new Literal(5)));
  }

  @Test
  void in_collectionArrayOrVarargs_listsValues() {
    In expected =
        new In(Path.of("role"), List.of(new Literal(Role.ADMIN), new Literal(Role.EDITOR)));

    assertThat(where("findByRoleIn", List.of(Role.ADMIN, Role.EDITOR))).isEqualTo(expected);
    assertThat(where("findByRoleNotIn", (Object) new Role[] {Role.ADMIN, Role.EDITOR}))
        .isEqualTo(new Not(expected));
    assertThat(where("findByAgeIn", (Object) new int[] {3, 5}))
        .isEqualTo(new In(AGE, List.of(new Literal(3), new Literal(5))));
    assertThat(where("findByRoleIn", List.of())).isEqualTo(new In(Path.of("role"), List.of()));
  }

  @Test
  void in_null_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> where("findByRoleIn", (Object) null))
        .withMessage(
            "A collection of values must not be null {argument=1}."
                + " Pass an empty collection for none.");
  }

  @Test
  void like_pattern_isTakenAsItIs() {
    assertThat(where("findByNameLike", "a%_")).isEqualTo(like(NAME, "a%_"));
    assertThat(where("findByNameNotLike", "a%")).isEqualTo(new Not(like(NAME, "a%")));
  }

  @Test
  void like_plainText_isEscaped() {
    assertThat(where("findByNameStartingWith", "5%_\\")).isEqualTo(like(NAME, "5\\%\\_\\\\%"));
    assertThat(where("findByNameEndingWith", "da")).isEqualTo(like(NAME, "%da"));
    assertThat(where("findByNameContaining", "d")).isEqualTo(like(NAME, "%d%"));
    assertThat(where("findByNameNotContaining", "d")).isEqualTo(new Not(like(NAME, "%d%")));
    assertThat(where("findByNameStartingWith", (Object) null))
        .isEqualTo(new Like(NAME, new Literal(null), '\\'));
  }

  @Test
  void collection_membershipAndEmptiness_areTested() {
    assertThat(where("findByTagsContaining", "x")).isEqualTo(new MemberOf(new Literal("x"), TAGS));
    assertThat(where("findByTagsNotContains", "x"))
        .isEqualTo(new Not(new MemberOf(new Literal("x"), TAGS)));
    assertThat(where("findByTagsIsEmpty")).isEqualTo(new IsEmpty(TAGS));
    assertThat(where("findByTagsNotEmpty")).isEqualTo(new Not(new IsEmpty(TAGS)));
  }

  @Test
  void ignoreCase_one_foldsBothSides() {
    assertThat(where("findByNameIgnoreCaseAndAge", "ADA", 3))
        .isEqualTo(
            new And(
                List.of(
                    new Comparison(folded(NAME), Operator.EQUAL, folded(new Literal("ADA"))),
                    compare(AGE, Operator.EQUAL, 3))));
    assertThat(where("findByNameStartingWithIgnoreCase", "A"))
        .isEqualTo(new Like(folded(NAME), folded(new Literal("A%")), '\\'));
    assertThat(where("findByNameInIgnoreCase", Set.of("A")))
        .isEqualTo(new In(folded(NAME), List.of(folded(new Literal("A")))));
  }

  @Test
  void ignoreCase_all_foldsWhatIsText() {
    assertThat(where("findByNameAndAgeAllIgnoreCase", "ADA", 3))
        .isEqualTo(
            new And(
                List.of(
                    new Comparison(folded(NAME), Operator.EQUAL, folded(new Literal("ADA"))),
                    compare(AGE, Operator.EQUAL, 3))));
  }

  @Test
  void andOr_several_andBindsTighter() {
    assertThat(where("findByNameAndAgeOrRole", "ada", 3, Role.ADMIN))
        .isEqualTo(
            new Or(
                List.of(
                    new And(
                        List.of(
                            compare(NAME, Operator.EQUAL, "ada"), compare(AGE, Operator.EQUAL, 3))),
                    compare(Path.of("role"), Operator.EQUAL, Role.ADMIN))));
  }

  @Test
  void nesting_embeddedAndAssociated_becomesPath() {
    assertThat(where("findByAddressCity", "Rome"))
        .isEqualTo(compare(Path.of("address.city"), Operator.EQUAL, "Rome"));
    assertThat(article("findByAuthor_NameOrAuthorAge", "ada", 3))
        .isEqualTo(
            new Or(
                List.of(
                    compare(Path.of("author.name"), Operator.EQUAL, "ada"),
                    compare(Path.of("author.age"), Operator.EQUAL, 3))));
  }

  @Test
  void association_entity_comparesWithIt() {
    User ada = new User("ada", 3);

    assertThat(article("findByAuthor", ada))
        .isEqualTo(compare(Path.of("author"), Operator.EQUAL, ada));
  }

  @Test
  void order_staticAndSort_staticComesFirst() {
    Sort sort =
        Sort.by(Sort.Order.desc("active").nullsFirst(), Sort.Order.by("address.city").ignoreCase());

    Query query = query(Users.class, "findByAgeOrderByNameDesc", 3, sort);

    assertThat(query.orders())
        .containsExactly(
            Order.descending(NAME),
            new Order(
                Path.of("active"),
                Order.Direction.DESCENDING,
                Order.Nulls.FIRST,
                Order.TextCase.SENSITIVE),
            new Order(
                Path.of("address.city"),
                Order.Direction.ASCENDING,
                Order.Nulls.FIRST,
                Order.TextCase.IGNORED));
  }

  @Test
  void limit_firstTopAndLimit_smallestWins() {
    assertThat(query(Users.class, "findFirstByAge", 3).limit()).isEqualTo(1);
    assertThat(query(Users.class, "findTop3ByOrderByAge").limit()).isEqualTo(3);
    assertThat(query(Users.class, "findTop5ByName", "ada", Limit.of(2)).limit()).isEqualTo(2);
    assertThat(query(Users.class, "findTop5ByName", "ada", Limit.unlimited()).limit()).isEqualTo(5);
  }

  @Test
  void page_insideTop_endsThere() {
    Query second = query(Users.class, "findTop5ByAge", 3, PageRequest.of(1, 3));
    Query third = query(Users.class, "findTop5ByAge", 3, PageRequest.of(2, 3));

    assertThat(List.of(second.offset(), second.limit())).containsExactly(3L, 2L);
    assertThat(third.limit()).isZero();
  }

  @Test
  void page_sorted_addsOrder() {
    Query query =
        query(Users.class, "findByAgeGreaterThan", 3, PageRequest.of(2, 10, Sort.by("name")));

    assertThat(List.of(query.offset(), query.limit())).containsExactly(20L, 10L);
    assertThat(query.orders()).containsExactly(Order.ascending(NAME));
  }

  @Test
  void distinct_inSubject_isAsked() {
    assertThat(query(Users.class, "findDistinctByName", "ada").distinct()).isTrue();
    assertThat(query(Users.class, "findByName", "ada").distinct()).isFalse();
  }

  @Test
  void all_withoutConditions_takesEveryRow() {
    assertThat(query(Users.class, "findTop3ByOrderByAge").where()).isEqualTo(Predicate.TRUE);
    assertThat(query(Users.class, "findTop3ByOrderByAge").orders())
        .containsExactly(Order.ascending(AGE));
  }

  @Test
  void declaration_parameters_keepTheirNames() {
    Query declared =
        new DerivedQuery(QueryMethods.method(Users.class, "findByNameAndAgeOrRole")).declared();
    Query several = new DerivedQuery(QueryMethods.method(Users.class, "findByRoleIn")).declared();

    assertThat(declared.where())
        .isEqualTo(
            new Or(
                List.of(
                    new And(
                        List.of(
                            new Comparison(NAME, Operator.EQUAL, new Parameter("name")),
                            new Comparison(AGE, Operator.EQUAL, new Parameter("age")))),
                    new Comparison(Path.of("role"), Operator.EQUAL, new Parameter("role")))));
    assertThat(several.where()).isEqualTo(new In(Path.of("role"), List.of(new Parameter("roles"))));
    assertThat(declared.limit()).isEqualTo(Query.UNLIMITED);
  }

  private static Predicate where(String method, Object... values) {
    return query(Users.class, method, values).where();
  }

  private static Predicate article(String method, Object... values) {
    return query(Articles.class, method, values).where();
  }

  private static Query query(Class<?> repository, String name, Object... values) {
    DebrosQueryMethod method = QueryMethods.method(repository, name);
    return new DerivedQuery(method).bound(QueryMethods.accessor(method, values));
  }

  private static Comparison compare(Path path, Operator operator, Object value) {
    return new Comparison(path, operator, new Literal(value));
  }

  private static Like like(Path path, String pattern) {
    return new Like(path, new Literal(pattern), '\\');
  }

  private static IgnoreCase folded(Expression expression) {
    return new IgnoreCase(expression);
  }

  interface Users extends Repository<User, String> {
    List<User> findByName(String name);

    List<User> findByNameIs(String name);

    List<User> findByNameEquals(String name);

    List<User> findByNameNot(String name);

    List<User> findByNameIsNot(String name);

    List<User> findByIsActive(boolean active);

    List<User> findByActive(boolean active);

    List<User> findByIsActiveTrue();

    List<User> findByActiveIsFalse();

    List<User> findByScoreNull();

    List<User> findByScoreIsNotNull();

    List<User> findByAgeLessThan(int age);

    List<User> findByAgeLessThanEqual(int age);

    Page<User> findByAgeGreaterThan(int age, Pageable page);

    List<User> findByAgeGreaterThanEqual(int age);

    List<User> findByCreatedAtBefore(Instant time);

    List<User> findByCreatedAtAfter(Instant time);

    List<User> findByAgeBetween(int low, int high);

    List<User> findByRoleIn(Collection<Role> roles);

    List<User> findByRoleNotIn(Role... roles);

    List<User> findByAgeIn(int[] ages);

    List<User> findByNameLike(String pattern);

    List<User> findByNameNotLike(String pattern);

    List<User> findByNameStartingWith(String text);

    List<User> findByNameEndingWith(String text);

    List<User> findByNameContaining(String text);

    List<User> findByNameNotContaining(String text);

    List<User> findByTagsContaining(String tag);

    List<User> findByTagsNotContains(String tag);

    List<User> findByTagsIsEmpty();

    List<User> findByTagsNotEmpty();

    List<User> findByNameIgnoreCaseAndAge(String name, int age);

    List<User> findByNameStartingWithIgnoreCase(String text);

    List<User> findByNameInIgnoreCase(Set<String> names);

    List<User> findByNameAndAgeAllIgnoreCase(String name, int age);

    List<User> findByNameAndAgeOrRole(String name, int age, Role role);

    List<User> findByAddressCity(String city);

    List<User> findByAgeOrderByNameDesc(int age, Sort sort);

    User findFirstByAge(int age);

    List<User> findTop3ByOrderByAge();

    List<User> findTop5ByName(String name, Limit limit);

    Slice<User> findTop5ByAge(int age, Pageable page);

    List<User> findDistinctByName(String name);
  }

  interface Articles extends Repository<Article, String> {
    List<Article> findByPublished(boolean published);

    List<Article> findByIsPublished(boolean published);

    List<Article> findByAuthorIsActiveAndIsPublished(boolean active, boolean published);

    List<Article> findByAuthor_NameOrAuthorAge(String name, int age);

    List<Article> findByAuthor(User author);
  }
}
