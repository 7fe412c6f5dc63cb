package io.debros.jpa.query.plan;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.SortDomain;
import io.debros.jpa.mapping.ValueCodec;
import io.debros.jpa.metamodel.AttributeKind;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.ValueType;
import io.debros.jpa.query.plan.Operand.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Turns literals of a query into values as documents hold them. Thread-safe. */
final class Literals {
  private final Map<AttributeModel, ValueCodec> codecs = new ConcurrentHashMap<>();

  /**
   * The stored form of a literal.
   *
   * @param field that it is compared with; null if that is no field
   * @throws IllegalArgumentException if it does not fit, naming entity, attribute and types
   */
  Value value(@Nullable Field field, @Nullable Object literal) {
    if (literal == null) {
      return Value.NULL;
    } else if (field == null) {
      return constant(literal);
    }
    Field end = end(field);
    Object stored = codecs.computeIfAbsent(end.attribute(), ValueCodec::of).literal(literal);
    return new Value(end.domain().sortable(stored), stored);
  }

  /**
   * Checks that a field holds text.
   *
   * @param operator that needs text
   */
  void requireText(Field field, String operator) {
    Field end = end(field);
    if (end.domain() == SortDomain.PLAIN && isText(end.attribute().kind())) {
      return;
    }
    throw new IllegalArgumentException(
        problem("Operator needs text")
            .at("entity", field.entity().name())
            .at("attribute", field.name())
            .at("operator", operator)
            .at("type", end.attribute().javaType().getName())
            .advice("Compare the attribute with =, < or in")
            .toString());
  }

  private static Field end(Field field) {
    Field end = field;
    while (end.next() != null) {
      end = end.next();
    }
    return end;
  }

  private static boolean isText(AttributeKind kind) {
    if (kind instanceof ElementCollection collection) {
      return isText(collection.element());
    }
    return kind instanceof Basic basic && isText(basic.type().valueType());
  }

  private static boolean isText(ValueType type) {
    return switch (type) {
      case TEXT,
          CHARACTER,
          CHARACTERS,
          UUID,
          URI,
          URL,
          LOCALE,
          CURRENCY,
          ZONE_ID,
          CLASS,
          ENUM_NAME ->
          true;
      default -> false;
    };
  }

  /** Both sides are literals, so there is no attribute to say how the value is stored. */
  private static Value constant(Object literal) {
    Object stored = literal;
    if (literal instanceof Byte || literal instanceof Short || literal instanceof Integer) {
      stored = ((Number) literal).longValue();
    } else if (literal instanceof Float real) {
      stored = real.doubleValue();
    } else if (!(literal instanceof String
        || literal instanceof Boolean
        || literal instanceof Long
        || literal instanceof Double
        || literal instanceof BigInteger
        || literal instanceof BigDecimal)) {
      throw new IllegalArgumentException(
          problem("Value is not compared with an attribute")
              .at("given", literal.getClass().getName())
              .advice("Compare texts, numbers and booleans, or name an attribute")
              .toString());
    }
    return new Value(stored, stored);
  }
}
