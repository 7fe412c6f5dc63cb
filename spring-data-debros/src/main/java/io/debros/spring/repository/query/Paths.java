package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Expression.Path;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import java.util.Map;
import org.springframework.data.core.PropertyPath;

/** What a property path of Spring Data means to debros. */
final class Paths {
  private Paths() {}

  static Path of(PropertyPath property) {
    return Path.of(property.toDotPath());
  }

  /** Whether the leaf is a collection of values or entities; arrays are values. */
  static boolean isCollection(PropertyPath property) {
    PropertyPath leaf = property.getLeafProperty();
    return leaf.isCollection() && !leaf.getTypeInformation().getType().isArray();
  }

  /** Whether the path goes on behind a collection. */
  static boolean crossesCollection(PropertyPath property) {
    return property.stream().anyMatch(step -> step.hasNext() && step.isCollection());
  }

  /** Whether the leaf is a single value, neither embedded nor associated nor several. */
  static boolean isBasic(PropertyPath property) {
    Class<?> type = type(property);
    return !isCollection(property)
        && !Map.class.isAssignableFrom(type)
        && !type.isAnnotationPresent(Entity.class)
        && !type.isAnnotationPresent(Embeddable.class);
  }

  static boolean isText(PropertyPath property) {
    return type(property) == String.class;
  }

  /** The declared type of the leaf; of its elements if it is a collection. */
  static Class<?> type(PropertyPath property) {
    PropertyPath leaf = property.getLeafProperty();
    return isCollection(property) ? leaf.getType() : leaf.getTypeInformation().getType();
  }
}
