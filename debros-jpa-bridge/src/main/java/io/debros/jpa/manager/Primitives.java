package io.debros.jpa.manager;

import java.lang.invoke.MethodType;

/** Classes of primitive values. */
final class Primitives {
  private Primitives() {}

  /** {@code Long} for {@code long}; any other class as it is. */
  static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }
}
