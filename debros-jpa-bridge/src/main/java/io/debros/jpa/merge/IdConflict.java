package io.debros.jpa.merge;

/**
 * Two rows of one id that nodes which did not know of each other made. They are not merged: the
 * first in the order of the log has the id, at all nodes the same one; the other is kept until it
 * gets an id of its own. The entities are detached copies, as in {@link EntityConflict}.
 *
 * @param <T> the entity
 * @param entityType class of the entity
 * @param id that both were given
 * @param keeper the row that has the id
 * @param other the row that waits for an id, with all changes that were made to it
 * @param entry hash of the write that made the other row: the conflict's name at all nodes
 */
public record IdConflict<T>(Class<T> entityType, Object id, T keeper, T other, String entry) {
  /** Type and id; never values. */
  @Override
  public String toString() {
    return "IdConflict[" + entityType.getSimpleName() + " " + id + "]";
  }
}
