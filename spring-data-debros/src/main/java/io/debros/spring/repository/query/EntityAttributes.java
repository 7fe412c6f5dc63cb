package io.debros.spring.repository.query;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Id;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.beans.PropertyDescriptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.util.DirectFieldAccessFallbackBeanWrapper;
import org.springframework.util.ReflectionUtils;

/**
 * Persistent attributes of an entity or embeddable: its fields, or its getters if these carry the
 * annotations. Immutable.
 */
public final class EntityAttributes {
  private final TypeInformation<?> type;
  private final Map<String, AnnotatedElement> members;

  private EntityAttributes(TypeInformation<?> type, Map<String, AnnotatedElement> members) {
    this.type = type;
    this.members = members;
  }

  /** Reads an entity class; its ids decide between fields and getters, as does {@code @Access}. */
  public static EntityAttributes of(Class<?> entity) {
    Map<String, AnnotatedElement> getters = getters(entity);
    boolean byGetter = hasId(getters) || access(entity) == AccessType.PROPERTY;
    return new EntityAttributes(TypeInformation.of(entity), byGetter ? getters : fields(entity));
  }

  /** Names, in the order of declaration. */
  List<String> names() {
    return new ArrayList<>(members.keySet());
  }

  /** The id; empty if the class is no entity. */
  public Optional<String> id() {
    return annotated(Id.class).or(() -> annotated(EmbeddedId.class));
  }

  /** The version; empty without one. */
  public Optional<String> version() {
    return annotated(Version.class);
  }

  /** The Java type of an attribute, generics of the entity resolved. */
  public Class<?> type(String attribute) {
    return type.getRequiredProperty(attribute).getType();
  }

  /** The value of an attribute; null if it has none. */
  public @Nullable Object value(Object entity, String attribute) {
    return new DirectFieldAccessFallbackBeanWrapper(entity).getPropertyValue(attribute);
  }

  private Optional<String> annotated(Class<? extends Annotation> annotation) {
    return members.entrySet().stream()
        .filter(member -> member.getValue().isAnnotationPresent(annotation))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean hasId(Map<String, AnnotatedElement> getters) {
    return getters.values().stream()
        .anyMatch(
            getter ->
                getter.isAnnotationPresent(Id.class)
                    || getter.isAnnotationPresent(EmbeddedId.class));
  }

  private static @Nullable AccessType access(Class<?> entity) {
    Access access = entity.getAnnotation(Access.class);
    return access == null ? null : access.value();
  }

  private static Map<String, AnnotatedElement> getters(Class<?> entity) {
    Map<String, AnnotatedElement> getters = new LinkedHashMap<>();
    for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(entity)) {
      Method getter = property.getReadMethod();
      if (getter != null
          && getter.getDeclaringClass() != Object.class
          && !getter.isAnnotationPresent(Transient.class)) {
        getters.put(property.getName(), getter);
      }
    }
    return getters;
  }

  private static Map<String, AnnotatedElement> fields(Class<?> entity) {
    Map<String, AnnotatedElement> fields = new LinkedHashMap<>();
    ReflectionUtils.doWithFields(
        entity, field -> fields.put(field.getName(), field), EntityAttributes::isPersistent);
    return fields;
  }

  private static boolean isPersistent(Field field) {
    int modifiers = field.getModifiers();
    return !Modifier.isStatic(modifiers)
        && !Modifier.isTransient(modifiers)
        && !field.isSynthetic()
        && !field.isAnnotationPresent(Transient.class);
  }
}
