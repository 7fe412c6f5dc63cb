package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.BasicType;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Currency;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;

/** The value table: an encoding per type. */
final class Encodings {
  private static final List<Class<?>> PRIMITIVES =
      List.of(
          boolean.class,
          byte.class,
          short.class,
          int.class,
          long.class,
          char.class,
          float.class,
          double.class,
          void.class);

  private Encodings() {}

  /**
   * The encoding of a type.
   *
   * @param loader finds classes that are values
   */
  static Encoding of(BasicType type, ClassLoader loader) {
    return switch (type.valueType()) {
      case BOOLEAN -> BOOLEAN;
      case BYTE -> whole("byte", Byte.MIN_VALUE, Byte.MAX_VALUE, n -> (byte) n);
      case SHORT -> whole("short", Short.MIN_VALUE, Short.MAX_VALUE, n -> (short) n);
      case INTEGER -> whole("int", Integer.MIN_VALUE, Integer.MAX_VALUE, n -> (int) n);
      case LONG -> whole("long", Long.MIN_VALUE, Long.MAX_VALUE, n -> n);
      case CHARACTER -> text("text of one character", Encodings::character);
      case TEXT -> text("text", text -> text);
      case FLOAT -> new NumberEncodings.Fraction(true);
      case DOUBLE -> new NumberEncodings.Fraction(false);
      case BIG_INTEGER -> NumberEncodings.BIG_INTEGER;
      case BIG_DECIMAL -> NumberEncodings.BIG_DECIMAL;
      case UUID -> text("a UUID as text", Encodings::uuid);
      case URI -> text("a URI as text", URI::create);
      case URL -> text("a URL as text", Encodings::url);
      case LOCALE -> new TextEncoding("a language tag as text", Encodings::tag, Encodings::locale);
      case CURRENCY ->
          new TextEncoding(
              "a currency code as text",
              value -> ((Currency) value).getCurrencyCode(),
              Currency::getInstance);
      case ZONE_ID ->
          new TextEncoding("a time zone id as text", value -> ((ZoneId) value).getId(), ZoneId::of);
      case CLASS ->
          new TextEncoding(
              "the name of a class as text",
              value -> ((Class<?>) value).getName(),
              name -> classOf(name, loader));
      case ENUM_NAME -> enumName(type.storedType());
      case ENUM_ORDINAL -> enumOrdinal(type.storedType());
      case DATE -> TimeEncodings.DATE;
      case TIMESTAMP -> TimeEncodings.TIMESTAMP;
      case CALENDAR -> TimeEncodings.CALENDAR;
      case INSTANT -> TimeEncodings.INSTANT;
      case LOCAL_DATE -> text("a date as ISO-8601 text", LocalDate::parse);
      case LOCAL_TIME -> text("a time as ISO-8601 text", LocalTime::parse);
      case LOCAL_DATE_TIME -> text("a date and time as ISO-8601 text", LocalDateTime::parse);
      case OFFSET_DATE_TIME -> text("a time with offset as ISO-8601 text", OffsetDateTime::parse);
      case ZONED_DATE_TIME -> text("a time with zone as ISO-8601 text", ZonedDateTime::parse);
      case YEAR -> TimeEncodings.YEARS;
      case DURATION -> text("a duration as ISO-8601 text", Duration::parse);
      case PERIOD -> text("a period as ISO-8601 text", Period::parse);
      case BYTES -> BinaryEncodings.BYTES;
      case BYTE_OBJECTS -> BinaryEncodings.BYTE_OBJECTS;
      case CHARACTERS -> BinaryEncodings.CHARACTERS;
    };
  }

  private static final Encoding BOOLEAN =
      new Encoding() {
        @Override
        public Object encode(Object value) {
          return value;
        }

        @Override
        public Object decode(Object plain) {
          if (plain instanceof Boolean) {
            return plain;
          }
          throw Encoding.mismatch("a boolean", plain);
        }
      };

  private static Encoding text(String expected, Function<String, Object> parse) {
    return new TextEncoding(expected, Object::toString, parse);
  }

  private static Encoding whole(String type, long least, long greatest, LongFunction<Object> make) {
    return new NumberEncodings.Whole(
        "an integer within the range of " + type, least, greatest, make);
  }

  private static Object character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException("Not one character");
    }
    return text.charAt(0);
  }

  /** The canonical form only; {@code UUID.fromString} takes shorter ones. */
  private static Object uuid(String text) {
    UUID uuid = UUID.fromString(text);
    if (!uuid.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException("Not a canonical UUID");
    }
    return uuid;
  }

  private static Object url(String text) {
    try {
      return new URL(text);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String tag(Object value) {
    Locale locale = (Locale) value;
    String tag = locale.toLanguageTag();
    if (!Locale.forLanguageTag(tag).equals(locale)) {
      throw Encoding.refused("a locale without a language tag", "Build it with Locale.Builder");
    }
    return tag;
  }

  private static Object locale(String tag) {
    try {
      return tag.equals("und") ? Locale.ROOT : new Locale.Builder().setLanguageTag(tag).build();
    } catch (IllformedLocaleException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Object classOf(String name, ClassLoader loader) {
    for (Class<?> primitive : PRIMITIVES) {
      if (primitive.getName().equals(name)) {
        return primitive;
      }
    }
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Encoding enumName(Class<?> type) {
    return new TextEncoding(
        "the name of a constant of " + type.getSimpleName(),
        value -> ((Enum<?>) value).name(),
        name ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No such constant")));
  }

  private static Encoding enumOrdinal(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    NumberEncodings.Whole ordinals =
        new NumberEncodings.Whole(
            "the position of a constant of " + type.getSimpleName(),
            0,
            constants.length - 1,
            ordinal -> constants[(int) ordinal]);
    return new Encoding() {
      @Override
      @SuppressWarnings("EnumOrdinal") // the position is what @Enumerated(ORDINAL) stores
      public Object encode(Object value) {
        return (long) ((Enum<?>) value).ordinal();
      }

      @Override
      public Object decode(Object plain) {
        return ordinals.decode(plain);
      }
    };
  }
}
