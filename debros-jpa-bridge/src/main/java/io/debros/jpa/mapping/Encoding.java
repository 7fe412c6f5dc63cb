package io.debros.jpa.mapping;

import static io.debros.store.error.Problem.problem;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** How values of one Java type and their document form become each other; never null. */
interface Encoding {
  /** The document form of a value of the type. */
  Object encode(Object value);

  /**
   * The value of a document form.
   *
   * @throws ValueException if it is not the form of any value of the type
   */
  Object decode(Object plain);

  /** A stored value that is not of the type; names kinds only, never the value. */
  static ValueException mismatch(String expected, Object found) {
    return new ValueException(
        problem("Stored value does not fit its attribute")
            .at("expected", expected)
            .at("found", kindOf(found))
            .advice("Correct the document, or change the type of the attribute"));
  }

  /** A value that no document can hold. */
  static ValueException refused(String found, String advice) {
    return new ValueException(problem("Value cannot be stored").at("found", found).advice(advice));
  }

  /** What a document holds, in words. */
  static String kindOf(Object plain) {
    if (plain instanceof String) {
      return "text";
    } else if (plain instanceof Long || plain instanceof BigInteger) {
      return "an integer";
    } else if (plain instanceof Double) {
      return "a fraction";
    } else if (plain instanceof Boolean) {
      return "a boolean";
    } else if (plain instanceof byte[]) {
      return "bytes";
    } else if (plain instanceof List<?>) {
      return "a list";
    }
    return plain instanceof Map<?, ?> ? "a map" : plain.getClass().getSimpleName();
  }
}
