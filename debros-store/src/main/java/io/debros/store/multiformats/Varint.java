package io.debros.store.multiformats;

import static io.debros.store.error.Problem.problem;

/**
 * An unsigned varint: seven bits a byte, lowest first, at most nine bytes and never longer than
 * needed. Immutable, thread-safe.
 *
 * @param value 0 … 2^63-1
 * @param size number of bytes it is encoded in
 * @see <a href="https://github.com/multiformats/unsigned-varint">unsigned-varint</a>
 */
public record Varint(long value, int size) {
  /** The longest encoding. */
  public static final int MAX_BYTES = 9;

  /** A value with the size of its encoding; negative values are refused. */
  public static Varint of(long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          problem("Varint cannot be negative").at("value", value).toString());
    }
    return new Varint(value, sizeOf(value));
  }

  /**
   * Reads the varint that starts at an offset; what follows it is ignored.
   *
   * @throws IllegalArgumentException if it is cut off, too long, or not in its shortest form
   */
  public static Varint decode(byte[] bytes, int offset) {
    long value = 0;
    for (int index = 0; index < MAX_BYTES; index++) {
      if (offset + index >= bytes.length) {
        throw refused("Varint is cut off", offset, bytes);
      }
      byte part = bytes[offset + index];
      value |= (part & 0x7fL) << (7 * index);
      if (part >= 0) {
        return shortest(value, index + 1, offset, bytes);
      }
    }
    throw refused("Varint is longer than nine bytes", offset, bytes);
  }

  /** The encoding; a new array. */
  public byte[] bytes() {
    byte[] bytes = new byte[size];
    long rest = value;
    for (int index = 0; index < size - 1; index++, rest >>>= 7) {
      bytes[index] = (byte) (rest | 0x80);
    }
    bytes[size - 1] = (byte) rest;
    return bytes;
  }

  private static Varint shortest(long value, int size, int offset, byte[] bytes) {
    if (size != sizeOf(value)) {
      throw refused("Varint is longer than needed", offset, bytes);
    }
    return new Varint(value, size);
  }

  private static int sizeOf(long value) {
    return Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  private static IllegalArgumentException refused(String sentence, int offset, byte[] bytes) {
    return new IllegalArgumentException(
        problem(sentence).at("offset", offset).at("bytes", Hex.shortened(bytes)).toString());
  }
}
