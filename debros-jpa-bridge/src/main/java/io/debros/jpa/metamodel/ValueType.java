package io.debros.jpa.metamodel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.sql.Timestamp;
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
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The kinds of single values that a document can hold: the rows of the value table. */
public enum ValueType {
  BOOLEAN,
  BYTE,
  SHORT,
  INTEGER,
  LONG,
  CHARACTER,
  TEXT,
  FLOAT,
  DOUBLE,
  BIG_INTEGER,
  BIG_DECIMAL,
  UUID,
  URI,
  URL,
  LOCALE,
  CURRENCY,
  ZONE_ID,
  CLASS,
  /** An enum stored by name. */
  ENUM_NAME,
  /** An enum stored by position. */
  ENUM_ORDINAL,
  DATE,
  TIMESTAMP,
  CALENDAR,
  INSTANT,
  LOCAL_DATE,
  LOCAL_TIME,
  LOCAL_DATE_TIME,
  OFFSET_DATE_TIME,
  ZONED_DATE_TIME,
  YEAR,
  DURATION,
  PERIOD,
  BYTES,
  BYTE_OBJECTS,
  CHARACTERS;

  private static final Map<Class<?>, ValueType> BY_CLASS = byClass();

  /** The row of a class, enums by position; null if documents cannot hold it. */
  public static @Nullable ValueType of(Class<?> type) {
    return type.isEnum() ? ENUM_ORDINAL : BY_CLASS.get(type);
  }

  /** Whole numbers: byte, short, int, long and {@link BigInteger}. */
  public boolean isInteger() {
    return switch (this) {
      case BYTE, SHORT, INTEGER, LONG, BIG_INTEGER -> true;
      default -> false;
    };
  }

  private static Map<Class<?>, ValueType> byClass() {
    Map<Class<?>, ValueType> types = new HashMap<>();
    types.put(boolean.class, BOOLEAN);
    types.put(Boolean.class, BOOLEAN);
    types.put(byte.class, BYTE);
    types.put(Byte.class, BYTE);
    types.put(short.class, SHORT);
    types.put(Short.class, SHORT);
    types.put(int.class, INTEGER);
    types.put(Integer.class, INTEGER);
    types.put(long.class, LONG);
    types.put(Long.class, LONG);
    types.put(char.class, CHARACTER);
    types.put(Character.class, CHARACTER);
    types.put(String.class, TEXT);
    types.put(float.class, FLOAT);
    types.put(Float.class, FLOAT);
    types.put(double.class, DOUBLE);
    types.put(Double.class, DOUBLE);
    types.put(BigInteger.class, BIG_INTEGER);
    types.put(BigDecimal.class, BIG_DECIMAL);
    types.put(UUID.class, UUID);
    types.put(URI.class, URI);
    types.put(URL.class, URL);
    types.put(Locale.class, LOCALE);
    types.put(Currency.class, CURRENCY);
    types.put(ZoneId.class, ZONE_ID);
    types.put(Class.class, CLASS);
    types.put(Date.class, DATE);
    types.put(Timestamp.class, TIMESTAMP);
    types.put(Calendar.class, CALENDAR);
    types.put(Instant.class, INSTANT);
    types.put(LocalDate.class, LOCAL_DATE);
    types.put(LocalTime.class, LOCAL_TIME);
    types.put(LocalDateTime.class, LOCAL_DATE_TIME);
    types.put(OffsetDateTime.class, OFFSET_DATE_TIME);
    types.put(ZonedDateTime.class, ZONED_DATE_TIME);
    types.put(Year.class, YEAR);
    types.put(Duration.class, DURATION);
    types.put(Period.class, PERIOD);
    types.put(byte[].class, BYTES);
    types.put(Byte[].class, BYTE_OBJECTS);
    types.put(char[].class, CHARACTERS);
    return Map.copyOf(types);
  }
}
