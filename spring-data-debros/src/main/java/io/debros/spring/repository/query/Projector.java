package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Projection;
import io.debros.store.error.Problem;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.core.PropertyPath;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.data.mapping.PreferredConstructor;
import org.springframework.data.mapping.model.PreferredConstructorDiscoverer;
import org.springframework.data.repository.query.ReturnedType;
import org.springframework.data.util.DirectFieldAccessFallbackBeanWrapper;

/**
 * What a query reads for a returned type, and how a row becomes one. A closed projection on basic
 * values reads only these; any other is made from the entity. Immutable.
 */
public final class Projector implements Converter<Object, Object> {
  private final ReturnedType type;
  private final List<PropertyPath> properties;
  private final @Nullable Constructor<?> constructor;

  private Projector(
      ReturnedType type, List<PropertyPath> properties, @Nullable Constructor<?> constructor) {
    this.type = type;
    this.properties = properties;
    this.constructor = constructor;
  }

  /**
   * @param problem names the place, for the error
   * @throws InvalidQueryMethodException if the type is neither the entity nor can be made from it
   */
  public static Projector of(ReturnedType type, Problem problem) {
    if (!type.isProjecting()) {
      return new Projector(type, List.of(), null);
    }
    if (type.isInterfaceProjection()) {
      return new Projector(
          type, type.needsCustomConstruction() ? paths(type, problem) : List.of(), null);
    }
    PreferredConstructor<?, ?> preferred =
        PreferredConstructorDiscoverer.discover(type.getReturnedType());
    if (preferred == null
        || preferred.getParameterCount() == 0
        || preferred.getParameterCount() != type.getInputProperties().size()) {
      throw new InvalidQueryMethodException(
          problem
              .at("type", type.getReturnedType().getSimpleName())
              .advice(
                  "Return a record, an interface with getters, or a class with one constructor"
                      + " whose parameters are named as the entity's properties"));
    }
    return new Projector(type, paths(type, problem), preferred.getConstructor());
  }

  private static List<PropertyPath> paths(ReturnedType type, Problem problem) {
    List<PropertyPath> paths = new ArrayList<>();
    for (String property : type.getInputProperties()) {
      try {
        paths.add(MethodName.path(property, type.getDomainType()));
      } catch (PropertyReferenceException unknown) {
        throw new InvalidQueryMethodException(
            problem
                .at("type", type.getReturnedType().getSimpleName())
                .at("property", property)
                .advice(
                    "Use "
                        + MethodName.nearest(property, type.getDomainType())
                        + ", or remove it"));
      }
    }
    return paths;
  }

  /** What the query has to return per row. */
  public Projection projection() {
    return readsValues()
        ? new Projection.Values(properties.stream().map(Paths::of).toList())
        : Projection.ENTITY;
  }

  boolean readsValues() {
    return !properties.isEmpty() && properties.stream().allMatch(Paths::isBasic);
  }

  /** A row as what Spring Data finishes: values and entities stay for interface projections. */
  @Override
  public Object convert(Object row) {
    if (constructor == null) {
      return row;
    }
    return BeanUtils.instantiateClass(
        constructor, row instanceof Object[] values ? values : values(row));
  }

  private @Nullable Object[] values(Object entity) {
    return properties.stream().map(property -> value(entity, property)).toArray();
  }

  private static @Nullable Object value(Object entity, PropertyPath property) {
    Object value = entity;
    for (PropertyPath step : property) {
      if (value == null) {
        return null;
      }
      value = new DirectFieldAccessFallbackBeanWrapper(value).getPropertyValue(step.getSegment());
    }
    return value;
  }

  @Override
  public String toString() {
    return type.getReturnedType().getSimpleName() + " from " + projection();
  }
}
