package io.debros.spring.repository.query;

/** Makes patterns of {@code LIKE} from plain text. */
final class LikePattern {
  /** Makes the next character of a pattern literal. */
  static final char ESCAPE = '\\';

  private LikePattern() {}

  static String startingWith(String text) {
    return escaped(text) + "%";
  }

  static String endingWith(String text) {
    return "%" + escaped(text);
  }

  static String containing(String text) {
    return "%" + escaped(text) + "%";
  }

  /** The text, meaning itself in a pattern. */
  private static String escaped(String text) {
    StringBuilder pattern = new StringBuilder(text.length() + 4);
    for (int at = 0; at < text.length(); at++) {
      char character = text.charAt(at);
      if (character == '%' || character == '_' || character == ESCAPE) {
        pattern.append(ESCAPE);
      }
      pattern.append(character);
    }
    return pattern.toString();
  }
}
