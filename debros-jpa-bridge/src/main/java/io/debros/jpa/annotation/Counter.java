package io.debros.jpa.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an integer attribute that many nodes count up and down at once: {@code likes++} on each of
 * three nodes makes three. What a flush adds is the difference between the value that was read and
 * the present one. The document holds a map of identity to increments and decrements.
 *
 * <p>Counting alone does not move the {@code @Version} of a row.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Counter {}
