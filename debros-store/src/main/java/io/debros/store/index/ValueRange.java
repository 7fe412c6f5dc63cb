package io.debros.store.index;

import io.debros.store.storage.KeyRange;
import org.jspecify.annotations.Nullable;

/**
 * A range of encoded values, in unsigned byte order. The arrays are not copied.
 *
 * @param from null for the smallest
 * @param to null for the largest
 */
public record ValueRange(@Nullable Bound from, @Nullable Bound to) {
  /** An end of a range. */
  public record Bound(byte[] value, boolean inclusive) {}

  /** Every value. */
  public static ValueRange all() {
    return new ValueRange(null, null);
  }

  /** Exactly one value. */
  public static ValueRange of(byte[] value) {
    return all().from(value).to(value);
  }

  /** Every value that starts with the prefix. */
  public static ValueRange prefix(byte[] prefix) {
    byte[] after = KeyRange.afterPrefix(prefix);
    return after == null ? all().from(prefix) : all().from(prefix).below(after);
  }

  /** This range from a value on. */
  public ValueRange from(byte[] value) {
    return new ValueRange(new Bound(value, true), to);
  }

  /** This range, only above a value. */
  public ValueRange above(byte[] value) {
    return new ValueRange(new Bound(value, false), to);
  }

  /** This range up to a value, which is in it. */
  public ValueRange to(byte[] value) {
    return new ValueRange(from, new Bound(value, true));
  }

  /** This range, only below a value. */
  public ValueRange below(byte[] value) {
    return new ValueRange(from, new Bound(value, false));
  }
}
