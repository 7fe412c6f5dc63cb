package io.debros.store.oplog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Writes heads and texts of dag-cbor one after the other. One thread at a time. */
final class CborWriter {
  static final int UNSIGNED = 0;
  static final int TEXT = 3;
  static final int LIST = 4;
  static final int MAP = 5;

  private byte[] bytes;
  private int length;

  CborWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  /** Major type and argument, in the shortest form. */
  CborWriter head(int major, long argument) {
    int type = major << 5;
    if (argument < 24) {
      return octet(type | (int) argument);
    }
    int size = argument < 1 << 8 ? 0 : argument < 1 << 16 ? 1 : argument < 1L << 32 ? 2 : 3;
    octet(type | (24 + size));
    for (int shift = (8 << size) - 8; shift >= 0; shift -= 8) {
      octet((int) (argument >>> shift));
    }
    return this;
  }

  /** Text that is known to be fit for dag-cbor. */
  CborWriter text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return head(TEXT, utf8.length).raw(utf8, 0, utf8.length);
  }

  /** Items that are encoded already. */
  CborWriter raw(byte[] source, int from, int to) {
    int count = to - from;
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return this;
  }

  CborWriter raw(byte[] source) {
    return raw(source, 0, source.length);
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private CborWriter octet(int octet) {
    ensure(1);
    bytes[length++] = (byte) octet;
    return this;
  }

  private void ensure(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
  }
}
