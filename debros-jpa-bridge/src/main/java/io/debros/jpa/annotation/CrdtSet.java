package io.debros.jpa.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an {@code @ElementCollection} that is a {@link java.util.Set} of single values and to which
 * many nodes add and from which they remove at once. A remove takes away the adds that its node had
 * seen: an element that another node adds meanwhile stays. The document holds, for each element,
 * adds and removes by identity; removed elements stay in it.
 *
 * <p>Adding and removing alone does not move the {@code @Version} of a row.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface CrdtSet {}
