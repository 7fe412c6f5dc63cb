package io.debros.jpa.document;

import static io.debros.store.testing.Property.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SortKeyTest {
  private static final int TRIES = 50_000;

  @Test
  void of_valuesOfEveryKind_sortInTheDocumentedOrder() {
    List<Object> kinds =
        List.of(false, true, -1.5, 0L, "", "a", new byte[0], List.of(), List.of(1L), Map.of());

    for (int i = 1; i < kinds.size(); i++) {
      assertThat(order(kinds.get(i - 1), kinds.get(i))).as("%s", kinds.get(i)).isNegative();
    }
    assertThat(order(null, false)).isNegative();
  }

  @Test
  void of_equalNumbersOfDifferentTypes_haveOneKey() {
    byte[] key = SortKey.of(9_007_199_254_740_992L);

    assertThat(SortKey.of(0x1p53)).isEqualTo(key);
    assertThat(SortKey.of(new BigInteger("9007199254740992"))).isEqualTo(key);
    assertThat(SortKey.of(new BigDecimal("9007199254740992.000"))).isEqualTo(key);
    assertThat(SortKey.of(-0.0)).isEqualTo(SortKey.of(0L));
  }

  @Test
  void of_numbersThatDoublesCannotTellApart_areOrderedExactly() {
    assertThat(order(9_007_199_254_740_993L, 0x1p53)).isPositive();
    assertThat(order(new BigDecimal("0.1"), 0.1)).isNegative();
    assertThat(order(Long.MAX_VALUE, 0x1p63)).isNegative();
    assertThat(order(Long.MIN_VALUE, -0x1p63)).isZero();
    assertThat(order(Double.MIN_VALUE, 0L)).isPositive();
    assertThat(order(Double.NEGATIVE_INFINITY, new BigDecimal("-1e400"))).isNegative();
    assertThat(order(Double.POSITIVE_INFINITY, new BigDecimal("1e400"))).isPositive();
  }

  @Test
  void of_randomNumbers_sortAsExactDecimals() {
    check(
        TRIES,
        random -> {
          Number one = PlainGenerator.number(random);
          Number other = PlainGenerator.number(random);

          assertThat(order(one, other))
              .as("%s and %s", one, other)
              .isEqualTo(decimal(one).compareTo(decimal(other)));
        });
  }

  @Test
  void of_randomTextWithoutLoneSurrogates_sortsAsUtf8() {
    check(
        TRIES,
        random -> {
          String one = wellFormed(PlainGenerator.text(random));
          String other = wellFormed(PlainGenerator.text(random));

          assertThat(order(one, other))
              .as("%s and %s", one, other)
              .isEqualTo(Integer.signum(Arrays.compareUnsigned(utf8(one), utf8(other))));
        });
  }

  @Test
  void plainOrder_anyTwoValues_agreesWithTheirKeys() {
    check(
        TRIES,
        random -> {
          Object one = PlainGenerator.value(random, 2);
          Object other = PlainGenerator.value(random, 2);

          assertThat(Integer.signum(PlainOrder.ORDER.compare(one, other)))
              .as("%s and %s", one, other)
              .isEqualTo(order(one, other));
        });
  }

  @Test
  void of_twoColumnsJoined_sortByTheFirstThenTheSecond() {
    check(
        TRIES,
        random -> {
          Object first = PlainGenerator.value(random, 1);
          Object second = PlainGenerator.value(random, 1);
          Object otherFirst = random.nextBoolean() ? first : PlainGenerator.value(random, 1);
          Object otherSecond = PlainGenerator.value(random, 1);
          int expected =
              order(first, otherFirst) != 0
                  ? order(first, otherFirst)
                  : -order(second, otherSecond);

          int actual =
              Integer.signum(
                  Arrays.compareUnsigned(columns(first, second), columns(otherFirst, otherSecond)));

          assertThat(actual)
              .as("%s, %s and %s, %s", first, second, otherFirst, otherSecond)
              .isEqualTo(expected);
        });
  }

  @Test
  void ofPrefix_anyText_rangeHoldsExactlyWhatStartsWithIt() {
    check(
        TRIES,
        random -> {
          String prefix = PlainGenerator.text(random);
          String text = random.nextBoolean() ? prefix + PlainGenerator.text(random) : "b";
          boolean splitsPair =
              text.length() > prefix.length()
                  && !prefix.isEmpty()
                  && Character.isSurrogatePair(
                      prefix.charAt(prefix.length() - 1), text.charAt(prefix.length()));

          assertThat(contains(IndexRange.prefix(SortKey.ofPrefix(prefix)), SortKey.of(text)))
              .as("%s in %s", text, prefix)
              .isEqualTo(text.startsWith(prefix) && !splitsPair);
        });
  }

  @Test
  void after_prefixOfHighestBytes_isTheEnd() {
    assertThat(SortKey.after(new byte[] {1, -1})).isEqualTo(new byte[] {2});
    assertThat(SortKey.after(new byte[] {-1, -1})).isNull();
    assertThat(SortKey.after(new byte[0])).isNull();
  }

  @Test
  void of_foreignType_isRefused() {
    assertThatThrownBy(() -> SortKey.of(new StringBuilder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No document value: java.lang.StringBuilder");
    assertThatThrownBy(() -> SortKey.of(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No document value: java.lang.Integer");
  }

  private static byte[] columns(@Nullable Object ascending, @Nullable Object descending) {
    return SortKey.joined(SortKey.of(ascending), SortKey.inverted(SortKey.of(descending)));
  }

  private static boolean contains(IndexRange range, byte[] key) {
    return Arrays.compareUnsigned(key, range.from()) >= 0
        && (range.to() == null || Arrays.compareUnsigned(key, range.to()) < 0);
  }

  private static int order(@Nullable Object one, @Nullable Object other) {
    return Integer.signum(Arrays.compareUnsigned(SortKey.of(one), SortKey.of(other)));
  }

  private static BigDecimal decimal(Number number) {
    if (number instanceof BigDecimal value) {
      return value;
    }
    return number instanceof Double value ? new BigDecimal(value) : new BigDecimal("" + number);
  }

  private static String wellFormed(String text) {
    return new String(utf8(text), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
