package io.debros.jpa.document;

import org.jspecify.annotations.Nullable;

/**
 * A range of {@link SortKey}s.
 *
 * @param from inclusive; empty for the beginning
 * @param to exclusive; null for the end
 */
public record IndexRange(byte[] from, byte @Nullable [] to) {
  /** Every row of an index. */
  public static IndexRange all() {
    return new IndexRange(new byte[0], null);
  }

  /** Every key that starts with the prefix. */
  public static IndexRange prefix(byte[] prefix) {
    return new IndexRange(prefix, SortKey.after(prefix));
  }
}
