package io.debros.store.storage;

/** A scan in progress, standing before its first row. One thread at a time. */
public interface StorageCursor extends AutoCloseable {
  /** Moves to the next row; false when the range is exhausted. */
  boolean next();

  /** Key of the present row; the caller owns the array. */
  byte[] key();

  /** Value of the present row; the caller owns the array. */
  byte[] value();

  @Override
  void close();
}
