package io.debros.jpa.document;

import java.util.Comparator;

/** Text by code point: the order of UTF-8 bytes, which is not that of {@link String#compareTo}. */
final class CodePoints implements Comparator<String> {
  static final Comparator<String> ORDER = new CodePoints();

  private CodePoints() {}

  @Override
  public int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        return Integer.compare(weight(left, i), weight(right, i));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Lifts surrogates that belong to a pair above all other characters. */
  private static int weight(String text, int index) {
    char unit = text.charAt(index);
    return isPaired(text, index, unit) ? unit + 0x10000 : unit;
  }

  private static boolean isPaired(String text, int index, char unit) {
    if (Character.isHighSurrogate(unit)) {
      return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
    }
    return Character.isLowSurrogate(unit)
        && index > 0
        && Character.isHighSurrogate(text.charAt(index - 1));
  }
}
