package io.debros.jpa.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.metamodel.BasicType;
import io.debros.jpa.metamodel.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the value table, both directions. */
class ValueTableTest {
  private static final long TWO_53 = 1L << 53;
  private static final UUID AN_ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

  static List<Arguments> rows() throws Exception {
    return List.of(
        row(boolean.class, true, true),
        row(Boolean.class, false, false),
        row(byte.class, (byte) -128, -128L),
        row(Byte.class, (byte) 127, 127L),
        row(short.class, (short) -32768, -32768L),
        row(Short.class, (short) 7, 7L),
        row(int.class, Integer.MIN_VALUE, (long) Integer.MIN_VALUE),
        row(Integer.class, 42, 42L),
        row(long.class, Long.MAX_VALUE, Long.MAX_VALUE),
        row(Long.class, TWO_53 + 1, TWO_53 + 1),
        row(char.class, 'x', "x"),
        row(Character.class, 'é', "é"),
        row(String.class, "", ""),
        row(String.class, "a\uD83D\uDE00\uFEFF", "a\uD83D\uDE00\uFEFF"),
        row(float.class, 1.5f, 1.5),
        row(Float.class, 0.1f, (double) 0.1f),
        row(float.class, 3f, 3L),
        row(double.class, 3.0, 3L),
        row(Double.class, 0.1, 0.1),
        row(double.class, -5e300, -5e300),
        row(double.class, 0x1p53, TWO_53),
        row(double.class, -0x1p53, -TWO_53),
        row(double.class, 0x1p53 + 2, 0x1p53 + 2),
        row(double.class, Double.MIN_VALUE, Double.MIN_VALUE),
        row(BigInteger.class, new BigInteger("-123456789012345678901"), "-123456789012345678901"),
        row(BigDecimal.class, new BigDecimal("1.50"), "1.50"),
        row(BigDecimal.class, new BigDecimal("0.000000001"), "0.000000001"),
        row(UUID.class, AN_ID, "01890a5d-ac96-774b-bcce-b302099a8057"),
        row(URI.class, URI.create("ipfs://x/y?z=1"), "ipfs://x/y?z=1"),
        row(Locale.class, Locale.CANADA_FRENCH, "fr-CA"),
        row(Locale.class, Locale.ROOT, "und"),
        row(Currency.class, Currency.getInstance("EUR"), "EUR"),
        row(ZoneId.class, ZoneId.of("Europe/Berlin"), "Europe/Berlin"),
        row(ZoneId.class, ZoneId.of("+02:00"), "+02:00"),
        row(Class.class, String.class, "java.lang.String"),
        row(Class.class, int.class, "int"),
        row(Date.class, new Date(-5), -5L),
        row(Instant.class, Instant.ofEpochMilli(1_700_000_000_123L), 1_700_000_000_123L),
        row(
            Instant.class,
            Instant.parse("2023-11-14T22:13:20.123456Z"),
            "2023-11-14T22:13:20.123456Z"),
        row(Instant.class, Instant.MAX, "+1000000000-12-31T23:59:59.999999999Z"),
        row(Timestamp.class, new Timestamp(5), 5L),
        row(
            Timestamp.class,
            Timestamp.from(Instant.parse("2023-11-14T22:13:20.000000001Z")),
            "2023-11-14T22:13:20.000000001Z"),
        row(LocalDate.class, LocalDate.of(2024, 2, 29), "2024-02-29"),
        row(LocalTime.class, LocalTime.of(7, 5), "07:05"),
        row(LocalTime.class, LocalTime.of(7, 5, 9, 1), "07:05:09.000000001"),
        row(LocalDateTime.class, LocalDateTime.of(2024, 2, 29, 7, 5), "2024-02-29T07:05"),
        row(
            OffsetDateTime.class,
            OffsetDateTime.parse("2024-02-29T07:05:01+01:00"),
            "2024-02-29T07:05:01+01:00"),
        row(
            ZonedDateTime.class,
            ZonedDateTime.parse("2024-02-29T07:05+01:00[Europe/Berlin]"),
            "2024-02-29T07:05+01:00[Europe/Berlin]"),
        row(Year.class, Year.of(2024), "2024"),
        row(Year.class, Year.of(5), "0005"),
        row(Duration.class, Duration.ofMinutes(90), "PT1H30M"),
        row(Period.class, Period.of(1, 2, 3), "P1Y2M3D"),
        row(byte[].class, new byte[] {1, -1}, new byte[] {1, -1}),
        row(Byte[].class, new Byte[] {1, -1}, new byte[] {1, -1}),
        row(char[].class, new char[] {'a', 'b'}, "ab"),
        row(DayOfWeek.class, DayOfWeek.TUESDAY, 1L));
  }

  private static Arguments row(Class<?> type, Object value, Object document) {
    return Arguments.of(type, value, document);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void value_ofEveryType_hasItsFormBothWays(Class<?> type, Object value, Object document) {
    ValueCodec codec = codec(type);

    assertThat(codec.toDocument(value)).isEqualTo(document);
    assertThat(codec.fromDocument(document)).isEqualTo(value);
  }

  private static ValueCodec codec(Class<?> type) {
    return ValueCodec.of("Thing.value", BasicType.of(type, ValueType.of(type)));
  }

  @Test
  void everyType_isInTheTestAbove() throws Exception {
    List<ValueType> tested =
        rows().stream().map(row -> ValueType.of((Class<?>) row.get()[0])).distinct().toList();

    assertThat(ValueType.values())
        .filteredOn(type -> !tested.contains(type))
        .containsExactlyInAnyOrder(ValueType.URL, ValueType.CALENDAR, ValueType.ENUM_NAME);
  }

  @Test
  void url_text_bothWays() throws Exception {
    ValueCodec codec = codec(URL.class);

    assertThat(codec.toDocument(new URL("https://example.org/a")))
        .isEqualTo("https://example.org/a");
    assertThat(codec.fromDocument("https://example.org/a")).hasToString("https://example.org/a");
  }

  @Test
  void calendar_millis_bothWays() {
    Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
    calendar.setTimeInMillis(1234);

    assertThat(codec(Calendar.class).toDocument(calendar)).isEqualTo(1234L);
    assertThat(((Calendar) codec(Calendar.class).fromDocument(1234L)).getTimeInMillis())
        .isEqualTo(1234);
  }

  @Test
  void enum_byName_bothWays() {
    ValueCodec codec =
        ValueCodec.of("Thing.day", BasicType.of(DayOfWeek.class, ValueType.ENUM_NAME));

    assertThat(codec.toDocument(DayOfWeek.FRIDAY)).isEqualTo("FRIDAY");
    assertThat(codec.fromDocument("FRIDAY")).isEqualTo(DayOfWeek.FRIDAY);
    assertThatThrownBy(() -> codec.fromDocument("Friday"))
        .hasMessage(
            "Stored value does not fit its attribute {expected=the name of a constant of"
                + " DayOfWeek, found=text}. Correct the document, or change the type of the"
                + " attribute.");
  }

  @Test
  void bigDecimal_exponent_isWrittenOut() {
    assertThat(codec(BigDecimal.class).toDocument(new BigDecimal("1E+3"))).isEqualTo("1000");
  }

  @Test
  void minusZero_isZero() {
    assertThat(codec(double.class).toDocument(-0.0)).isEqualTo(0L);
    assertThat(codec(float.class).toDocument(-0.0f)).isEqualTo(0L);
  }

  @Test
  void date_withNanoseconds_keepsThem() {
    Timestamp precise = Timestamp.from(Instant.parse("2023-11-14T22:13:20.000000001Z"));

    Object plain = codec(Date.class).toDocument(precise);

    assertThat(plain).isEqualTo("2023-11-14T22:13:20.000000001Z");
    assertThat(codec(Date.class).fromDocument(plain)).isEqualTo(precise);
  }

  static List<Arguments> leniently() {
    return List.of(
        row(double.class, 3.0, 3L),
        row(float.class, 3f, 3L),
        row(int.class, 5, 5.0),
        row(BigDecimal.class, new BigDecimal("5"), 5L),
        row(BigInteger.class, BigInteger.TEN, 10L),
        row(Instant.class, Instant.parse("2023-11-14T21:13:20Z"), "2023-11-14T22:13:20+01:00"));
  }

  @ParameterizedTest
  @MethodSource("leniently")
  void foreignForm_withTheSameMeaning_isRead(Class<?> type, Object value, Object document) {
    assertThat(codec(type).fromDocument(document)).isEqualTo(value);
  }

  static List<Arguments> unstorable() {
    return List.of(
        Arguments.of(double.class, Double.NaN, "found=NaN"),
        Arguments.of(double.class, Double.NEGATIVE_INFINITY, "found=infinity"),
        Arguments.of(float.class, Float.NaN, "found=NaN"),
        Arguments.of(float.class, Float.POSITIVE_INFINITY, "found=infinity"),
        Arguments.of(String.class, "a\uD83D", "half of a surrogate pair"),
        Arguments.of(String.class, "\uDE00\uD83D", "half of a surrogate pair"),
        Arguments.of(String.class, "\uFEFFa", "byte order mark"),
        Arguments.of(char.class, '\uD83D', "half of a surrogate pair"),
        Arguments.of(char[].class, new char[] {'\uFEFF'}, "byte order mark"),
        Arguments.of(Byte[].class, new Byte[] {null}, "a null among bytes"),
        Arguments.of(BigDecimal.class, new BigDecimal("1E+10001"), "more than 10000 digits"),
        Arguments.of(Locale.class, new Locale("x", "toolong!"), "a locale without a language tag"));
  }

  @ParameterizedTest
  @MethodSource("unstorable")
  void value_thatNoDocumentHolds_isRefused(Class<?> type, Object value, String said) {
    assertThatThrownBy(() -> codec(type).toDocument(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Value cannot be stored {found=")
        .hasMessageContaining(said);
  }

  static List<Arguments> unreadable() {
    return List.of(
        Arguments.of(boolean.class, 1L, "an integer"),
        Arguments.of(byte.class, 128L, "an integer"),
        Arguments.of(int.class, 1L << 31, "an integer"),
        Arguments.of(int.class, 1.5, "a fraction"),
        Arguments.of(long.class, "5", "text"),
        Arguments.of(long.class, new BigInteger("9223372036854775808"), "an integer"),
        Arguments.of(char.class, "ab", "text"),
        Arguments.of(String.class, 5L, "an integer"),
        Arguments.of(String.class, List.of(), "a list"),
        Arguments.of(float.class, 1e300, "a fraction"),
        Arguments.of(double.class, "1.5", "text"),
        Arguments.of(BigInteger.class, "1.5", "text"),
        Arguments.of(BigDecimal.class, "1E999999999", "text"),
        Arguments.of(BigDecimal.class, "abc", "text"),
        Arguments.of(UUID.class, "1-1-1-1-1", "text"),
        Arguments.of(Class.class, "no.such.Class", "text"),
        Arguments.of(Currency.class, "???", "text"),
        Arguments.of(Instant.class, "yesterday", "text"),
        Arguments.of(Instant.class, 1.5, "a fraction"),
        Arguments.of(LocalDate.class, "2024-02-30", "text"),
        Arguments.of(DayOfWeek.class, 7L, "an integer"),
        Arguments.of(byte[].class, "AQ==", "text"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void document_ofAnotherKind_isRefusedWithoutItsValue(
      Class<?> type, Object document, String found) {
    assertThatThrownBy(() -> codec(type).fromDocument(document))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Stored value does not fit its attribute {expected=")
        .hasMessageContaining("found=" + found + "}");
  }

  /** To read it would take minutes. */
  @Test
  void document_withMillionsOfDigits_isRefusedUnread() {
    String digits = "7".repeat(2_000_000);

    for (Class<?> type : List.of(BigDecimal.class, BigInteger.class)) {
      assertThatThrownBy(() -> codec(type).fromDocument(digits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of at most 10000 digits");
    }
  }

  @Test
  void bytes_inDocument_doNotChangeWithTheValue() {
    byte[] value = {1};

    byte[] document = (byte[]) codec(byte[].class).toDocument(value);
    value[0] = 2;

    assertThat(document).containsExactly(1);
  }

  @Test
  void literal_ofRelatedType_hasTheFormThatCompares() {
    assertThat(codec(long.class).literal(5)).isEqualTo(5L);
    assertThat(codec(int.class).literal(new BigDecimal("5.0"))).isEqualTo(5L);
    assertThat(codec(int.class).literal(2.5)).isEqualTo(2.5);
    assertThat(codec(int.class).literal(new BigDecimal("0.3"))).isEqualTo(new BigDecimal("0.3"));
    assertThat(codec(BigDecimal.class).literal(5)).isEqualTo("5");
    assertThat(codec(Instant.class).literal(new Date(7))).isEqualTo(7L);
    assertThat(codec(String.class).literal('x')).isEqualTo("x");
    assertThat(codec(String.class).literal(null)).isNull();
  }

  @Test
  void literal_ofUnrelatedType_isRefused() {
    assertThatThrownBy(() -> codec(long.class).literal("5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Value does not fit the attribute {attribute=Thing.value, expected=java.lang.Long,"
                + " found=java.lang.String}. Give a value of the attribute's type.");
  }
}
