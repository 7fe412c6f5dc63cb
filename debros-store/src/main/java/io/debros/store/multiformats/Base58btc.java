package io.debros.store.multiformats;

import static io.debros.store.error.Problem.problem;

import java.util.Arrays;

/*
 * The number that the bytes are, written in base 58; every leading zero byte is a leading '1'.
 * Both directions work on 32-bit words and on groups of five digits (58^5 < 2^32), which makes
 * the unavoidable quadratic loop 20 times shorter than one on bytes and digits.
 */
/** Base58 with the alphabet of Bitcoin. */
final class Base58btc {
  /** Longest text that is decoded, because the work grows with the square of the length. */
  static final int MAX_DIGITS = 4096;

  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final byte[] VALUES = values();
  private static final int GROUP = 5;
  private static final long GROUP_BASE = 656_356_768L;

  private Base58btc() {}

  /** Whether a character is one of the alphabet. */
  static boolean isDigit(char character) {
    return value(character) >= 0;
  }

  static String encode(byte[] bytes) {
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    char[] text = new char[zeros + (int) ((bytes.length - zeros) * 138L / 100) + 1 + GROUP];
    int start = text.length;
    int[] words = words(bytes);
    for (int first = 0; (first = skipZeros(words, first)) < words.length; ) {
      long group = divide(words, first);
      for (int digit = 0; digit < GROUP; digit++, group /= 58) {
        text[--start] = ALPHABET.charAt((int) (group % 58));
      }
    }
    while (start < text.length && text[start] == '1') {
      start++;
    }
    start -= zeros;
    Arrays.fill(text, start, start + zeros, '1');
    return new String(text, start, text.length - start);
  }

  static byte[] decode(String digits) {
    if (digits.length() > MAX_DIGITS) {
      throw new IllegalArgumentException(
          problem("Base58 text is too long")
              .at("text", digits)
              .at("longest", MAX_DIGITS)
              .toString());
    }
    int zeros = 0;
    while (zeros < digits.length() && digits.charAt(zeros) == '1') {
      zeros++;
    }
    int[] words = new int[(int) ((digits.length() - zeros) * 733L / 1000 + 4) / 4 + 1];
    for (int index = zeros; index < digits.length(); ) {
      int end = Math.min(index + GROUP, digits.length());
      long group = 0;
      long base = 1;
      for (; index < end; index++, base *= 58) {
        int digit = value(digits.charAt(index));
        group = group * 58 + Multibase.requireDigit(digit, digits, index);
      }
      multiplyAdd(words, base, group);
    }
    return bytes(words, zeros);
  }

  /** What a digit stands for; negative if it is none. */
  private static int value(char digit) {
    return digit < VALUES.length ? VALUES[digit] : -1;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int value = 0; value < ALPHABET.length(); value++) {
      values[ALPHABET.charAt(value)] = (byte) value;
    }
    return values;
  }

  /** The bytes as big-endian words, the first one filled up with zeros. */
  private static int[] words(byte[] bytes) {
    int[] words = new int[(bytes.length + 3) / 4];
    int shift = words.length * 4 - bytes.length;
    for (int index = 0; index < bytes.length; index++) {
      int place = index + shift;
      words[place / 4] |= (bytes[index] & 0xff) << (24 - place % 4 * 8);
    }
    return words;
  }

  private static int skipZeros(int[] words, int from) {
    int first = from;
    while (first < words.length && words[first] == 0) {
      first++;
    }
    return first;
  }

  /** Divides the number by 58^5 in place and returns the remainder. */
  private static long divide(int[] words, int first) {
    long rest = 0;
    for (int index = first; index < words.length; index++) {
      long part = (rest << 32) | (words[index] & 0xffff_ffffL);
      words[index] = (int) (part / GROUP_BASE);
      rest = part % GROUP_BASE;
    }
    return rest;
  }

  private static void multiplyAdd(int[] words, long factor, long summand) {
    long carry = summand;
    for (int index = words.length - 1; index >= 0; index--) {
      carry += (words[index] & 0xffff_ffffL) * factor;
      words[index] = (int) carry;
      carry >>>= 32;
    }
  }

  /** The number without its leading zero bytes, behind as many zeros as the text began with. */
  private static byte[] bytes(int[] words, int zeros) {
    int first = 0;
    while (first < words.length * 4 && byteAt(words, first) == 0) {
      first++;
    }
    byte[] bytes = new byte[zeros + words.length * 4 - first];
    for (int index = zeros; index < bytes.length; index++) {
      bytes[index] = byteAt(words, first + index - zeros);
    }
    return bytes;
  }

  private static byte byteAt(int[] words, int place) {
    return (byte) (words[place / 4] >>> (24 - place % 4 * 8));
  }
}
