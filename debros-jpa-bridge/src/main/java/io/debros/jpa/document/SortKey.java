package io.debros.jpa.document;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that sort as values do, compared as unsigned bytes: null, false, true, numbers (exact,
 * whatever their Java type), text by code point, bytes, lists, maps. No key is a prefix of another,
 * so keys of several columns are simply written one after the other. {@link PlainOrder} is the same
 * order on the values themselves. Stateless, thread-safe.
 */
public final class SortKey {
  private SortKey() {}

  /**
   * The key of one value.
   *
   * @param plain as in {@link Document}, or a {@link java.math.BigDecimal}
   * @throws IllegalArgumentException if it is of another type
   */
  public static byte[] of(@Nullable Object plain) {
    return new SortKeyWriter().value(plain).bytes();
  }

  /** What the keys of all texts begin with that start with {@code prefix}. */
  public static byte[] ofPrefix(String prefix) {
    return new SortKeyWriter().prefix(prefix).bytes();
  }

  /** What the keys of all values of the same kind as {@code plain} begin with. */
  public static byte[] ofKind(@Nullable Object plain) {
    return new byte[] {SortKeyWriter.tag(plain)};
  }

  /** The key for a descending column: it sorts the other way round. */
  public static byte[] inverted(byte[] key) {
    byte[] inverse = new byte[key.length];
    for (int i = 0; i < key.length; i++) {
      inverse[i] = (byte) ~key[i];
    }
    return inverse;
  }

  /** Several columns as one key, most significant first. */
  public static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The first key after all that begin with {@code prefix}; null if there is none. */
  public static byte @Nullable [] after(byte[] prefix) {
    int last = prefix.length - 1;
    while (last >= 0 && prefix[last] == (byte) 0xff) {
      last--;
    }
    if (last < 0) {
      return null;
    }
    byte[] next = Arrays.copyOf(prefix, last + 1);
    next[last]++;
    return next;
  }
}
