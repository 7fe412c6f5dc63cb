package io.debros.jpa.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Where the rows of an entity live. Without it: global, a document store, unsharded. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Model {
  /** Whose databases hold the rows. */
  Scope scope() default Scope.GLOBAL;

  /** The database type. */
  StoreType type() default StoreType.DOCSTORE;

  /** How the rows spread over databases. */
  Sharding sharding() default @Sharding;
}
