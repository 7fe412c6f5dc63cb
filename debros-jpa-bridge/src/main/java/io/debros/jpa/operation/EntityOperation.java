package io.debros.jpa.operation;

import org.jspecify.annotations.Nullable;

/** One change, or one condition, of one row. Immutable. */
public sealed interface EntityOperation
    permits InsertEntity, UpdateEntity, DeleteEntity, CheckEntity, SettleEntity {

  /** The row it is about. */
  Row row();

  /**
   * What remains to be done when another operation on the same row comes after this one; null if
   * nothing is.
   *
   * @throws IllegalStateException if the two cannot follow each other, such as two inserts
   */
  @Nullable EntityOperation then(EntityOperation next);
}
