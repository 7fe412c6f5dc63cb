package io.debros.spring.repository.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.spring.model.Address;
import io.debros.spring.model.Article;
import io.debros.spring.model.ArticleRepository;
import io.debros.spring.model.Named;
import io.debros.spring.model.Role;
import io.debros.spring.model.TestApplication;
import io.debros.spring.model.User;
import io.debros.spring.model.UserRepository;
import io.debros.spring.model.UserRepository.CityOf;
import io.debros.spring.model.UserRepository.Greeting;
import io.debros.spring.model.UserRepository.NameAndAge;
import io.debros.spring.model.UserRepository.NameRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;

/** Every keyword and return type on stored rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DerivedQueriesEndToEndTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private ConfigurableApplicationContext context;
  private UserRepository users;
  private ArticleRepository articles;

  @BeforeAll
  void start() {
    context = TestApplication.start();
    users = context.getBean(UserRepository.class);
    articles = context.getBean(ArticleRepository.class);
  }

  @AfterAll
  void stop() {
    context.close();
  }

  @BeforeEach
  void fill() {
    articles.deleteAll();
    users.deleteAll();
    User ada =
        new User("Ada", 36)
            .setActive(true)
            .setRole(Role.ADMIN)
            .setScore(9)
            .setCreatedAt(NOON)
            .setAddress(new Address("London", "1"))
            .addTags("math", "code");
    User bob =
        new User("Bob", 20)
            .setActive(true)
            .setRole(Role.READER)
            .setCreatedAt(NOON.minusSeconds(60))
            .setAddress(new Address("Paris", null))
            .addTags("code");
    User cid =
        new User("Cid", 20).setRole(Role.READER).setScore(5).setCreatedAt(NOON.plusMillis(1));
    User dan = new User("50%_Dan", 50);
    users.saveAll(List.of(ada, bob, cid, dan));
    articles.saveAll(
        List.of(
            new Article("Engines", ada).setPublished(true),
            new Article("Notes", ada),
            new Article("Cooking", bob).setPublished(true),
            new Article("Orphan", null)));
  }

  @Test
  void flag_eitherSpelling_findsRows() {
    assertThat(names(users.findByIsActive(true))).containsExactlyInAnyOrder("Ada", "Bob");
    assertThat(names(users.findByActiveOrderByName(true))).containsExactly("Ada", "Bob");
    assertThat(names(users.findByIsActiveTrueOrderByNameDesc())).containsExactly("Bob", "Ada");
    assertThat(names(users.findByActiveIsFalseOrderByAgeAscNameDesc()))
        .containsExactly("Cid", "50%_Dan");
    assertThat(articles.findByIsPublishedOrderByTitle(true))
        .extracting(Article::getTitle)
        .containsExactly("Cooking", "Engines");
  }

  @Test
  void equality_valueAndNull_findRows() {
    assertThat(users.findByEmail("Ada@example.org")).map(User::getName).contains("Ada");
    assertThat(users.findByEmail("nobody@example.org")).isEmpty();
    assertThat(users.findByNameIs("Nobody")).isNull();
    assertThat(names(users.findByScore(null, Sort.by("name")))).containsExactly("50%_Dan", "Bob");
    assertThat(names(users.findByScore(9, Sort.unsorted()))).containsExactly("Ada");
    assertThat(names(users.findByScoreNotOrderByName(9))).containsExactly("Cid");
    assertThat(names(users.findByScoreNotOrderByName(null))).containsExactly("Ada", "Cid");
    assertThat(names(users.findByNameNotOrderByName("Bob")))
        .containsExactly("50%_Dan", "Ada", "Cid");
    assertThat(names(users.findByScoreIsNullOrderByName())).containsExactly("50%_Dan", "Bob");
    assertThat(names(users.findByScoreNotNullOrderByName())).containsExactly("Ada", "Cid");
  }

  @Test
  void comparison_each_findsRows() {
    assertThat(names(users.findByAgeLessThanOrderByName(36))).containsExactly("Bob", "Cid");
    assertThat(names(users.findByAgeLessThanEqualOrderByName(36)))
        .containsExactly("Ada", "Bob", "Cid");
    assertThat(names(users.findByAgeGreaterThanOrderByName(36))).containsExactly("50%_Dan");
    assertThat(names(users.findByAgeGreaterThanEqualOrderByName(36)))
        .containsExactly("50%_Dan", "Ada");
    assertThat(names(users.findByCreatedAtBeforeOrderByName(NOON))).containsExactly("Bob");
    assertThat(names(users.findByCreatedAtAfterOrderByName(NOON))).containsExactly("Cid");
    assertThat(names(users.findByAgeBetweenOrderByName(20, 36)))
        .containsExactly("Ada", "Bob", "Cid");
  }

  @Test
  void in_values_findRows() {
    assertThat(names(users.findByRoleIn(List.of(Role.ADMIN, Role.EDITOR)))).containsExactly("Ada");
    assertThat(users.findByRoleIn(List.of())).isEmpty();
    assertThat(names(users.findByRoleNotIn(Role.ADMIN))).containsExactlyInAnyOrder("Bob", "Cid");
  }

  @Test
  void text_patterns_findRows() {
    assertThat(names(users.findByNameLike("_o%"))).containsExactly("Bob");
    assertThat(names(users.findByNameLike("50\\%%"))).containsExactly("50%_Dan");
    assertThat(names(users.findByNameNotLikeOrderByName("%d%"))).containsExactly("50%_Dan", "Bob");
    assertThat(names(users.findByNameStartingWithOrderByName("5"))).containsExactly("50%_Dan");
    assertThat(names(users.findByNameStartingWithOrderByName("50%_"))).containsExactly("50%_Dan");
    assertThat(names(users.findByNameStartingWithOrderByName("_"))).isEmpty();
    assertThat(names(users.findByNameEndingWithOrderByName("b"))).containsExactly("Bob");
    assertThat(names(users.findByNameContainingOrderByName("%_D"))).containsExactly("50%_Dan");
    assertThat(names(users.findByNameContainingOrderByName("d"))).containsExactly("Ada", "Cid");
    assertThat(names(users.findByNameNotContainingOrderByName("d")))
        .containsExactly("50%_Dan", "Bob");
    assertThat(names(users.findByNameIgnoreCase("aDA"))).containsExactly("Ada");
    assertThat(names(users.findByNameStartingWithIgnoreCaseOrderByName("c")))
        .containsExactly("Cid");
    assertThat(names(users.findByNameAndEmailAllIgnoreCase("ADA", "ADA@EXAMPLE.ORG")))
        .containsExactly("Ada");
  }

  @Test
  void collection_membershipAndEmptiness_findRows() {
    assertThat(names(users.findByTagsContainingOrderByName("code"))).containsExactly("Ada", "Bob");
    assertThat(names(users.findByTagsNotContainingOrderByName("math")))
        .containsExactly("50%_Dan", "Bob", "Cid");
    assertThat(names(users.findByTagsIsEmptyOrderByName())).containsExactly("50%_Dan", "Cid");
    assertThat(names(users.findByTagsIsNotEmptyOrderByName())).containsExactly("Ada", "Bob");
  }

  @Test
  void nesting_embeddedAndAssociated_findsRows() {
    User ada = users.findByNameIs("Ada");

    assertThat(names(users.findByAddressCityOrderByName("Paris"))).containsExactly("Bob");
    assertThat(articles.findByAuthorOrderByTitle(ada))
        .extracting(Article::getTitle)
        .containsExactly("Engines", "Notes");
    assertThat(articles.findByAuthorOrderByTitle(null))
        .extracting(Article::getTitle)
        .containsExactly("Orphan");
    assertThat(articles.findByAuthorNameOrderByTitle("Bob"))
        .extracting(Article::getTitle)
        .containsExactly("Cooking");
    assertThat(articles.findByAuthorIsActiveTrue()).hasSize(3);
    assertThat(articles.countByAuthorId(ada.getId())).isEqualTo(2);
  }

  @Test
  void andOr_several_findRows() {
    assertThat(names(users.findByNameAndAgeOrRoleOrderByName("Bob", 20, Role.ADMIN)))
        .containsExactly("Ada", "Bob");
  }

  @Test
  void limit_any_cutsRows() {
    assertThat(users.findFirstByOrderByAgeDesc()).map(User::getName).contains("50%_Dan");
    assertThat(names(users.findTop2ByAgeGreaterThanOrderByAge(20)))
        .containsExactly("Ada", "50%_Dan");
    assertThat(names(users.findByAgeGreaterThan(0, Limit.of(3), Sort.by("name"))))
        .containsExactly("50%_Dan", "Ada", "Bob");
    assertThat(names(users.findDistinctByRoleOrderByName(Role.READER)))
        .containsExactly("Bob", "Cid");
  }

  @Test
  void page_any_knowsItsPlace() {
    Page<User> page =
        users.findPageByAgeGreaterThan(0, PageRequest.of(1, 2, Sort.by("age", "name")));
    Slice<User> slice = users.findSliceByAgeGreaterThan(0, PageRequest.of(0, 3, Sort.by("name")));

    assertThat(names(page)).containsExactly("Ada", "50%_Dan");
    assertThat(page.getTotalElements()).isEqualTo(4);
    assertThat(page.getTotalPages()).isEqualTo(2);
    assertThat(names(slice)).containsExactly("50%_Dan", "Ada", "Bob");
    assertThat(slice.hasNext()).isTrue();
    assertThat(users.findSliceByAgeGreaterThan(0, PageRequest.of(1, 2)).hasNext()).isFalse();
    assertThat(names(users.findListByAgeGreaterThan(0, PageRequest.of(1, 3, Sort.by("name")))))
        .containsExactly("Cid");
    assertThat(users.findPageByAgeGreaterThan(0, Pageable.unpaged()).getTotalElements())
        .isEqualTo(4);
  }

  @Test
  void page_eachPage_noRowTwiceNoneMissing() {
    List<String> found =
        Stream.of(0, 1, 2, 3)
            .flatMap(
                number ->
                    names(users.findPageByAgeGreaterThan(0, PageRequest.of(number, 1))).stream())
            .toList();

    assertThat(found).containsExactlyInAnyOrder("Ada", "Bob", "Cid", "50%_Dan");
  }

  @Test
  void stream_withoutTransaction_isReadAndClosed() {
    try (Stream<User> rows = users.streamByAgeGreaterThanOrderByName(0)) {
      assertThat(rows.map(User::getName)).containsExactly("50%_Dan", "Ada", "Bob", "Cid");
    }
    assertThat(users.findStreamableByAgeGreaterThan(0).map(User::getName).toList()).hasSize(4);
  }

  @Test
  void countAndExists_any_answer() {
    assertThat(users.countByRole(Role.READER)).isEqualTo(2);
    assertThat(users.countByAgeGreaterThan(100)).isZero();
    assertThat(users.existsByName("Ada")).isTrue();
    assertThat(users.existsByName("Eve")).isFalse();
  }

  @Test
  void delete_byMethod_removesRows() {
    assertThat(users.deleteByRole(Role.READER)).isEqualTo(2);
    assertThat(names(users.removeByAgeGreaterThan(40))).containsExactly("50%_Dan");
    assertThat(names(users.findAll())).containsExactly("Ada");
  }

  @Test
  void delete_withoutTransaction_isRefused() {
    assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
        .isThrownBy(() -> users.deleteByName("Ada"))
        .withMessageContaining(
            "Deleting by query needs a transaction {entity=User}. Annotate the calling method, or"
                + " the repository method, with @Transactional.");
  }

  @Test
  void projection_each_showsItsValues() {
    List<NameAndAge> pairs = users.findNameAndAgeByRoleOrderByName(Role.READER);

    assertThat(pairs).extracting(NameAndAge::getName).containsExactly("Bob", "Cid");
    assertThat(pairs).extracting(NameAndAge::getAge).containsExactly(20, 20);
    assertThat(users.findRecordByName("Ada")).isEqualTo(Optional.of(new NameRecord("Ada", true)));
    assertThat(users.findCityByRoleOrderByName(Role.READER))
        .containsExactly(new CityOf("Bob", "Paris"), new CityOf("Cid", null));
    assertThat(users.findGreetingByRoleOrderByName(Role.ADMIN))
        .extracting(Greeting::getText)
        .containsExactly("Hello Ada");
    assertThat(users.findNamedByRoleOrderByName(Role.ADMIN))
        .extracting(Named::getName)
        .containsExactly("Ada");
    Page<NameRecord> page =
        users.findRecordPageByAgeGreaterThan(0, PageRequest.of(0, 1, Sort.by("name").descending()));
    assertThat(page.getContent()).containsExactly(new NameRecord("Cid", false));
    assertThat(page.getTotalElements()).isEqualTo(4);
    try (Stream<NameRecord> rows = users.streamRecordByRoleOrderByName(Role.ADMIN)) {
      assertThat(rows).containsExactly(new NameRecord("Ada", true));
    }
  }

  @Test
  void projection_dynamic_followsTheArgument() {
    assertThat(users.findByRoleOrderByName(Role.ADMIN, NameRecord.class))
        .containsExactly(new NameRecord("Ada", true));
    assertThat(users.findByRoleOrderByName(Role.ADMIN, NameAndAge.class))
        .extracting(NameAndAge::getAge)
        .containsExactly(36);
    assertThat(users.findByRoleOrderByName(Role.ADMIN, User.class))
        .extracting(User::getName)
        .containsExactly("Ada");
  }

  @Test
  void single_several_isRefused() {
    User other = new User("Ada", 1);
    other.setEmail("other@example.org");
    users.save(other);

    assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
        .isThrownBy(() -> users.findByNameIs("Ada"))
        .withMessage("Query did not return a unique result: more than one User satisfies it");
  }

  @Test
  void sort_unknownProperty_isRefused() {
    assertThatExceptionOfType(PropertyReferenceException.class)
        .isThrownBy(() -> users.findByScore(9, Sort.by("nme")))
        .withMessageContaining("No property 'nme' found for type 'User'");
  }

  private static List<String> names(Iterable<User> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(User::getName).toList();
  }
}
