package io.debros.jpa.metamodel.reader;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the type variables of a class's generic supertypes stand for in that class. */
final class TypeResolution {
  private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

  TypeResolution(Class<?> leaf) {
    bindSupertypes(leaf);
  }

  private void bindSupertypes(Class<?> type) {
    bind(type.getGenericSuperclass());
    for (Type parent : type.getGenericInterfaces()) {
      bind(parent);
    }
  }

  private void bind(@Nullable Type supertype) {
    if (supertype instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      for (int i = 0; i < raw.getTypeParameters().length; i++) {
        bindings.put(raw.getTypeParameters()[i], generic.getActualTypeArguments()[i]);
      }
      bindSupertypes(raw);
    } else if (supertype instanceof Class<?> raw) {
      bindSupertypes(raw);
    }
  }

  /** The class behind a type; a variable that is bound nowhere stands for its first bound. */
  Class<?> raw(Type type) {
    Type resolved = resolve(type);
    if (resolved instanceof Class<?> found) {
      return found;
    }
    if (resolved instanceof ParameterizedType generic) {
      return (Class<?>) generic.getRawType();
    }
    if (resolved instanceof GenericArrayType array) {
      return Array.newInstance(raw(array.getGenericComponentType()), 0).getClass();
    }
    throw new IllegalArgumentException("Unknown kind of type: " + resolved);
  }

  /** Type arguments of a parameterized type, resolved; empty for others. */
  List<Type> arguments(Type type) {
    return resolve(type) instanceof ParameterizedType generic
        ? Arrays.stream(generic.getActualTypeArguments()).map(this::resolve).toList()
        : List.of();
  }

  /** What a generic supertype's variables stand for, in their order. */
  List<Class<?>> argumentsOf(Class<?> supertype) {
    return Arrays.stream(supertype.getTypeParameters()).<Class<?>>map(this::raw).toList();
  }

  private Type resolve(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      Type bound = bindings.get(variable);
      return resolve(bound == null ? variable.getBounds()[0] : bound);
    }
    return type instanceof WildcardType wildcard ? resolve(wildcard.getUpperBounds()[0]) : type;
  }
}
