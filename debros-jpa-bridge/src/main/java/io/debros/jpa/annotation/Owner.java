package io.debros.jpa.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the attribute of a user-scoped entity that names the user whose data the row is. Never null
 * at persist, never changed afterwards. Without it {@code userId}, {@code authorId} or {@code
 * ownerId} is taken, in this order.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Owner {}
