package io.debros.jpa.metamodel.jakarta;

import jakarta.persistence.metamodel.BasicType;

/** The type of a single value. */
record BasicView<X>(Class<X> javaType) implements BasicType<X> {
  @Override
  public PersistenceType getPersistenceType() {
    return PersistenceType.BASIC;
  }

  @Override
  public Class<X> getJavaType() {
    return javaType;
  }
}
