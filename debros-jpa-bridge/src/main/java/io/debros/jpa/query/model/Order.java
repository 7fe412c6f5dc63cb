package io.debros.jpa.query.model;

import io.debros.jpa.query.model.Expression.Path;

/**
 * One key of an order.
 *
 * @param path what is compared
 * @param direction ascending or descending
 * @param nulls where rows without a value go
 * @param textCase whether case matters; only for text
 */
public record Order(Path path, Direction direction, Nulls nulls, TextCase textCase) {

  /** Ascending, nulls first, case matters. */
  public static Order ascending(Path path) {
    return new Order(path, Direction.ASCENDING, Nulls.FIRST, TextCase.SENSITIVE);
  }

  /** Descending, nulls last, case matters. */
  public static Order descending(Path path) {
    return new Order(path, Direction.DESCENDING, Nulls.LAST, TextCase.SENSITIVE);
  }

  /** Which end comes first. */
  public enum Direction {
    ASCENDING,
    DESCENDING
  }

  /** Where nulls go, whatever the direction. */
  public enum Nulls {
    FIRST,
    LAST
  }

  /** Whether {@code a} and {@code A} differ. */
  public enum TextCase {
    SENSITIVE,
    IGNORED
  }
}
