package io.debros.store.dagcbor;

import org.jspecify.annotations.Nullable;

/** Canonical dag-cbor, strict both ways. Stateless, thread-safe. */
public final class DagCbor {
  /** How deep lists and maps may lie in each other; a value without either has depth 0. */
  public static final int MAX_DEPTH = 256;

  private DagCbor() {}

  /**
   * The one encoding of a value; a new array.
   *
   * @throws IllegalArgumentException if it is nested deeper than {@value #MAX_DEPTH}
   */
  public static byte[] encode(CborValue value) {
    CborWriter writer = new CborWriter();
    writer.write(value);
    return writer.bytes();
  }

  /**
   * Decodes exactly one canonical item; refuses what JavaScript could not read and write back. Uses
   * memory in proportion to the bytes, whatever lengths they claim.
   *
   * @throws io.debros.store.error.BadBlockException with the offset and the reason
   */
  public static CborValue decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /**
   * Decodes exactly one canonical item that fills a part of the bytes.
   *
   * @param from offset of its first byte
   * @param to offset after its last byte
   * @throws io.debros.store.error.BadBlockException with the offset and the reason
   */
  public static CborValue decode(byte[] bytes, int from, int to) {
    CborReader reader = new CborReader(bytes, from, to);
    CborValue value = reader.read();
    reader.requireEnd();
    return value;
  }

  /**
   * Where the encoding of a value inside maps begins and ends, without decoding what lies around
   * it. The bytes are checked only as far as the way needs; give it bytes that were decoded before.
   *
   * @param path keys from the outermost map inwards; without keys the whole item is found
   * @return null if a key is missing or a value on the way is no map
   * @throws io.debros.store.error.BadBlockException if the bytes on the way are malformed
   */
  public static @Nullable CborSlice find(byte[] bytes, String... path) {
    return new CborReader(bytes, 0, bytes.length).find(path);
  }

  /**
   * The same inside a part of the bytes, which is a whole item.
   *
   * @param within as this method found it in the same bytes
   */
  public static @Nullable CborSlice find(byte[] bytes, CborSlice within, String... path) {
    return new CborReader(bytes, within.from(), within.to()).find(path);
  }
}
