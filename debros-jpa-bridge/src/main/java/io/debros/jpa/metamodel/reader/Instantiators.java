package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.Instantiator;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks that a managed class can be instantiated. */
final class Instantiators {
  private Instantiators() {}

  /** How the class is instantiated; null if it was refused. */
  static @Nullable Instantiator of(Place place, Class<?> type) {
    if (Modifier.isAbstract(type.getModifiers()) || type.isEnum()) {
      place.refuse(
          "Class cannot be instantiated", "class", type.getName(), "Make it a concrete class");
      return null;
    }
    if (type.getEnclosingClass() != null
        && !type.isRecord()
        && !Modifier.isStatic(type.getModifiers())) {
      place.refuse(
          "Class is an inner class", "class", type.getName(), "Make it static or top-level");
      return null;
    }
    try {
      return Instantiator.of(constructor(type));
    } catch (NoSuchMethodException e) {
      place.refuse(
          "Class has no constructor without parameters",
          "class",
          type.getName(),
          "Add one; it may be protected or private");
    } catch (IllegalAccessException e) {
      place.refuse(
          "Class is not accessible",
          "class",
          type.getName(),
          "Open its package to io.debros.jpa in module-info.java");
    }
    return null;
  }

  private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
    return type.isRecord()
        ? type.getDeclaredConstructor(
            Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new))
        : type.getDeclaredConstructor();
  }
}
