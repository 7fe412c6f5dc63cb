package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Calendar;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Values that a query may give where an attribute has a related type: any number, any moment. */
final class Literals {
  private Literals() {}

  /** The document form; null if the value is not related to the type. */
  static @Nullable Object related(ValueType type, Object value) {
    return switch (type) {
      case BYTE, SHORT, INTEGER, LONG, FLOAT, DOUBLE ->
          value instanceof Number number ? number(number) : null;
      case BIG_INTEGER, BIG_DECIMAL ->
          value instanceof Number number ? decimal(number).toPlainString() : null;
      case DATE, TIMESTAMP, CALENDAR, INSTANT -> moment(value);
      case TEXT, CHARACTER ->
          value instanceof String || value instanceof Character
              ? TextEncoding.checked(value.toString())
              : null;
      default -> null;
    };
  }

  /** As it compares with stored integers and fractions. */
  private static Object number(Number number) {
    if (number instanceof Double || number instanceof Float) {
      return NumberEncodings.plain(number.doubleValue());
    }
    BigDecimal decimal = decimal(number);
    try {
      BigInteger whole = decimal.toBigIntegerExact();
      return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
    } catch (ArithmeticException e) {
      return decimal;
    }
  }

  private static BigDecimal decimal(Number number) {
    return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
  }

  private static @Nullable Object moment(Object value) {
    if (value instanceof Instant) {
      return TimeEncodings.INSTANT.encode(value);
    } else if (value instanceof Timestamp || value instanceof Date) {
      return TimeEncodings.DATE.encode(value);
    }
    return value instanceof Calendar ? TimeEncodings.CALENDAR.encode(value) : null;
  }
}
