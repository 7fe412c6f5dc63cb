package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.MemberAccess;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Transient;
import java.beans.Introspector;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the fields and properties of a class hierarchy that hold attributes. */
final class MemberReader {
  private final Place place;
  private final TypeResolution types;
  private final Map<String, PersistentMember> members = new LinkedHashMap<>();

  private MemberReader(Place place, Class<?> leaf) {
    this.place = place;
    this.types = new TypeResolution(leaf);
  }

  /**
   * Members of the classes, in this order, each in declaration order.
   *
   * @param hierarchy superclasses first
   * @param defaultAccess of a class that does not say
   */
  static Collection<PersistentMember> read(
      Place place, List<Class<?>> hierarchy, AccessType defaultAccess) {
    MemberReader reader = new MemberReader(place, hierarchy.get(hierarchy.size() - 1));
    for (Class<?> type : hierarchy) {
      if (type.isRecord()) {
        reader.readComponents(type);
      } else {
        Access access = type.getAnnotation(Access.class);
        reader.readClass(type, access == null ? defaultAccess : access.value());
      }
    }
    return reader.members.values();
  }

  private void readComponents(Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      Field field = field(type, component.getName());
      if (field.isAnnotationPresent(Transient.class)) {
        place
            .in(component.getName())
            .refuse(Transient.class, "Use a class; every component of a record is stored");
      }
      add(component.getName(), type, field, component.getGenericType(), component.getAccessor());
    }
  }

  private static Field field(Class<?> type, String name) {
    try {
      return type.getDeclaredField(name);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("A record has a field per component: " + type, e);
    }
  }

  private void readClass(Class<?> type, AccessType access) {
    for (Field field : type.getDeclaredFields()) {
      if (isPersistent(field)) {
        readField(type, field, access);
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      String property = propertyOf(method);
      if (property != null) {
        readProperty(type, property, method, access);
      }
    }
    for (Field field : type.getDeclaredFields()) {
      if (field.isAnnotationPresent(Transient.class) && members.containsKey(field.getName())) {
        refuseTransient(field.getName(), "Move it to the getter, or set @Access(FIELD)");
      }
    }
  }

  private void refuseTransient(String name, String advice) {
    place
        .in(name)
        .refuse("Annotation is where access does not look", "annotation", "@Transient", advice);
  }

  private static boolean isPersistent(Field field) {
    int modifiers = field.getModifiers();
    return !Modifier.isStatic(modifiers)
        && !Modifier.isTransient(modifiers)
        && !field.isSynthetic()
        && !field.isAnnotationPresent(Transient.class);
  }

  private void readField(Class<?> type, Field field, AccessType access) {
    if (accessOf(field, access) == AccessType.FIELD) {
      add(field.getName(), type, field, field.getGenericType(), null);
    } else {
      AnnotationCheck.checkUnused(
          place.in(field.getName()), field, "Move it to the getter, or set @Access(FIELD)");
    }
  }

  private void readProperty(Class<?> type, String property, Method getter, AccessType access) {
    if (accessOf(getter, access) == AccessType.FIELD) {
      AnnotationCheck.checkUnused(
          place.in(property), getter, "Move it to the field, or set @Access(PROPERTY)");
      if (getter.isAnnotationPresent(Transient.class) && members.containsKey(property)) {
        refuseTransient(property, "Move it to the field, or set @Access(PROPERTY)");
      }
    } else if (!getter.isAnnotationPresent(Transient.class)) {
      add(property, type, getter, getter.getGenericReturnType(), getter);
    }
  }

  private static AccessType accessOf(AnnotatedElement member, AccessType otherwise) {
    Access own = member.getAnnotation(Access.class);
    return own == null ? otherwise : own.value();
  }

  /** The property that a method gets; null if it is no getter. */
  private static @Nullable String propertyOf(Method method) {
    boolean candidate =
        method.getParameterCount() == 0
            && !Modifier.isStatic(method.getModifiers())
            && !method.isBridge()
            && !method.isSynthetic()
            && method.getReturnType() != void.class;
    String name = method.getName();
    if (candidate && name.startsWith("get") && name.length() > 3) {
      return Introspector.decapitalize(name.substring(3));
    }
    boolean isBoolean = method.getReturnType() == boolean.class;
    return candidate && isBoolean && name.startsWith("is") && name.length() > 2
        ? Introspector.decapitalize(name.substring(2))
        : null;
  }

  private void add(
      String name, Class<?> type, AnnotatedElement annotated, Type javaType, @Nullable Method get) {
    Place here = place.in(name);
    PersistentMember known = members.get(name);
    boolean overrides = known != null && known.annotated() instanceof Method && get != null;
    if (known != null && (!overrides || known.declaringClass() == type)) {
      here.refuse(
          "Attribute is declared twice",
          "classes",
          List.of(known.declaringClass().getName(), type.getName()),
          "Mark one of the two with @Transient, or rename it");
      return;
    }
    MemberAccess access = access(here, type, name, annotated, get);
    if (access != null) {
      members.put(name, new PersistentMember(name, type, annotated, javaType, types, access));
    }
  }

  private static @Nullable MemberAccess access(
      Place place, Class<?> type, String name, AnnotatedElement annotated, @Nullable Method get) {
    try {
      if (get == null) {
        return MemberAccess.ofField((Field) annotated);
      }
      Method setter = type.isRecord() ? null : setter(type, name, get.getReturnType());
      if (setter == null && !type.isRecord()) {
        place.refuse(
            "Property has no setter",
            "getter",
            get.getName(),
            "Add a setter of any visibility, or mark the getter with @Transient");
        return null;
      }
      return MemberAccess.ofMethods(get, setter);
    } catch (IllegalAccessException | RuntimeException e) {
      place.refuse(
          "Attribute is not accessible",
          "cause",
          e.getMessage(),
          "Open the package of the class to io.debros.jpa");
      return null;
    }
  }

  private static @Nullable Method setter(Class<?> type, String property, Class<?> javaType) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        if (method.getName().startsWith("set")
            && method.getParameterCount() == 1
            && method.getParameterTypes()[0] == javaType
            && Introspector.decapitalize(method.getName().substring(3)).equals(property)) {
          return method;
        }
      }
    }
    return null;
  }
}
