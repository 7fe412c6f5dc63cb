package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.ValueType;
import org.jspecify.annotations.Nullable;

/** Values where a document has only text: its own key, and the keys of maps. */
final class KeyText {
  private KeyText() {}

  /** The text of a value: its document form, an integer in decimal digits. */
  static String print(ValueCodec codec, @Nullable Object value) {
    Object plain = codec.toDocument(value);
    if (plain == null) {
      throw Encoding.refused("a null key", "Remove it");
    }
    return plain.toString();
  }

  /**
   * The value of a text.
   *
   * @throws ValueException if the text is not what {@link #print} makes of any value
   */
  static Object parse(ValueCodec codec, String text) {
    Object value = codec.fromDocument(isInteger(codec) ? integer(text) : text);
    if (value == null || !print(codec, value).equals(text)) {
      throw Encoding.mismatch("canonical text of " + codec.type().javaType().getName(), text);
    }
    return value;
  }

  private static boolean isInteger(ValueCodec codec) {
    ValueType type = codec.type().valueType();
    return type == ValueType.ENUM_ORDINAL || (type.isInteger() && type != ValueType.BIG_INTEGER);
  }

  private static Object integer(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Encoding.mismatch("an integer as text", text);
    }
  }
}
