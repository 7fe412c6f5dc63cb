package io.debros.jpa.metamodel.reader;

import jakarta.persistence.AccessType;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The classes whose state a managed class persists. */
final class Hierarchy {
  private Hierarchy() {}

  /** Mapped and embeddable superclasses, topmost first, then the class itself. */
  static List<Class<?>> of(Class<?> leaf) {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> at = leaf; at != null; at = at.getSuperclass()) {
      if (at == leaf
          || at.isAnnotationPresent(MappedSuperclass.class)
          || at.isAnnotationPresent(Embeddable.class)) {
        classes.add(at);
      }
    }
    Collections.reverse(classes);
    return classes;
  }

  /** Where the id is annotated says how all attributes are reached; fields if there is none. */
  static AccessType defaultAccess(List<Class<?>> hierarchy) {
    boolean byGetter =
        hierarchy.stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .anyMatch(Hierarchy::isId);
    boolean byField =
        hierarchy.stream()
            .flatMap(type -> Stream.of(type.getDeclaredFields()))
            .anyMatch(Hierarchy::isId);
    return byGetter && !byField ? AccessType.PROPERTY : AccessType.FIELD;
  }

  private static boolean isId(AnnotatedElement member) {
    return member.isAnnotationPresent(Id.class) || member.isAnnotationPresent(EmbeddedId.class);
  }
}
