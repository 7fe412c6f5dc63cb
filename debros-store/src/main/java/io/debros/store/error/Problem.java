package io.debros.store.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened, where, and what to do: the text of every error. The sentence is fixed, so that
 * logs can be counted by it; everything that varies is a detail. Never put keys, payloads or
 * secrets into one. Immutable.
 */
public final class Problem {
  private static final int MAX_DETAIL = 200;

  private final String sentence;
  private final Map<String, String> details;
  private final String advice;

  private Problem(String sentence, Map<String, String> details, String advice) {
    this.sentence = sentence;
    this.details = details;
    this.advice = advice;
  }

  /** A problem with neither place nor advice yet; the sentence has no full stop. */
  public static Problem problem(String sentence) {
    return new Problem(sentence, Map.of(), "");
  }

  /** This problem with one more detail; long values are cut, null is printed as such. */
  public Problem at(String name, @Nullable Object value) {
    Map<String, String> more = new LinkedHashMap<>(details);
    more.put(name, shortened(String.valueOf(value)));
    return new Problem(sentence, Collections.unmodifiableMap(more), advice);
  }

  /** This problem with advice: an imperative sentence without a full stop. */
  public Problem advice(String text) {
    return new Problem(sentence, details, text);
  }

  /** The fixed sentence, without details. */
  public String sentence() {
    return sentence;
  }

  /** Names and values of the details, in the order given. */
  public Map<String, String> details() {
    return details;
  }

  /** What to do; empty if there is nothing to advise. */
  public String advice() {
    return advice;
  }

  /** {@code sentence {name=value, …}. Advice.} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(sentence);
    if (!details.isEmpty()) {
      text.append(' ').append(details);
    }
    text.append('.');
    if (!advice.isEmpty()) {
      text.append(' ').append(advice).append('.');
    }
    return text.toString();
  }

  private static String shortened(String value) {
    return value.length() <= MAX_DETAIL
        ? value
        : value.substring(0, MAX_DETAIL) + "… (" + value.length() + " characters)";
  }
}
