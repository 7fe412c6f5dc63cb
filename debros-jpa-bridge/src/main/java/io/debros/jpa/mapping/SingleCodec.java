package io.debros.jpa.mapping;

import java.util.Calendar;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Basic attributes. */
record SingleCodec(ValueCodec values) implements AttributeCodec {
  @Override
  public @Nullable Object toDocument(@Nullable Object value) {
    return values.toDocument(value);
  }

  @Override
  public @Nullable Object fromDocument(@Nullable Object plain, ReferenceResolver resolver) {
    return values.fromDocument(plain);
  }

  @Override
  @SuppressWarnings("JavaUtilDate") // entities may have one
  public @Nullable Object copy(@Nullable Object value) {
    if (value instanceof Date date) {
      return date.clone();
    } else if (value instanceof Calendar calendar) {
      return calendar.clone();
    } else if (value instanceof byte[] bytes) {
      return bytes.clone();
    } else if (value instanceof Byte[] bytes) {
      return bytes.clone();
    }
    return value instanceof char[] characters ? characters.clone() : value;
  }
}
