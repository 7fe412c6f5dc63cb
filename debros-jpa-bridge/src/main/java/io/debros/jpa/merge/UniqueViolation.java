package io.debros.jpa.merge;

import java.util.List;

/**
 * Rows that have the same value in something unique, because nodes that did not know of each other
 * gave it away. All of them can be read, found and changed; nobody else gets the value as long as
 * one of them has it. It ends when all but one have another value or are removed.
 *
 * @param <T> the entity
 * @param entityType class of the entity
 * @param attributes what is unique, together
 * @param keeper id of the row that got the value first, in the order of the log: at all nodes the
 *     same one
 * @param others ids of the other rows, in the order in which they got it; at least one
 */
public record UniqueViolation<T>(
    Class<T> entityType, List<String> attributes, Object keeper, List<Object> others) {
  public UniqueViolation {
    attributes = List.copyOf(attributes);
    others = List.copyOf(others);
  }

  /** Type, attributes and ids; never values. */
  @Override
  public String toString() {
    return "UniqueViolation["
        + entityType.getSimpleName()
        + attributes
        + " "
        + keeper
        + ", then "
        + others
        + "]";
  }
}
