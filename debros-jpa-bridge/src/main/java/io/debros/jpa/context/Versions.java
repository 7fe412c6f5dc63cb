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
    return number(version.javaType(), 0);
  }

  /** The version after this one; of times, a later one in any case. */
  Object next(AttributeModel version, @Nullable Object current) {
    if (current == null) {
      return first(version);
    }
    if (current instanceof Number number) {
      return number(version.javaType(), number.longValue() + 1);
    }
    Instant after = instant(current).plusMillis(1);
    Instant now = now();
    return time(version.javaType(), now.isBefore(after) ? after : now);
  }

  private Object number(Class<?> type, long value) {
    if (type == int.class || type == Integer.class) {
      return Math.toIntExact(value);
    }
    if (type == long.class || type == Long.class) {
      return value;
    }
    if (type == short.class || type == Short.class) {
      return (short) value;
    }
    return time(type, now());
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
