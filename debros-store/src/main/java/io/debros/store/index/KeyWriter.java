package io.debros.store.index;

import java.util.Arrays;

/**
 * Builds a storage key of several parts so that keys compare as their parts do, one after the
 * other. A part of variable length is escaped: 00 becomes 00 ff, and 00 01 ends it. So no part is
 * the beginning of another, and a shorter one sorts first. One thread at a time.
 */
final class KeyWriter {
  static final byte ESCAPED = (byte) 0xff;
  static final byte END = 1;

  private byte[] bytes;
  private int length;

  KeyWriter(int expectedLength) {
    bytes = new byte[expectedLength];
  }

  KeyWriter tag(char letter) {
    grow(1);
    bytes[length++] = (byte) letter;
    return this;
  }

  /** Not negative. */
  KeyWriter int32(int number) {
    grow(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (number >>> shift);
    }
    return this;
  }

  /** Not negative. */
  KeyWriter int64(long number) {
    return int32((int) (number >>> 32)).int32((int) number);
  }

  /** The last part, as it is. */
  KeyWriter rest(byte[] part) {
    grow(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
    return this;
  }

  /** A part of any length and content. */
  KeyWriter part(byte[] part) {
    grow(part.length + 2);
    for (byte next : part) {
      put(next);
    }
    return end();
  }

  /** Text, in the order of {@link String#compareTo}: each code unit as if it were a character. */
  KeyWriter text(String text) {
    grow(text.length() + 2);
    for (int i = 0; i < text.length(); i++) {
      putUnit(text.charAt(i));
    }
    return end();
  }

  private void putUnit(char unit) {
    if (unit < 0x80) {
      put((byte) unit);
    } else if (unit < 0x800) {
      put((byte) (0xc0 | (unit >> 6)));
      put((byte) (0x80 | (unit & 0x3f)));
    } else {
      put((byte) (0xe0 | (unit >> 12)));
      put((byte) (0x80 | ((unit >> 6) & 0x3f)));
      put((byte) (0x80 | (unit & 0x3f)));
    }
  }

  private void put(byte next) {
    grow(2);
    bytes[length++] = next;
    if (next == 0) {
      bytes[length++] = ESCAPED;
    }
  }

  private KeyWriter end() {
    grow(2);
    bytes[length++] = 0;
    bytes[length++] = END;
    return this;
  }

  private void grow(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** The key; the writer is spent. */
  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }
}
