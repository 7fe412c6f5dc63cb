package io.debros.store.transfer;

/**
 * When a batch is full. Immutable.
 *
 * @param entries at most
 * @param bytes that the last entry of a batch may exceed
 */
record BatchSize(int entries, int bytes) {
  static final BatchSize DEFAULT = new BatchSize(1000, 4 << 20);
  static final BatchSize NONE = new BatchSize(0, 0);
  static final BatchSize ONE = new BatchSize(1, 1);

  /** Just so many entries, however large. */
  static BatchSize of(int entries) {
    return new BatchSize(entries, Integer.MAX_VALUE);
  }

  /** Whether one more fits beside what there is. */
  boolean hasRoom(int entriesThere, int bytesThere) {
    return entriesThere < entries && bytesThere < bytes;
  }
}
