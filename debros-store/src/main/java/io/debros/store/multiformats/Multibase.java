package io.debros.store.multiformats;

import static io.debros.store.error.Problem.problem;

import java.util.HexFormat;

/**
 * Bytes as text that names its own base by its first character. Each text stands for one byte
 * string and the other way round: capitals, padding and loose bits are refused. Thread-safe.
 *
 * @see <a href="https://github.com/multiformats/multibase">multibase</a>
 */
public enum Multibase {
  /** Lower-case hex. */
  BASE16('f') {
    @Override
    String digits(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }

    @Override
    byte[] bytes(String digits) {
      for (int index = 0; index < digits.length(); index++) {
        Multibase.requireDigit("0123456789abcdef".indexOf(digits.charAt(index)), digits, index);
      }
      if (digits.length() % 2 != 0) {
        throw new IllegalArgumentException(
            problem("Hex text has half a byte at its end").at("text", digits).toString());
      }
      return HexFormat.of().parseHex(digits);
    }
  },
  /** RFC 4648 base32, lower case, without padding. */
  BASE32('b') {
    @Override
    String digits(byte[] bytes) {
      return Base32.encode(bytes);
    }

    @Override
    byte[] bytes(String digits) {
      return Base32.decode(digits);
    }
  },
  /** Digits and lower-case letters: how IPFS prints the ids of peers and of their names. */
  BASE36('k') {
    @Override
    String digits(byte[] bytes) {
      return Base36.encode(bytes);
    }

    @Override
    byte[] bytes(String digits) {
      return Base36.decode(digits);
    }
  },
  /** The base of Bitcoin addresses and of OrbitDB's hashes. */
  BASE58BTC('z') {
    @Override
    String digits(byte[] bytes) {
      return Base58btc.encode(bytes);
    }

    @Override
    byte[] bytes(String digits) {
      return Base58btc.decode(digits);
    }
  };

  private final char prefix;

  Multibase(char prefix) {
    this.prefix = prefix;
  }

  /**
   * The bytes behind a text of any base known here.
   *
   * @throws IllegalArgumentException if the base is unknown or a character is not of it
   */
  public static byte[] decode(String text) {
    for (Multibase base : values()) {
      if (!text.isEmpty() && text.charAt(0) == base.prefix) {
        return base.bytes(text.substring(1));
      }
    }
    throw new IllegalArgumentException(
        problem("Text does not start with a known multibase prefix")
            .at("text", text)
            .advice("Use base58btc (z…), base36 (k…), base32 (b…) or base16 (f…)")
            .toString());
  }

  /** The text of bytes in this base, prefix included. */
  public String encode(byte[] bytes) {
    return prefix + digits(bytes);
  }

  /** The text without prefix. */
  abstract String digits(byte[] bytes);

  /** The bytes behind a text without prefix. */
  abstract byte[] bytes(String digits);

  static int requireDigit(int digit, String digits, int index) {
    if (digit < 0) {
      throw new IllegalArgumentException(
          problem("Character does not belong to the base of the text")
              .at("text", digits)
              .at("index", index)
              .toString());
    }
    return digit;
  }
}
