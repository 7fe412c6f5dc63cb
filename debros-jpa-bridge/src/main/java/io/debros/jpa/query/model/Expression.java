package io.debros.jpa.query.model;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a predicate compares. Immutable. */
public sealed interface Expression {

  /**
   * An attribute of the queried entity, or one reached through embeddables and to-one associations.
   *
   * @param steps attribute names, at least one
   */
  record Path(List<String> steps) implements Expression {
    public Path {
      if (steps.isEmpty()) {
        throw new IllegalArgumentException("A path needs at least one attribute");
      }
      steps = List.copyOf(steps);
    }

    /** Parses {@code address.city}. */
    public static Path of(String dotted) {
      return new Path(Arrays.asList(dotted.split("\\.", -1)));
    }

    /** {@code address.city}. */
    @Override
    public String toString() {
      return String.join(".", steps);
    }
  }

  /**
   * A value of the attribute's Java type.
   *
   * @param value an entity stands for its id; null compares as unknown
   */
  record Literal(@Nullable Object value) implements Expression {}

  /**
   * A place for a value, in declared queries, which are planned but not run.
   *
   * @param name as the declaration calls it
   */
  record Parameter(String name) implements Expression {}

  /**
   * Text without regard to case: folded to upper, then lower case with the root locale.
   *
   * @param of a path or literal of text
   */
  record IgnoreCase(Expression of) implements Expression {}
}
