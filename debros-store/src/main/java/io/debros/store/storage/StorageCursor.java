package io.debros.store.storage;

/**
 * A scan in progress, standing before its first row. One thread at a time. After {@link #close()},
 * or after what it reads was closed, every call but {@code close} throws {@link
 * io.debros.store.error.ClosedException}.
 */
public interface StorageCursor extends AutoCloseable {
  /** Moves to the next row; false when the range is exhausted, and from then on. */
  boolean next();

  /**
   * Key of the present row; the caller owns the array.
   *
   * @throws IllegalStateException if {@link #next()} was not called or answered false
   */
  byte[] key();

  /**
   * Value of the present row; the caller owns the array.
   *
   * @throws IllegalStateException if {@link #next()} was not called or answered false
   */
  byte[] value();

  /** Releases what the scan holds; does nothing the second time. */
  @Override
  void close();
}
