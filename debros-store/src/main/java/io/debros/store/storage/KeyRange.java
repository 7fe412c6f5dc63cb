package io.debros.store.storage;

import org.jspecify.annotations.Nullable;

/**
 * A range of keys in unsigned byte order.
 *
 * @param from inclusive; empty for the beginning
 * @param to exclusive; null for the end
 */
public record KeyRange(byte[] from, byte @Nullable [] to) {
  public static KeyRange all() {
    return new KeyRange(new byte[0], null);
  }

  /** Every key that starts with the prefix. */
  public static KeyRange prefix(byte[] prefix) {
    throw new IllegalStateException();
  }
}
