package io.debros.jpa.metamodel;

import org.jspecify.annotations.Nullable;

/**
 * The type of a single value.
 *
 * @param javaType what the attribute holds
 * @param storedType what is stored: the converter's target, else {@code javaType}
 * @param valueType the row of the value table for {@code storedType}
 * @param conversion the attribute converter; null if there is none
 */
public record BasicType(
    Class<?> javaType, Class<?> storedType, ValueType valueType, @Nullable Conversion conversion) {

  /** A type without a converter. */
  public static BasicType of(Class<?> javaType, ValueType valueType) {
    return new BasicType(javaType, javaType, valueType, null);
  }
}
