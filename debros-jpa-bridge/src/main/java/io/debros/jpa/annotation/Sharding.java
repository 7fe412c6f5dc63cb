package io.debros.jpa.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How the rows of an entity spread over databases. The shard key of a row never changes. */
@Documented
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface Sharding {
  /** How a row finds its shard. */
  Strategy strategy() default Strategy.NONE;

  /**
   * Number of shards, at least 1. {@link Strategy#RANGE} has one more than split points: leave it
   * out there, any other number is refused.
   */
  int count() default 1;

  /** Attribute whose value picks the shard; empty for the id. */
  String key() default "";

  /**
   * Ascending split points of {@link Strategy#RANGE}; {@code {"h", "n", "t"}} makes four shards.
   */
  String[] ranges() default {};
}
