package io.debros.jpa.mapping;

import io.debros.jpa.document.SortDomain;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.LongFunction;

/** Numbers: integers as int, fractions as JavaScript writes them, exact decimals as text. */
final class NumberEncodings {
  /** The largest power of two up to which JavaScript counts exactly. */
  private static final double MAX_EXACT = 0x1p53;

  private static final int MAX_DIGITS = 10_000;

  private NumberEncodings() {}

  /** Whole numbers of at most 64 bits. */
  record Whole(String expected, long least, long greatest, LongFunction<Object> make)
      implements Encoding {
    @Override
    public Object encode(Object value) {
      return ((Number) value).longValue();
    }

    @Override
    public Object decode(Object plain) {
      long number = exact(plain);
      if (number < least || number > greatest) {
        throw Encoding.mismatch(expected, plain);
      }
      return make.apply(number);
    }

    private long exact(Object plain) {
      if (plain instanceof Long number) {
        return number;
      }
      if (plain instanceof Double number
          && number == Math.rint(number)
          && Math.abs(number) <= MAX_EXACT) {
        return number.longValue();
      }
      throw Encoding.mismatch(expected, plain);
    }
  }

  /** {@code float} and {@code double}. */
  record Fraction(boolean single) implements Encoding {
    @Override
    public Object encode(Object value) {
      return plain(((Number) value).doubleValue());
    }

    @Override
    public Object decode(Object plain) {
      if (!(plain instanceof Number number)) {
        throw Encoding.mismatch("a number", plain);
      }
      if (!single) {
        return number.doubleValue();
      }
      float narrowed = number.floatValue();
      if (Float.isInfinite(narrowed)) {
        throw Encoding.mismatch("a number within the range of float", plain);
      }
      return narrowed;
    }
  }

  /** Integral values up to 2^53 as int, because that is what JavaScript encodes and signs. */
  static Object plain(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw Encoding.refused(
          Double.isNaN(number) ? "NaN" : "infinity", "Store null or a finite number");
    }
    boolean integral = number == Math.rint(number) && Math.abs(number) <= MAX_EXACT;
    return integral ? (Object) (long) number : (Object) number;
  }

  /** {@link BigInteger} as text. */
  static final Encoding BIG_INTEGER =
      new Encoding() {
        @Override
        public Object encode(Object value) {
          return checked(new BigDecimal((BigInteger) value)).toPlainString();
        }

        @Override
        public Object decode(Object plain) {
          try {
            return decimal(plain, "a whole number as text").toBigIntegerExact();
          } catch (ArithmeticException e) {
            throw Encoding.mismatch("a whole number as text", plain);
          }
        }
      };

  /** {@link BigDecimal} as text without exponent. */
  static final Encoding BIG_DECIMAL =
      new Encoding() {
        @Override
        public Object encode(Object value) {
          return checked((BigDecimal) value).toPlainString();
        }

        @Override
        public Object decode(Object plain) {
          return decimal(plain, "a decimal number as text");
        }
      };

  private static BigDecimal decimal(Object plain, String expected) {
    try {
      if (plain instanceof String text) {
        if (text.length() > SortDomain.LONGEST_DECIMAL) { // not even to be looked at
          throw tooLong(plain, expected);
        }
        return readable(new BigDecimal(text), plain, expected);
      }
      if (plain instanceof Long || plain instanceof BigInteger || plain instanceof Double) {
        return new BigDecimal(plain.toString());
      }
    } catch (NumberFormatException e) {
      throw Encoding.mismatch(expected, plain);
    }
    throw Encoding.mismatch(expected, plain);
  }

  private static BigDecimal readable(BigDecimal number, Object plain, String expected) {
    if (isTooLong(number)) {
      throw tooLong(plain, expected);
    }
    return number;
  }

  private static IllegalArgumentException tooLong(Object plain, String expected) {
    return Encoding.mismatch(expected + " of at most " + MAX_DIGITS + " digits", plain);
  }

  private static BigDecimal checked(BigDecimal number) {
    if (isTooLong(number)) {
      throw Encoding.refused(
          "a number of more than " + MAX_DIGITS + " digits", "Round it, or store it as bytes");
    }
    return number;
  }

  /** A short text such as 1E999999999 stands for gigabytes of digits. */
  private static boolean isTooLong(BigDecimal number) {
    return number.precision() > MAX_DIGITS || Math.abs((long) number.scale()) > MAX_DIGITS;
  }
}
