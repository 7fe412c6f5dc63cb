package io.debros.jpa.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/*
 * A key is a tag and what follows from it:
 *   number  sign, then exponent e and digits d of 0.d × 10^e, all inverted if negative;
 *           two digits a byte, 1 … 100, closed by 0, so that longer digits sort after their prefix
 *   text    UTF-8, 00 as 00 ff, closed by 00 01; an unpaired surrogate as if it were a code point
 *   bytes   as text
 *   list    elements, closed by 00
 *   map     keys and values in the order of the keys, closed by 00
 */
/** Writes {@link SortKey}s. One thread at a time. */
final class SortKeyWriter {
  private static final byte NULL = 1;
  private static final byte FALSE = 2;
  private static final byte TRUE = 3;
  private static final byte NUMBER = 4;
  private static final byte TEXT = 5;
  private static final byte BYTES = 6;
  private static final byte LIST = 7;
  private static final byte MAP = 8;

  private static final int NEGATIVE_INFINITY = 0;
  private static final int NEGATIVE = 1;
  private static final int ZERO = 2;
  private static final int POSITIVE = 3;
  private static final int POSITIVE_INFINITY = 4;
  private static final int NOT_A_NUMBER = 5;

  private static final int SMALL_EXPONENT = 100;

  private byte[] buffer = new byte[32];
  private int size;

  /** Which kind of value sorts where; values of different kinds are never equal. */
  static byte tag(@Nullable Object plain) {
    if (plain == null) {
      return NULL;
    } else if (plain instanceof Boolean bool) {
      return bool ? TRUE : FALSE;
    } else if (plain instanceof Number) {
      return NUMBER;
    } else if (plain instanceof String) {
      return TEXT;
    } else if (plain instanceof byte[]) {
      return BYTES;
    } else if (plain instanceof List) {
      return LIST;
    } else if (plain instanceof Map) {
      return MAP;
    } else if (plain instanceof DocumentLink) {
      return TEXT;
    }
    throw new IllegalArgumentException("No document value: " + plain.getClass().getName());
  }

  SortKeyWriter value(@Nullable Object plain) {
    put(tag(plain));
    if (plain instanceof Number number) {
      number(number);
    } else if (plain instanceof String text) {
      text(text);
      close();
    } else if (plain instanceof DocumentLink link) {
      text(link.cid());
      close();
    } else if (plain instanceof byte[] bytes) {
      escaped(bytes);
    } else if (plain instanceof List<?> list) {
      list.forEach(this::value);
      put(0);
    } else if (plain instanceof Map<?, ?> map) {
      map(map);
    }
    return this;
  }

  SortKeyWriter prefix(String prefix) {
    put(TEXT);
    text(prefix);
    return this;
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer, size);
  }

  private void map(Map<?, ?> map) {
    Map<String, @Nullable Object> sorted = new TreeMap<>(CodePoints.ORDER);
    map.forEach((key, value) -> sorted.put((String) key, value));
    sorted.forEach(
        (key, value) -> {
          value(key);
          value(value);
        });
    put(0);
  }

  private void number(Number number) {
    if (number instanceof Long value) {
      whole(value);
    } else if (number instanceof Double value) {
      real(value);
    } else if (number instanceof BigDecimal value) {
      decimal(value);
    } else if (number instanceof BigInteger value) {
      decimal(new BigDecimal(value));
    } else {
      throw new IllegalArgumentException("No document value: " + number.getClass().getName());
    }
  }

  private void whole(long value) {
    if (value == Long.MIN_VALUE) {
      decimal(BigDecimal.valueOf(value));
    } else {
      String digits = Long.toString(Math.abs(value));
      signed(Long.signum(value), digits, digits.length());
    }
  }

  private void real(double value) {
    if (Double.isNaN(value)) {
      put(NOT_A_NUMBER);
    } else if (Double.isInfinite(value)) {
      put(value < 0 ? NEGATIVE_INFINITY : POSITIVE_INFINITY);
    } else {
      decimal(new BigDecimal(value));
    }
  }

  private void decimal(BigDecimal value) {
    String digits = value.unscaledValue().abs().toString();
    signed(value.signum(), digits, (long) digits.length() - value.scale());
  }

  private void signed(int sign, String digits, long exponent) {
    if (sign == 0) {
      put(ZERO);
      return;
    }
    put(sign < 0 ? NEGATIVE : POSITIVE);
    int start = size;
    exponent(exponent);
    digits(digits);
    if (sign < 0) {
      for (int i = start; i < size; i++) {
        buffer[i] = (byte) ~buffer[i];
      }
    }
  }

  private void exponent(long exponent) {
    if (Math.abs(exponent) <= SMALL_EXPONENT) {
      put((int) exponent + 128);
      return;
    }
    put(exponent < 0 ? 0 : 255);
    for (int shift = 56; shift >= 0; shift -= 8) {
      put((int) ((exponent ^ Long.MIN_VALUE) >>> shift));
    }
  }

  private void digits(String digits) {
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    for (int i = 0; i < end; i += 2) {
      int tens = digits.charAt(i) - '0';
      int ones = i + 1 < end ? digits.charAt(i + 1) - '0' : 0;
      put(10 * tens + ones + 1);
    }
    put(0);
  }

  private void text(String text) {
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      codePoint(codePoint);
    }
  }

  private void codePoint(int codePoint) {
    if (codePoint == 0) {
      put(0);
      put(0xff);
    } else if (codePoint < 0x80) {
      put(codePoint);
    } else if (codePoint < 0x800) {
      put(0xc0 | (codePoint >> 6));
      continuation(codePoint);
    } else if (codePoint < 0x10000) {
      put(0xe0 | (codePoint >> 12));
      continuation(codePoint >> 6);
      continuation(codePoint);
    } else {
      put(0xf0 | (codePoint >> 18));
      continuation(codePoint >> 12);
      continuation(codePoint >> 6);
      continuation(codePoint);
    }
  }

  private void continuation(int bits) {
    put(0x80 | (bits & 0x3f));
  }

  private void escaped(byte[] bytes) {
    for (byte b : bytes) {
      put(b);
      if (b == 0) {
        put(0xff);
      }
    }
    close();
  }

  private void close() {
    put(0);
    put(1);
  }

  private void put(int b) {
    if (size == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * size);
    }
    buffer[size++] = (byte) b;
  }
}
