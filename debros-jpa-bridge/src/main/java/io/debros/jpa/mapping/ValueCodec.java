package io.debros.jpa.mapping;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeKind;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.BasicType;
import io.debros.jpa.metamodel.Conversion;
import io.debros.jpa.metamodel.EntityModel;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The values of one type and their document form, by the table of the specification. A document
 * form is null, Boolean, Long, Double, String or {@code byte[]}; arrays are copied, so a form never
 * changes with the value it was made of. Immutable, thread-safe.
 */
public final class ValueCodec {
  private final String name;
  private final BasicType type;
  private final Encoding encoding;
  private final Class<?> boxed;
  private final @Nullable EntityModel target;

  private ValueCodec(String name, BasicType type, @Nullable EntityModel target) {
    this.name = name;
    this.type = type;
    this.target = target;
    this.encoding = Encodings.of(type, loader(type));
    this.boxed = MethodType.methodType(type.javaType()).wrap().returnType();
  }

  /**
   * For an attribute with a single value, for the ids that a to-one association stores, or for the
   * elements of a collection.
   *
   * @throws IllegalArgumentException for an attribute of another kind
   */
  public static ValueCodec of(AttributeModel attribute) {
    AttributeKind kind = attribute.kind();
    AttributeKind single = kind instanceof ElementCollection many ? many.element() : kind;
    if (single instanceof Basic basic) {
      return new ValueCodec(attribute.toString(), basic.type(), null);
    }
    if (single instanceof ToOne toOne && toOne.target().id().kind() instanceof Basic id) {
      return new ValueCodec(attribute.toString(), id.type(), toOne.target());
    }
    throw new IllegalArgumentException(
        problem("Attribute has no single value")
            .at("attribute", attribute)
            .advice("Name one of its parts")
            .toString());
  }

  /** For the keys of a map, or any other single value. */
  static ValueCodec of(String name, BasicType type) {
    return new ValueCodec(name, type, null);
  }

  private static ClassLoader loader(BasicType type) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      return context;
    }
    ClassLoader own = type.javaType().getClassLoader();
    return own == null ? ClassLoader.getSystemClassLoader() : own;
  }

  /** What the codec is for. */
  BasicType type() {
    return type;
  }

  /**
   * The document form of a value of exactly the attribute's type.
   *
   * @return null if the value is null, or its converter makes it null
   * @throws IllegalArgumentException if documents cannot hold the value, such as NaN
   */
  public @Nullable Object toDocument(@Nullable Object value) {
    Conversion conversion = type.conversion();
    Object stored = conversion == null ? value : stored(conversion, value);
    return stored == null ? null : encoding.encode(stored);
  }

  /**
   * The value of a document form.
   *
   * @param plain null reads as null, unless a converter says otherwise
   * @throws IllegalArgumentException if it is not the form of a value of the type; names kinds only
   */
  public @Nullable Object fromDocument(@Nullable Object plain) {
    Conversion conversion = type.conversion();
    Object stored = plain == null ? null : encoding.decode(plain);
    return conversion == null ? stored : attribute(conversion, stored);
  }

  private static @Nullable Object stored(Conversion conversion, @Nullable Object value) {
    try {
      return conversion.toStored(value);
    } catch (RuntimeException e) {
      throw failed(conversion, e);
    }
  }

  private static @Nullable Object attribute(Conversion conversion, @Nullable Object stored) {
    try {
      return conversion.toAttribute(stored);
    } catch (RuntimeException e) {
      throw failed(conversion, e);
    }
  }

  private static ValueException failed(Conversion conversion, RuntimeException cause) {
    return new ValueException(
        problem("Attribute converter failed")
            .at("converter", conversion.converterType().getName())
            .advice("See the cause, which the converter threw"),
        cause);
  }

  /**
   * The document form of a value in a query: of the attribute's type, or of a related one (any
   * number for a number, any moment for a moment, an entity for its id).
   *
   * @return also a {@link java.math.BigInteger} or {@link java.math.BigDecimal}, which compare with
   *     numbers though no attribute has them
   * @throws IllegalArgumentException if the value does not fit the attribute
   */
  public @Nullable Object literal(@Nullable Object value) {
    Object single = target != null && value != null ? id(target, value) : value;
    if (single == null || boxed.isInstance(single)) {
      return toDocument(single);
    }
    Object related = type.conversion() == null ? Literals.related(type.valueType(), single) : null;
    if (related == null) {
      throw new ValueException(
          problem("Value does not fit the attribute")
              .at("attribute", name)
              .at("expected", boxed.getName())
              .at("found", single.getClass().getName())
              .advice("Give a value of the attribute's type"));
    }
    return related;
  }

  private static @Nullable Object id(EntityModel target, Object value) {
    return target.javaType().isInstance(value) ? Lazy.id(target, value) : value;
  }
}
