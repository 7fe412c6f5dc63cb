package io.debros.jpa.query.plan;

import static io.debros.store.error.Problem.problem;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of {@code %} (any run of characters) and {@code _} (one character), by code point.
 * Matching takes at most text length × pattern length steps, whatever the pattern. Immutable.
 */
public final class LikePattern {
  private static final int ANY_RUN = -1;
  private static final int ANY_ONE = -2;

  private final int[] tokens;
  private final String source;

  private LikePattern(int[] tokens, String source) {
    this.tokens = tokens;
    this.source = source;
  }

  /**
   * Reads a pattern.
   *
   * @param escape the character that makes the next one literal; null for none
   * @throws IllegalArgumentException if an escape character does not stand before {@code %}, {@code
   *     _} or itself
   */
  static LikePattern of(String pattern, @Nullable Character escape) {
    int[] points = pattern.codePoints().toArray();
    int[] tokens = new int[points.length];
    int size = 0;
    for (int i = 0; i < points.length; i++) {
      if (escape != null && points[i] == escape) {
        i++;
        requireEscapable(points, i, escape, pattern);
        tokens[size++] = points[i];
      } else if (points[i] == '%') {
        tokens[size++] = ANY_RUN;
      } else {
        tokens[size++] = points[i] == '_' ? ANY_ONE : points[i];
      }
    }
    return new LikePattern(Arrays.copyOf(tokens, size), pattern);
  }

  /** This pattern for text that is folded with {@link Field#folded}. */
  LikePattern folded() {
    StringBuilder run = new StringBuilder();
    int[] folded = new int[0];
    for (int token : tokens) {
      if (token < 0) {
        folded = appended(appendedText(folded, run), token);
        run.setLength(0);
      } else {
        run.appendCodePoint(token);
      }
    }
    return new LikePattern(appendedText(folded, run), source);
  }

  /** Whether the whole text matches. */
  public boolean matches(String text) {
    int at = 0;
    int token = 0;
    int runToken = -1;
    int runAt = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      if (token < tokens.length && tokens[token] == ANY_RUN) {
        runToken = token++;
        runAt = at;
      } else if (token < tokens.length && (tokens[token] == ANY_ONE || tokens[token] == point)) {
        token++;
        at += Character.charCount(point);
      } else if (runToken >= 0) { // let the last run take one more character
        token = runToken + 1;
        runAt += Character.charCount(text.codePointAt(runAt));
        at = runAt;
      } else {
        return false;
      }
    }
    while (token < tokens.length && tokens[token] == ANY_RUN) {
      token++;
    }
    return token == tokens.length;
  }

  /** What all matching texts start with; may be empty. */
  String prefix() {
    StringBuilder prefix = new StringBuilder();
    for (int i = 0; i < tokens.length && tokens[i] >= 0; i++) {
      prefix.appendCodePoint(tokens[i]);
    }
    return prefix.toString();
  }

  /** Whether every text that starts with {@link #prefix} matches. */
  boolean isPrefix() {
    return tokens.length > 0
        && tokens[tokens.length - 1] == ANY_RUN
        && Arrays.stream(tokens, 0, tokens.length - 1).allMatch(token -> token >= 0);
  }

  /** Whether only one text matches, {@link #prefix}. */
  boolean isLiteral() {
    return Arrays.stream(tokens).allMatch(token -> token >= 0);
  }

  /** {@code 'a%'}, as it was given. */
  @Override
  public String toString() {
    return "'" + source + "'";
  }

  private static int[] appendedText(int[] tokens, CharSequence run) {
    int[] points = Field.folded(run.toString()).codePoints().toArray();
    int[] all = Arrays.copyOf(tokens, tokens.length + points.length);
    System.arraycopy(points, 0, all, tokens.length, points.length);
    return all;
  }

  private static int[] appended(int[] tokens, int token) {
    int[] all = Arrays.copyOf(tokens, tokens.length + 1);
    all[tokens.length] = token;
    return all;
  }

  private static void requireEscapable(int[] points, int at, char escape, String pattern) {
    boolean legal =
        at < points.length && (points[at] == '%' || points[at] == '_' || points[at] == escape);
    if (!legal) {
      throw new IllegalArgumentException(
          problem("Escape character stands before a character that needs none")
              .at("pattern", pattern)
              .at("escape", escape)
              .advice("Use it before %, _ or itself only")
              .toString());
    }
  }
}
