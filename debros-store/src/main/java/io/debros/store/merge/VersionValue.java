package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Versions of rows: numbers or epoch milliseconds, and local times as ISO text. Stateless. */
final class VersionValue {
  private static final LocalDateTime LAST = LocalDateTime.MAX.minus(1, ChronoUnit.MILLIS);

  private VersionValue() {}

  /** The value if it is a version; null if it is none, as a foreign writer may leave it. */
  static @Nullable CborValue of(@Nullable CborValue value) {
    boolean isVersion =
        value instanceof CborInt || (value instanceof CborText text && time(text) != null);
    return isVersion ? value : null;
  }

  /** The version that a number follows; null if that cannot be said. */
  static @Nullable CborValue before(@Nullable CborValue version) {
    return version instanceof CborInt number
        ? new CborInt(Saturated.difference(number.value(), 1))
        : null;
  }

  /** Whether a version comes after the current one. */
  static boolean isAfter(CborValue version, CborValue current) {
    return later(current, version).equals(version) && !version.equals(current);
  }

  /**
   * A version after the current one, and after the other if they are of one kind; the last number
   * or time there is stays.
   */
  static CborValue afterBoth(CborValue current, @Nullable CborValue other) {
    return next(other == null ? current : later(current, other));
  }

  private static CborValue later(CborValue current, CborValue other) {
    if (current instanceof CborInt one && other instanceof CborInt two) {
      return one.value() >= two.value() ? one : two;
    }
    if (current instanceof CborText one && other instanceof CborText two) {
      return parsed(two).isAfter(parsed(one)) ? two : one;
    }
    return current;
  }

  private static CborValue next(CborValue version) {
    if (version instanceof CborInt number) {
      return new CborInt(Saturated.sum(number.value(), 1));
    }
    LocalDateTime time = parsed((CborText) version);
    return time.isAfter(LAST) ? version : new CborText(time.plus(1, ChronoUnit.MILLIS).toString());
  }

  private static LocalDateTime parsed(CborText version) {
    return LocalDateTime.parse(version.value());
  }

  private static @Nullable LocalDateTime time(CborText text) {
    try {
      return LocalDateTime.parse(text.value());
    } catch (DateTimeException e) {
      return null; // a foreign writer's text is no time: the caller goes on without it
    }
  }
}
