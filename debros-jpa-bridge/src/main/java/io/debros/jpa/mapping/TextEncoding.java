package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.ValueType;
import java.util.function.Function;

/**
 * Values whose document form is text.
 *
 * @param expected what the text is, for errors
 * @param print the text of a value
 * @param parse the value of a text; throws any runtime exception for a text that is none
 */
record TextEncoding(String expected, Function<Object, String> print, Function<String, Object> parse)
    implements Encoding {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  @Override
  public Object encode(Object value) {
    return checked(print.apply(value));
  }

  @Override
  public Object decode(Object plain) {
    if (!(plain instanceof String text)) {
      throw Encoding.mismatch(expected, plain);
    }
    try {
      return parse.apply(text);
    } catch (RuntimeException e) {
      throw new ValueException(Encoding.mismatch(expected, plain).problem(), e);
    }
  }

  /** Text that JavaScript can carry; see {@link ValueType#TEXT}. */
  static String checked(String text) {
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      throw Encoding.refused(
          "text that starts with a byte order mark (U+FEFF)", "Strip it; JavaScript drops it");
    }
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        boolean pair =
            Character.isHighSurrogate(unit)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw Encoding.refused(
              "text with half of a surrogate pair", "Repair the text; it is not valid Unicode");
        }
        i++;
      }
    }
    return text;
  }
}
