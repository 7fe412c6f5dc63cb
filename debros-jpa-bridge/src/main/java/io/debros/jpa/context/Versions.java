package io.debros.jpa.context;

import io.debros.jpa.metamodel.AttributeModel;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Values of {@code @Version} attributes: numbers from 0, or the time. Thread-safe. */
final class Versions {
  private final Clock clock;

  Versions(Clock clock) {
    this.clock = clock;
  }

  /** The version of a row that was never changed. */
  Object first(AttributeModel version) {
    return value(version.javaType(), 0, now());
  }

  /**
   * The version of a row that was stored without one, by a foreign writer: the same at every read,
   * and not null, which would mean that the entity is new.
   */
  Object unwritten(AttributeModel version) {
    return value(version.javaType(), 0, Instant.EPOCH);
  }

  /** The version after this one; of times, a later one in any case. */
  Object next(AttributeModel version, @Nullable Object current) {
    if (current == null) {
      return first(version);
    }
    if (current instanceof Number number) {
      return value(version.javaType(), number.longValue() + 1, now());
    }
    Instant after = instant(current).plusMillis(1);
    Instant now = now();
    return time(version.javaType(), now.isBefore(after) ? after : now);
  }

  private static Object value(Class<?> type, long number, Instant time) {
    if (type == int.class || type == Integer.class) {
      return Math.toIntExact(number);
    }
    if (type == long.class || type == Long.class) {
      return number;
    }
    if (type == short.class || type == Short.class) {
      return (short) number;
    }
    return time(type, time);
  }

  /** Whole milliseconds, so that the stored form is exact. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Object time(Class<?> type, Instant instant) {
    if (type == Instant.class) {
      return instant;
    }
    if (type == Timestamp.class) {
      return Timestamp.from(instant);
    }
    if (type == LocalDateTime.class) {
      return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
    throw new IllegalArgumentException("Not a type of versions: " + type.getName());
  }

  private static Instant instant(Object value) {
    if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant();
    }
    return value instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : (Instant) value;
  }
}
