package io.debros.spring.repository.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.query.model.Expression.IgnoreCase;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.IsNull;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Predicate.Or;
import io.debros.spring.model.Address;
import io.debros.spring.model.Article;
import io.debros.spring.model.User;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.ExampleMatcher.GenericPropertyMatchers;

/** Probe and matcher -> predicate. */
class ExamplePredicateTest {
  private static final String[] PRIMITIVES = {"isActive", "age", "version"};

  @Test
  void probe_default_allPresentValuesAreEqual() {
    User probe = new User("ada", 36);

    Predicate predicate =
        ExamplePredicate.of(
            Example.of(probe, ExampleMatcher.matching().withIgnorePaths("version")));

    assertThat(predicate)
        .isEqualTo(
            new And(
                List.of(
                    equal("name", "ada"),
                    equal("email", "ada@example.org"),
                    equal("isActive", false),
                    equal("age", 36))));
  }

  @Test
  void probe_any_oneMatches() {
    User probe = new User("ada", 36);

    Predicate predicate =
        ExamplePredicate.of(
            Example.of(probe, ExampleMatcher.matchingAny().withIgnorePaths(PRIMITIVES)));

    assertThat(predicate)
        .isEqualTo(new Or(List.of(equal("name", "ada"), equal("email", "ada@example.org"))));
  }

  @Test
  void probe_nothing_matchesAll() {
    User probe = new User("ada", 36);

    Predicate predicate =
        ExamplePredicate.of(
            Example.of(
                probe,
                ExampleMatcher.matchingAny()
                    .withIgnorePaths("isActive", "age", "version", "name", "email")));

    assertThat(predicate).isEqualTo(Predicate.TRUE);
  }

  @Test
  void text_matchers_becomePatterns() {
    assertThat(name(ExampleMatcher.StringMatcher.STARTING)).isEqualTo(like("5\\%%"));
    assertThat(name(ExampleMatcher.StringMatcher.ENDING)).isEqualTo(like("%5\\%"));
    assertThat(name(ExampleMatcher.StringMatcher.CONTAINING)).isEqualTo(like("%5\\%%"));
    assertThat(name(ExampleMatcher.StringMatcher.EXACT)).isEqualTo(equal("name", "5%"));
  }

  @Test
  void text_regularExpression_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> name(ExampleMatcher.StringMatcher.REGEX))
        .withMessage(
            "Regular expressions are not supported in examples {property=name}."
                + " Match it exactly, by its start, its end, or what it contains.");
  }

  @Test
  void text_ignoreCase_foldsBothSides() {
    ExampleMatcher matcher = only().withMatcher("name", GenericPropertyMatchers.ignoreCase());

    assertThat(ExamplePredicate.of(Example.of(new User("ADA", 1), matcher)))
        .isEqualTo(
            new And(
                List.of(
                    new Comparison(
                        new IgnoreCase(Path.of("name")),
                        Operator.EQUAL,
                        new IgnoreCase(new Literal("ADA"))))));
  }

  @Test
  void text_transformed_comparesTheResult() {
    ExampleMatcher matcher =
        only().withTransformer("name", name -> Optional.of("x" + name.orElse("")));

    assertThat(ExamplePredicate.of(Example.of(new User("ada", 1), matcher)))
        .isEqualTo(new And(List.of(equal("name", "xada"))));
  }

  @Test
  void nulls_included_areTestedFor() {
    ExampleMatcher matcher =
        ExampleMatcher.matching()
            .withIgnorePaths("id", "email", "isActive", "age", "version", "name", "role")
            .withIncludeNullValues();

    assertThat(ExamplePredicate.of(Example.of(new User("ada", 1), matcher)))
        .isEqualTo(
            new And(
                List.of(
                    new IsNull(Path.of("score")),
                    new IsNull(Path.of("createdAt")),
                    new IsNull(Path.of("address")))));
  }

  @Test
  void embedded_values_becomePaths() {
    User probe = new User("ada", 1).setAddress(new Address("London", null));

    assertThat(ExamplePredicate.of(Example.of(probe, only().withIgnorePaths("name"))))
        .isEqualTo(new And(List.of(equal("address.city", "London"))));
  }

  @Test
  void associated_withoutId_becomesPaths() {
    Article probe = new Article("", new User("ada", 1));
    ExampleMatcher matcher =
        ExampleMatcher.matching()
            .withIgnorePaths(
                "title",
                "published",
                "author.email",
                "author.age",
                "author.isActive",
                "author.version");

    assertThat(ExamplePredicate.of(Example.of(probe, matcher)))
        .isEqualTo(new And(List.of(equal("author.name", "ada"))));
  }

  private static Predicate name(ExampleMatcher.StringMatcher how) {
    And all =
        (And) ExamplePredicate.of(Example.of(new User("5%", 1), only().withStringMatcher(how)));
    return all.parts().get(0);
  }

  private static ExampleMatcher only() {
    return ExampleMatcher.matching().withIgnorePaths("email", "isActive", "age", "version");
  }

  private static Comparison equal(String path, Object value) {
    return new Comparison(Path.of(path), Operator.EQUAL, new Literal(value));
  }

  private static Like like(String pattern) {
    return new Like(Path.of("name"), new Literal(pattern), '\\');
  }
}
