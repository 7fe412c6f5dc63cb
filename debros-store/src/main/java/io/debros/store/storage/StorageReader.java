package io.debros.store.storage;

import org.jspecify.annotations.Nullable;

/** Reads of a {@link Storage} or of a {@link StorageSnapshot}. Thread-safe. */
public interface StorageReader {
  /** The value of a key, or null; the caller owns the array. */
  byte @Nullable [] get(Space space, byte[] key);

  /** Keys of a range in unsigned byte order, as of the call; close it. */
  StorageCursor scan(Space space, KeyRange range, Direction direction);

  /** Order of a scan. */
  enum Direction {
    ASCENDING,
    DESCENDING
  }
}
