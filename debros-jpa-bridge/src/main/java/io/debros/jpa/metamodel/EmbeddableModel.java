package io.debros.jpa.metamodel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An embeddable as one attribute uses it, column overrides applied. Immutable, thread-safe.
 *
 * @see AttributeKind.Embedded
 */
public final class EmbeddableModel {
  private final Class<?> javaType;
  private final AttributeSet attributes;
  private final Instantiator instantiator;

  public EmbeddableModel(
      Class<?> javaType, List<AttributeModel> attributes, Instantiator instantiator) {
    this.javaType = javaType;
    this.attributes = new AttributeSet(attributes);
    this.instantiator = instantiator;
  }

  /** The embeddable class or record. */
  public Class<?> javaType() {
    return javaType;
  }

  /** Its attributes; of a record: its components in their order. */
  public List<AttributeModel> attributes() {
    return attributes.list();
  }

  /** The attribute of this name or its other boolean spelling; null if there is none. */
  public @Nullable AttributeModel findAttribute(String name) {
    return attributes.find(name);
  }

  /**
   * The attribute of this name or its other boolean spelling.
   *
   * @throws IllegalArgumentException naming the nearest known attribute
   */
  public AttributeModel attribute(String name) {
    return attributes.get(javaType.getSimpleName(), name);
  }

  /**
   * A new instance.
   *
   * @param values of {@link #attributes()}, in their order; not null for primitives
   */
  public Object instantiate(@Nullable Object[] values) {
    return instantiator.instantiate(attributes(), values);
  }
}
