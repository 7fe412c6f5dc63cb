package io.debros.jpa.operation;

import static io.debros.store.error.Problem.problem;

/**
 * The end of a conflict of ids: the other row has an id of its own from now on.
 *
 * @param row that has the id
 * @param entry hash of the first write of the other row
 * @param last hash of the last write of it that was seen
 */
public record SettleEntity(Row row, String entry, String last) implements EntityOperation {

  @Override
  public EntityOperation then(EntityOperation next) {
    throw new IllegalStateException(
        problem("Row of a conflict of ids is written in the same transaction")
            .at("entity", row.model().name())
            .at("id", row.id())
            .advice("Choose another id for the other row")
            .toString());
  }
}
