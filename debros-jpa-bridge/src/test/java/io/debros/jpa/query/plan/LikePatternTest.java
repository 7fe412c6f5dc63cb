package io.debros.jpa.query.plan;

import static io.debros.store.testing.Property.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {
  @ParameterizedTest
  @CsvSource({
    "abc, abc, true", "abc, ab, false", "a%, a, true", "%c, abc, true", "%b%, abc, true",
    "a_c, abc, true", "a_c, ac, false", "_, 😀, true", "%, '', true", "_, '', false",
    "%a%b%c, xaxbxbc, true", "a%b, ab, true", "A%, abc, false"
  })
  void matches_wildcards_asInSql(String pattern, String text, boolean expected) {
    assertThat(LikePattern.of(pattern, null).matches(text)).isEqualTo(expected);
  }

  @Test
  void matches_escapedWildcards_areLiteral() {
    LikePattern pattern = LikePattern.of("100\\%\\_\\\\%", '\\');

    assertThat(pattern.matches("100%_\\x")).isTrue();
    assertThat(pattern.matches("100xx\\x")).isFalse();
    assertThat(pattern.prefix()).isEqualTo("100%_\\");
    assertThat(pattern.isPrefix()).isTrue();
  }

  @Test
  void folded_everyCase_matches() {
    LikePattern pattern = LikePattern.of("ΟΔΟΣ%ä_", null).folded();

    assertThat(pattern.matches(Field.folded("οδος Äx"))).isTrue();
    assertThat(pattern.matches(Field.folded("ΟΔΟΣΑäX"))).isTrue();
  }

  @Test
  void matches_manyRuns_takesNoExponentialTime() {
    LikePattern pattern = LikePattern.of("%a".repeat(200) + "b", null);

    assertThat(pattern.matches("a".repeat(20_000))).isFalse();
  }

  @Test
  void matches_anyPattern_agreesWithARegularExpression() {
    check(
        20_000,
        random -> {
          String pattern = text(random, "ab%_", 6);
          String text = text(random, "ab", 8);
          Pattern expected = Pattern.compile(pattern.replace("%", ".*").replace("_", "."));

          assertThat(LikePattern.of(pattern, null).matches(text))
              .as("%s like %s", text, pattern)
              .isEqualTo(expected.matcher(text).matches());
        });
  }

  @Test
  void of_escapeBeforeOrdinaryCharacter_isRefused() {
    assertThatThrownBy(() -> LikePattern.of("a\\b", '\\'))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Escape character stands before a character that needs none {pattern=a\\b, escape=\\}."
                + " Use it before %, _ or itself only.");
    assertThatThrownBy(() -> LikePattern.of("a\\", '\\'))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Escape character stands before a character that needs none");
  }

  private static String text(RandomGenerator random, String alphabet, int longest) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(longest + 1); left > 0; left--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
