package io.debros.jpa.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where the rows of an entity live, and how they merge. Without it: global, a document store,
 * unsharded, merged by attribute.
 */
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

  /** What becomes of writes of one row that several nodes made apart from each other. */
  Merge merge() default Merge.ATTRIBUTE;

  /** Whether the rows are encrypted, and under which keys. */
  Encryption encryption() default Encryption.SETTING;
}
