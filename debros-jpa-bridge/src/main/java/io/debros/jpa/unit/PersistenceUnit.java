package io.debros.jpa.unit;

import jakarta.persistence.ValidationMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an entity manager factory is made of, wherever it was described: {@code persistence.xml}, a
 * container or code. Immutable.
 *
 * @param name of the unit; not empty, but need not be unique
 * @param classes entities, embeddables, mapped superclasses and converters
 * @param classLoader of the application
 * @param validationMode when Bean Validation runs
 * @param properties of the unit and the caller, the caller's first; keys of other vendors included
 */
public record PersistenceUnit(
    String name,
    List<Class<?>> classes,
    ClassLoader classLoader,
    ValidationMode validationMode,
    Map<String, Object> properties) {
  public PersistenceUnit {
    classes = List.copyOf(classes);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** This unit with another value of a property. */
  public PersistenceUnit with(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(properties);
    changed.put(key, value);
    return new PersistenceUnit(name, classes, classLoader, validationMode, changed);
  }

  /**
   * Loads classes by name.
   *
   * @throws jakarta.persistence.PersistenceException if a class is missing; names it and the unit
   */
  static List<Class<?>> load(String unit, Collection<String> names, ClassLoader classLoader) {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : names) {
      try {
        classes.add(Class.forName(name, false, classLoader));
      } catch (ClassNotFoundException | LinkageError failure) {
        throw Units.unloadable(unit, name, failure);
      }
    }
    return classes;
  }
}
