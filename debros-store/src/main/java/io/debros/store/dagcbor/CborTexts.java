package io.debros.store.dagcbor;

import static io.debros.store.error.Problem.problem;

import java.util.Arrays;
import java.util.Comparator;

/** What dag-cbor demands of text and of map keys. */
final class CborTexts {
  /** Keys by length of their UTF-8, then by its unsigned bytes (RFC 7049 section 3.9). */
  static final Comparator<String> CANONICAL_ORDER = CborTexts::compare;

  /** A key that JavaScript drops on reading. */
  static final String LOST_KEY = "__proto__";

  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final int LINEAR = 16;

  private CborTexts() {}

  /** Refuses text that JavaScript would read back as another one. */
  static void requireWritable(String text) {
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      throw refused("Text begins with U+FEFF, which JavaScript peers drop");
    }
    for (int index = 0; index < text.length(); index++) {
      if (Character.isSurrogate(text.charAt(index))) {
        if (!isPair(text, index)) {
          throw refused("Text has an unpaired surrogate, which has no UTF-8");
        }
        index++;
      }
    }
  }

  static void requireWritableKey(String key) {
    requireWritable(key);
    if (key.equals(LOST_KEY)) {
      throw refused("Map key __proto__ would be dropped by JavaScript peers");
    }
  }

  /** Index of a key among canonically ordered ones, or a negative number. */
  static int indexOf(String[] keys, String key) {
    if (keys.length > LINEAR) {
      return Arrays.binarySearch(keys, key, CANONICAL_ORDER);
    }
    for (int index = 0; index < keys.length; index++) {
      if (keys[index].equals(key)) {
        return index;
      }
    }
    return -1;
  }

  private static int compare(String left, String right) {
    int byLength = Integer.compare(utf8Length(left), utf8Length(right));
    return byLength != 0 ? byLength : compareCodePoints(left, right);
  }

  private static int utf8Length(String text) {
    int length = text.length();
    for (int index = 0; index < text.length(); index++) {
      char unit = text.charAt(index);
      if (unit >= 0x80) { // a pair of surrogates: two units, four bytes
        length += unit >= 0x800 && !Character.isSurrogate(unit) ? 2 : 1;
      }
    }
    return length;
  }

  /** Code points have the order of their UTF-8; UTF-16 units do not: surrogates are in between. */
  private static int compareCodePoints(String left, String right) {
    int shorter = Math.min(left.length(), right.length());
    for (int index = 0; index < shorter; index++) {
      char first = left.charAt(index);
      char second = right.charAt(index);
      if (first != second) {
        boolean same = Character.isSurrogate(first) == Character.isSurrogate(second);
        return same ? first - second : Character.isSurrogate(first) ? 1 : -1;
      }
    }
    return left.length() - right.length();
  }

  private static boolean isPair(String text, int index) {
    return Character.isHighSurrogate(text.charAt(index))
        && index + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(index + 1));
  }

  private static IllegalArgumentException refused(String sentence) {
    return new IllegalArgumentException(
        problem(sentence).advice("Remove it before storing").toString());
  }
}
