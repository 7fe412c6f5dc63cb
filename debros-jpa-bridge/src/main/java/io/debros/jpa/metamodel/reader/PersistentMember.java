package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.MemberAccess;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field or property that holds an attribute.
 *
 * @param name of the attribute
 * @param declaringClass the class of the hierarchy that has it
 * @param annotated the field or getter
 * @param type declared, with type variables of superclasses
 * @param types what those stand for
 * @param access reads and sets it
 */
record PersistentMember(
    String name,
    Class<?> declaringClass,
    AnnotatedElement annotated,
    Type type,
    TypeResolution types,
    MemberAccess access) {

  Class<?> javaType() {
    return types.raw(type);
  }

  List<Type> typeArguments() {
    return types.arguments(type);
  }

  boolean has(Class<? extends Annotation> annotation) {
    return annotated.isAnnotationPresent(annotation);
  }

  <A extends Annotation> @Nullable A find(Class<A> annotation) {
    return annotated.getAnnotation(annotation);
  }
}
