package io.debros.spring.repository.query;

import static org.springframework.util.StringUtils.capitalize;
import static org.springframework.util.StringUtils.uncapitalize;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.data.core.PropertyPath;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.data.repository.query.parser.Part;
import org.springframework.data.repository.query.parser.PartTree;
import org.springframework.util.ReflectionUtils;

/*
 * Spring Data finds properties by field name, then by getter. For a flag these differ: a field
 * isActive with a getter isActive() is the property "active", and a field active with that getter
 * has no property "isActive". Users write either, so a name that fails is tried in its other
 * spelling, one place at a time.
 */
/**
 * Reads method names and property names, accepting {@code isActive} for {@code active} and back.
 */
final class MethodName {
  /** A name has few flags; more respellings than this mean that it names something else. */
  private static final int MAX_RESPELLINGS = 8;

  private MethodName() {}

  /**
   * Parses the name of a query method.
   *
   * @throws IllegalArgumentException for an unknown property, naming the nearest known one
   */
  static PartTree parse(DebrosQueryMethod method) {
    Class<?> entity = method.entity();
    try {
      return new PartTree(method.getName(), entity);
    } catch (PropertyReferenceException unknown) {
      PartTree tree = respelt(method.getName(), entity, unknown, MAX_RESPELLINGS);
      if (tree == null) {
        throw refusal(method, unknown);
      }
      return tree;
    }
  }

  /**
   * Resolves a property that is given by name, as in a sort or a projection.
   *
   * @throws PropertyReferenceException if no spelling of it exists
   */
  static PropertyPath path(String property, Class<?> entity) {
    try {
      return PropertyPath.from(property, entity);
    } catch (PropertyReferenceException unknown) {
      String name = unknown.getPropertyName();
      int at = property.lastIndexOf(name);
      if (at < 0 || !exists(otherSpelling(name), unknown)) {
        throw unknown;
      }
      String head = property.substring(0, at);
      return PropertyPath.from(
          head + otherSpelling(name) + property.substring(at + name.length()), entity);
    }
  }

  /** The refusal of a method that names an unknown property. */
  static IllegalArgumentException refusal(
      DebrosQueryMethod method, PropertyReferenceException unknown) {
    Class<?> owner = unknown.getType().getType();
    String property = unknown.getPropertyName();
    PropertyPath base = unknown.getBaseProperty();
    if (base == null || !owner.getName().startsWith("java.")) {
      return refusal(method, owner, property, nearest(property, owner));
    }
    String keyword = NearestName.of(property, Part.Type.ALL_KEYWORDS); // as in nameStartWith
    owner = base.getOwningType().getType();
    property = base.getSegment() + capitalize(property);
    return refusal(method, owner, property, keyword + " or " + nearest(property, owner));
  }

  private static IllegalArgumentException refusal(
      DebrosQueryMethod method, Class<?> owner, String property, String nearest) {
    return DebrosQueryMethod.refusal(
        method
            .problem("Query method names an unknown property")
            .at("entity", owner.getSimpleName())
            .at("property", property)
            .advice("Use " + nearest + ", or correct the name of the method"));
  }

  /** The known property that comes next, as words of an advice. */
  static String nearest(String property, Class<?> owner) {
    return NearestName.of(property, properties(owner)) + ", the nearest known property";
  }

  private static @Nullable PartTree respelt(
      String name, Class<?> entity, PropertyReferenceException unknown, int attempts) {
    String wrong = capitalize(unknown.getPropertyName());
    String right = capitalize(otherSpelling(unknown.getPropertyName()));
    if (attempts == 0 || !exists(uncapitalize(right), unknown)) {
      return null;
    }
    for (int at = name.indexOf(wrong); at >= 0; at = name.indexOf(wrong, at + 1)) {
      String candidate = name.substring(0, at) + right + name.substring(at + wrong.length());
      try {
        return new PartTree(candidate, entity);
      } catch (PropertyReferenceException next) {
        PartTree tree = respelt(candidate, entity, next, attempts - 1);
        if (tree != null) {
          return tree;
        }
      }
    }
    return null;
  }

  private static boolean exists(String property, PropertyReferenceException unknown) {
    return unknown.getType().getProperty(property) != null;
  }

  private static String otherSpelling(String property) {
    boolean prefixed =
        property.length() > 2
            && property.startsWith("is")
            && Character.isUpperCase(property.charAt(2));
    return prefixed ? uncapitalize(property.substring(2)) : "is" + capitalize(property);
  }

  private static Set<String> properties(Class<?> owner) {
    Set<String> names = new TreeSet<>();
    ReflectionUtils.doWithFields(owner, field -> names.add(field.getName()), MethodName::isState);
    for (PropertyDescriptor descriptor : BeanUtils.getPropertyDescriptors(owner)) {
      names.add(descriptor.getName());
    }
    names.remove("class");
    return names;
  }

  private static boolean isState(Field field) {
    return !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic();
  }
}
