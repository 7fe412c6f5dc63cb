package io.debros.store.multiformats;

import static io.debros.store.error.Problem.problem;

import java.math.BigInteger;

/** The number that the bytes are, in base 36; every leading zero byte is a leading '0'. */
final class Base36 {
  /** Longest text that is decoded, because the work grows with the square of the length. */
  static final int MAX_DIGITS = 4096;

  private static final int RADIX = 36;
  private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

  private Base36() {}

  static String encode(byte[] bytes) {
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    String rest = zeros == bytes.length ? "" : new BigInteger(1, bytes).toString(RADIX);
    return "0".repeat(zeros) + rest;
  }

  static byte[] decode(String digits) {
    if (digits.length() > MAX_DIGITS) {
      throw new IllegalArgumentException(
          problem("Base36 text is too long")
              .at("text", digits)
              .at("longest", MAX_DIGITS)
              .toString());
    }
    for (int index = 0; index < digits.length(); index++) {
      Multibase.requireDigit(ALPHABET.indexOf(digits.charAt(index)), digits, index);
    }
    int zeros = 0;
    while (zeros < digits.length() && digits.charAt(zeros) == '0') {
      zeros++;
    }
    if (zeros == digits.length()) {
      return new byte[zeros];
    }
    byte[] number = new BigInteger(digits, RADIX).toByteArray();
    int sign = number[0] == 0 ? 1 : 0;
    byte[] bytes = new byte[zeros + number.length - sign];
    System.arraycopy(number, sign, bytes, zeros, number.length - sign);
    return bytes;
  }
}
