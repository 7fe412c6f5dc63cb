package io.debros.store.identity;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** ECDSA signatures: r ‖ s of 32 bytes each, and strict DER, where each pair has one form. */
final class Der {
  private static final int SCALAR = 32;
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int SHORTEST = 8;
  private static final int LONGEST = 2 + 2 * (2 + SCALAR + 1);

  private Der() {}

  static byte[] encode(byte[] compact) {
    byte[] r = integer(compact, 0);
    byte[] s = integer(compact, SCALAR);
    byte[] der = new byte[6 + r.length + s.length];
    der[0] = SEQUENCE;
    der[1] = (byte) (4 + r.length + s.length);
    copy(r, der, 2);
    copy(s, der, 4 + r.length);
    return der;
  }

  /** r ‖ s, or null if this is not strict DER of two non-negative integers of 256 bits. */
  static byte @Nullable [] decode(byte[] der) {
    if (der.length < SHORTEST
        || der.length > LONGEST
        || der[0] != SEQUENCE
        || der[1] != der.length - 2) {
      return null;
    }
    byte[] compact = new byte[2 * SCALAR];
    int middle = readInteger(der, 2, compact, 0);
    if (middle < 0) {
      return null;
    }
    int end = readInteger(der, middle, compact, SCALAR);
    return end == der.length ? compact : null;
  }

  /** Big-endian without needless zeros, with one where the sign bit would be set. */
  private static byte[] integer(byte[] compact, int offset) {
    int start = offset;
    int end = offset + SCALAR;
    while (start < end - 1 && compact[start] == 0) {
      start++;
    }
    if (compact[start] >= 0) {
      return Arrays.copyOfRange(compact, start, end);
    }
    byte[] padded = new byte[end - start + 1];
    System.arraycopy(compact, start, padded, 1, end - start);
    return padded;
  }

  private static void copy(byte[] integer, byte[] der, int offset) {
    der[offset] = INTEGER;
    der[offset + 1] = (byte) integer.length;
    System.arraycopy(integer, 0, der, offset + 2, integer.length);
  }

  /** Offset after the integer, or -1. */
  private static int readInteger(byte[] der, int offset, byte[] compact, int target) {
    if (offset + 3 > der.length || der[offset] != INTEGER) {
      return -1;
    }
    int length = der[offset + 1];
    int start = offset + 2;
    if (length < 1 || length > SCALAR + 1 || start + length > der.length) {
      return -1;
    }
    boolean negative = der[start] < 0;
    boolean padded = length > 1 && der[start] == 0;
    if (negative || (padded && der[start + 1] >= 0) || (length > SCALAR && !padded)) {
      return -1;
    }
    int from = padded ? start + 1 : start;
    int count = start + length - from;
    System.arraycopy(der, from, compact, target + SCALAR - count, count);
    return start + length;
  }
}
