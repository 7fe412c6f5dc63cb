package io.debros.jpa.query.exec;

import static io.debros.jpa.query.plan.Truth.FALSE;
import static io.debros.jpa.query.plan.Truth.TRUE;
import static io.debros.jpa.query.plan.Truth.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.document.Document;
import io.debros.jpa.query.Predicates;
import io.debros.jpa.query.QueryFixture;
import io.debros.jpa.query.Shop.User;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.plan.Conditions;
import io.debros.jpa.query.plan.Field;
import io.debros.jpa.query.plan.Truth;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final QueryFixture SHOP = QueryFixture.shop();
  private static final Truth[] ALL = {FALSE, UNKNOWN, TRUE};

  private final Evaluator evaluator = new Evaluator(new OwnFields());

  @AfterAll
  static void close() {
    SHOP.close();
  }

  @Test
  void test_and_isTheLesser() {
    Truth[][] table = {
      {FALSE, FALSE, FALSE},
      {FALSE, UNKNOWN, UNKNOWN},
      {FALSE, UNKNOWN, TRUE}
    };
    for (int left = 0; left < 3; left++) {
      for (int right = 0; right < 3; right++) {
        Predicate both = Predicates.and(constant(ALL[left]), constant(ALL[right]));

        assertThat(test(both)).as("%s", both).isEqualTo(table[left][right]);
      }
    }
  }

  @Test
  void test_or_isTheGreater() {
    Truth[][] table = {
      {FALSE, UNKNOWN, TRUE},
      {UNKNOWN, UNKNOWN, TRUE},
      {TRUE, TRUE, TRUE}
    };
    for (int left = 0; left < 3; left++) {
      for (int right = 0; right < 3; right++) {
        Predicate either = Predicates.or(constant(ALL[left]), constant(ALL[right]));

        assertThat(test(either)).as("%s", either).isEqualTo(table[left][right]);
      }
    }
  }

  @Test
  void test_not_keepsUnknown() {
    assertThat(test(Predicates.not(constant(FALSE)))).isEqualTo(TRUE);
    assertThat(test(Predicates.not(constant(UNKNOWN)))).isEqualTo(UNKNOWN);
    assertThat(test(Predicates.not(constant(TRUE)))).isEqualTo(FALSE);
  }

  @Test
  void test_emptyConjunctionAndDisjunction_areTheirConstants() {
    assertThat(test(Predicate.TRUE)).isEqualTo(TRUE);
    assertThat(test(Predicate.FALSE)).isEqualTo(FALSE);
  }

  @Test
  void test_comparisons_ofEveryOperator() {
    for (Operator operator : Operator.values()) {
      boolean less = Arrays.asList("<>", "<", "<=").contains(operator.symbol());
      boolean equal = Arrays.asList("=", "<=", ">=").contains(operator.symbol());
      boolean greater = Arrays.asList("<>", ">", ">=").contains(operator.symbol());

      assertThat(test(compare(operator, 8), "age", 7L)).isEqualTo(Truth.of(less));
      assertThat(test(compare(operator, 7), "age", 7L)).isEqualTo(Truth.of(equal));
      assertThat(test(compare(operator, 6), "age", 7L)).isEqualTo(Truth.of(greater));
      assertThat(test(compare(operator, 7), "age", null)).isEqualTo(UNKNOWN);
      assertThat(test(compare(operator, null), "age", 7L)).isEqualTo(UNKNOWN);
      assertThat(test(compare(operator, 7), "age", "seven")).isEqualTo(UNKNOWN);
    }
  }

  @Test
  void test_numbersOfDifferentTypes_compareExactly() {
    assertThat(test(Predicates.eq("score", 1L), "score", 1L)).isEqualTo(TRUE);
    assertThat(test(Predicates.eq("score", 0.5), "score", 0.5)).isEqualTo(TRUE);
    assertThat(test(Predicates.less("balance", new java.math.BigDecimal("10")), "balance", "9.5"))
        .isEqualTo(TRUE);
    assertThat(test(Predicates.eq("balance", new java.math.BigDecimal("9.50")), "balance", "9.5"))
        .isEqualTo(TRUE);
  }

  @Test
  void test_instants_compareWhateverTheirForm() {
    java.time.Instant instant = java.time.Instant.parse("2024-05-01T12:00:00.000000001Z");

    assertThat(test(Predicates.less("createdAt", instant), "createdAt", 1714564800000L))
        .isEqualTo(TRUE);
    assertThat(test(Predicates.eq("createdAt", instant), "createdAt", instant.toString()))
        .isEqualTo(TRUE);
  }

  @Test
  void test_in_withAndWithoutNull() {
    assertThat(test(Predicates.in("age", 1, 2), "age", 2L)).isEqualTo(TRUE);
    assertThat(test(Predicates.in("age", 1, 2), "age", 3L)).isEqualTo(FALSE);
    assertThat(test(Predicates.in("age", 1, null), "age", 1L)).isEqualTo(TRUE);
    assertThat(test(Predicates.in("age", 1, null), "age", 3L)).isEqualTo(UNKNOWN);
    assertThat(test(Predicates.in("age", 1, 2), "age", null)).isEqualTo(UNKNOWN);
    assertThat(test(Predicates.in("age"), "age", null)).isEqualTo(FALSE);
    assertThat(test(Predicates.in("age", 1, 2), "age", "one")).isEqualTo(UNKNOWN);
  }

  @Test
  void test_between_includesBothEnds() {
    assertThat(test(Predicates.between("age", 1, 3), "age", 1L)).isEqualTo(TRUE);
    assertThat(test(Predicates.between("age", 1, 3), "age", 3L)).isEqualTo(TRUE);
    assertThat(test(Predicates.between("age", 1, 3), "age", 4L)).isEqualTo(FALSE);
    assertThat(test(Predicates.between("age", 1, null), "age", 0L)).isEqualTo(FALSE);
    assertThat(test(Predicates.between("age", 1, null), "age", 2L)).isEqualTo(UNKNOWN);
  }

  @Test
  void test_like_onText() {
    assertThat(test(Predicates.like("name", "A%"), "name", "Ada")).isEqualTo(TRUE);
    assertThat(test(Predicates.like("name", "A%"), "name", "ada")).isEqualTo(FALSE);
    assertThat(test(Predicates.like("name", "A%"), "name", null)).isEqualTo(UNKNOWN);
    assertThat(test(Predicates.like("name", null), "name", "Ada")).isEqualTo(UNKNOWN);
    assertThat(test(Predicates.like("name", "A%"), "name", 7L)).isEqualTo(UNKNOWN);
  }

  @Test
  void test_ignoreCase_foldsBothSides() {
    assertThat(test(Predicates.ignoreCase("name", "STRASSE"), "name", "straße")).isEqualTo(TRUE);
    assertThat(test(Predicates.ignoreCase("name", "ada"), "name", "Bob")).isEqualTo(FALSE);
  }

  @Test
  void test_isNull_isNeverUnknown() {
    assertThat(test(Predicates.isNull("name"), "name", null)).isEqualTo(TRUE);
    assertThat(test(Predicates.isNull("name"), "other", 1L)).isEqualTo(TRUE);
    assertThat(test(Predicates.isNull("name"), "name", "x")).isEqualTo(FALSE);
    assertThat(test(Predicates.isNull("address.city"), "address", Map.of())).isEqualTo(TRUE);
    assertThat(test(Predicates.isNull("address.city"), "address", Map.of("city", "B")))
        .isEqualTo(FALSE);
  }

  @Test
  void test_collections_emptyAndMember() {
    assertThat(test(Predicates.isEmpty("tags"), "tags", List.of())).isEqualTo(TRUE);
    assertThat(test(Predicates.isEmpty("tags"), "other", 1L)).isEqualTo(TRUE);
    assertThat(test(Predicates.isEmpty("tags"), "tags", List.of("a"))).isEqualTo(FALSE);
    assertThat(test(Predicates.member("a", "tags"), "tags", List.of("b", "a"))).isEqualTo(TRUE);
    assertThat(test(Predicates.member("a", "tags"), "tags", List.of("b"))).isEqualTo(FALSE);
    assertThat(test(Predicates.member("a", "tags"), "other", 1L)).isEqualTo(FALSE);
    assertThat(test(Predicates.member(null, "tags"), "tags", List.of("a"))).isEqualTo(UNKNOWN);
  }

  @Test
  void test_twoFields_compareWithEachOther() {
    Predicate same =
        new Comparison(Predicates.path("name"), Operator.EQUAL, Predicates.path("city"));

    assertThat(test(same, "name", "x", "city", "x")).isEqualTo(TRUE);
    assertThat(test(same, "name", "x", "city", null)).isEqualTo(UNKNOWN);
  }

  /** Age is 7 in the row of {@link #test(Predicate)}, and name is null. */
  private static Predicate constant(Truth truth) {
    return switch (truth) {
      case TRUE -> Predicates.eq("age", 7);
      case FALSE -> Predicates.eq("age", 8);
      case UNKNOWN -> Predicates.eq("name", "x");
    };
  }

  private static Predicate compare(Operator operator, @Nullable Object value) {
    return new Comparison(Predicates.path("age"), operator, new Literal(value));
  }

  private Truth test(Predicate predicate) {
    return test(predicate, "age", 7L);
  }

  private Truth test(Predicate predicate, Object... namesAndValues) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return evaluator.test(
        Conditions.literal(SHOP.model(User.class), predicate), Document.of("id", values));
  }

  /** Reads nothing but the row itself. */
  private static final class OwnFields implements FieldReader {
    @Override
    public @Nullable Object stored(Field field, Document row) {
      return row.at(field.documentPath());
    }

    @Override
    public @Nullable Object value(Field field, Document row) {
      return field.local(row);
    }
  }
}
