package io.debros.jpa.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortDomainTest {
  @ParameterizedTest
  @CsvSource({
    "DECIMAL, 9.5, 10",
    "DECIMAL, -10, -9.99",
    "INSTANT, 1969-12-31T23:59:59.999999999Z, 1970-01-01T00:00:00Z",
    "INSTANT, 2024-01-01T01:00+02:00, 2024-01-01T00:00Z",
    "INSTANT, 2024-01-01T01:00+02:00[Europe/Helsinki], 2024-01-01T00:00Z[UTC]",
    "LOCAL_DATE_TIME, 2024-01-01T10:00, 2024-01-01T10:00:00.5",
    "LOCAL_DATE_TIME, 9999-12-31T23:59, +10000-01-01T00:00",
    "LOCAL_DATE, -0001-01-01, 0001-01-01",
    "LOCAL_DATE, 9999-12-31, +10000-01-01",
    "LOCAL_TIME, 09:59:59.9, 10:00",
    "DURATION, PT9M, PT1H",
    "DURATION, PT-1S, PT0S",
    "PLAIN, 10, 9"
  })
  void sortable_textOfTheDomain_sortsAsItsValue(SortDomain domain, String low, String high) {
    assertThat(PlainOrder.ORDER.compare(domain.sortable(low), domain.sortable(high))).isNegative();
  }

  @Test
  void sortable_millisecondsAndTextOfOneInstant_areEqual() {
    Object text = SortDomain.INSTANT.sortable("1970-01-01T00:00:01.500Z");

    assertThat(PlainOrder.ORDER.compare(SortDomain.INSTANT.sortable(1500L), text)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"DECIMAL", "INSTANT", "LOCAL_DATE_TIME", "LOCAL_DATE", "LOCAL_TIME", "DURATION"})
  void sortable_foreignText_staysText(SortDomain domain) {
    assertThat(domain.sortable("soon")).isEqualTo("soon");
    assertThat(domain.sortable(true)).isEqualTo(true);
    assertThat(domain.sortable(null)).isNull();
  }

  /** To read it as a number would take minutes, with all writers of the database waiting. */
  @Test
  void sortable_textOfMillionsOfDigits_staysText() {
    String digits = "7".repeat(2_000_000);

    assertThat(SortDomain.DECIMAL.sortable(digits)).isSameAs(digits);
  }

  @Test
  void sortable_longestDecimalOfAnAttribute_isANumber() {
    BigDecimal longest =
        new BigDecimal(BigInteger.TEN.pow(10_000).subtract(BigInteger.ONE), 10_000);
    BigDecimal widest = new BigDecimal(BigInteger.TEN.pow(9_999), -10_000).negate();

    assertThat(SortDomain.DECIMAL.sortable(longest.toPlainString())).isEqualTo(longest);
    assertThat((BigDecimal) SortDomain.DECIMAL.sortable(widest.toPlainString()))
        .isEqualByComparingTo(widest);
  }
}
