package io.debros.jpa.mapping;

import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Year;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Calendar;
import java.util.Date;
import java.util.Locale;
import java.util.function.Function;

/** Moments: epoch milliseconds when exact, else ISO-8601 text. */
@SuppressWarnings("JavaUtilDate") // entities may have one
final class TimeEncodings {
  private static final String EXPECTED = "epoch milliseconds or an ISO-8601 instant";

  /** At least four digits, as ISO-8601 wants. */
  private static final DateTimeFormatter YEAR =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, 4, 10, SignStyle.EXCEEDS_PAD)
          .toFormatter(Locale.ROOT);

  private TimeEncodings() {}

  static final Encoding INSTANT = new Moment(Instant.class::cast, instant -> instant);

  /** A {@link Date}; one with nanoseconds is a {@link Timestamp}. */
  static final Encoding DATE = new Moment(TimeEncodings::instantOf, TimeEncodings::dateOf);

  static final Encoding TIMESTAMP = new Moment(TimeEncodings::instantOf, Timestamp::from);

  /** In the default time zone when read. */
  static final Encoding CALENDAR =
      new Moment(value -> ((Calendar) value).toInstant(), TimeEncodings::calendarOf);

  static final Encoding YEARS =
      new TextEncoding(
          "a year as ISO-8601 text",
          value -> ((Year) value).format(YEAR),
          text -> Year.parse(text, YEAR));

  private record Moment(Function<Object, Instant> toInstant, Function<Instant, Object> make)
      implements Encoding {
    @Override
    public Object encode(Object value) {
      Instant instant = toInstant.apply(value);
      return isExact(instant) ? (Object) instant.toEpochMilli() : instant.toString();
    }

    @Override
    public Object decode(Object plain) {
      try {
        if (plain instanceof Long millis) {
          return make.apply(Instant.ofEpochMilli(millis));
        }
        if (plain instanceof String text) {
          return make.apply(Instant.parse(text));
        }
      } catch (DateTimeException | IllegalArgumentException e) {
        throw Encoding.mismatch(EXPECTED, plain);
      }
      throw Encoding.mismatch(EXPECTED, plain);
    }
  }

  private static boolean isExact(Instant instant) {
    return instant.equals(instant.truncatedTo(ChronoUnit.MILLIS))
        && !instant.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))
        && !instant.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE));
  }

  /** Not {@code Date.toInstant}, which {@code java.sql.Date} refuses. */
  private static Instant instantOf(Object date) {
    return date instanceof Timestamp timestamp
        ? timestamp.toInstant()
        : Instant.ofEpochMilli(((Date) date).getTime());
  }

  private static Date dateOf(Instant instant) {
    return isExact(instant) ? Date.from(instant) : Timestamp.from(instant);
  }

  private static Calendar calendarOf(Instant instant) {
    Calendar calendar = Calendar.getInstance();
    calendar.setTimeInMillis(instant.toEpochMilli());
    return calendar;
  }
}
