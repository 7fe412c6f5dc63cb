package io.debros.jpa.metamodel;

import jakarta.persistence.AttributeConverter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AttributeConverter} of an attribute. Thread-safe if the converter is; the converter is
 * made at its first use.
 */
public final class Conversion {
  private final Class<?> converterType;
  private final Supplier<AttributeConverter<Object, Object>> converter;

  public Conversion(
      Class<?> converterType, Supplier<AttributeConverter<Object, Object>> converter) {
    this.converterType = converterType;
    this.converter = converter;
  }

  /** The converter class. */
  public Class<?> converterType() {
    return converterType;
  }

  /** The value to store; the converter decides what null becomes. */
  public @Nullable Object toStored(@Nullable Object attribute) {
    return converter.get().convertToDatabaseColumn(attribute);
  }

  /** The value of the attribute; the converter decides what null becomes. */
  public @Nullable Object toAttribute(@Nullable Object stored) {
    return converter.get().convertToEntityAttribute(stored);
  }
}
