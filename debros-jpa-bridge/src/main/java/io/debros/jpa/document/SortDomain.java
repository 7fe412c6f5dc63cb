package io.debros.jpa.document;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * How the stored form of a value sorts: as it is, or as what its text stands for. Text that does
 * not stand for it, as foreign writers may leave, stays text.
 */
public enum SortDomain {
  /** As it is. */
  PLAIN {
    @Override
    Object parse(String text) {
      return text;
    }
  },
  /** Text of a number. */
  DECIMAL {
    @Override
    Object parse(String text) {
      if (text.length() > LONGEST_DECIMAL) {
        throw new NumberFormatException("Text of more digits than a number has");
      }
      return new BigDecimal(text);
    }
  },
  /** Epoch milliseconds, or ISO-8601 text with a zone or offset. */
  INSTANT {
    @Override
    Object parse(String text) {
      return millis(Instant.from(DateTimeFormatter.ISO_DATE_TIME.parse(text)));
    }
  },
  /** ISO-8601 date and time without zone. */
  LOCAL_DATE_TIME {
    @Override
    Object parse(String text) {
      return millis(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
    }
  },
  /** ISO-8601 date. */
  LOCAL_DATE {
    @Override
    Object parse(String text) {
      return LocalDate.parse(text).toEpochDay();
    }
  },
  /** ISO-8601 time without zone. */
  LOCAL_TIME {
    @Override
    Object parse(String text) {
      return LocalTime.parse(text).toNanoOfDay();
    }
  },
  /** ISO-8601 duration. */
  DURATION {
    @Override
    Object parse(String text) {
      Duration duration = Duration.parse(text);
      return amount(duration.getSeconds(), duration.getNano());
    }
  };

  /**
   * Longest text of a number: it takes all numbers that attributes can hold, and no more, because
   * the time to read one grows with the square of its digits.
   */
  public static final int LONGEST_DECIMAL = 20_010;

  private static final int NANOS_PER_MILLI_DIGITS = 6;

  /**
   * The value that {@link SortKey} and {@link PlainOrder} take.
   *
   * @param plain the stored form; null stays null
   */
  public @Nullable Object sortable(@Nullable Object plain) {
    if (this == PLAIN || !(plain instanceof String text)) {
      return plain;
    }
    try {
      return parse(text);
    } catch (DateTimeException | NumberFormatException e) {
      return text; // left so by a foreign writer: of another kind, equal to no value of the
      // attribute
    }
  }

  abstract Object parse(String text);

  private static BigDecimal millis(Instant instant) {
    return amount(instant.getEpochSecond(), instant.getNano());
  }

  /** Milliseconds. */
  private static BigDecimal amount(long seconds, int nanos) {
    return BigDecimal.valueOf(seconds)
        .movePointRight(3)
        .add(BigDecimal.valueOf(nanos, NANOS_PER_MILLI_DIGITS));
  }
}
