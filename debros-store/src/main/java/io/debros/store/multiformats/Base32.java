package io.debros.store.multiformats;

import static io.debros.store.error.Problem.problem;

/** RFC 4648 base32 in lower case, without padding. */
final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private Base32() {}

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
    int buffer = 0;
    int bits = 0;
    for (byte part : bytes) {
      buffer = (buffer << 8 | (part & 0xff)) & 0xfff;
      for (bits += 8; bits >= 5; bits -= 5) {
        text.append(ALPHABET.charAt((buffer >> (bits - 5)) & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt((buffer << (5 - bits)) & 31));
    }
    return text.toString();
  }

  static byte[] decode(String digits) {
    byte[] bytes = new byte[(int) (digits.length() * 5L / 8)];
    int buffer = 0;
    int bits = 0;
    int length = 0;
    for (int index = 0; index < digits.length(); index++) {
      int digit = Multibase.requireDigit(ALPHABET.indexOf(digits.charAt(index)), digits, index);
      buffer = (buffer << 5 | digit) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[length++] = (byte) (buffer >> bits);
      }
    }
    if (bits >= 5 || (buffer & ((1 << bits) - 1)) != 0) {
      throw new IllegalArgumentException(
          problem("Base32 text has loose bits at its end").at("text", digits).toString());
    }
    return bytes;
  }
}
