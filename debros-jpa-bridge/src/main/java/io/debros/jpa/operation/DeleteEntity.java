package io.debros.jpa.operation;

import static io.debros.store.error.Problem.problem;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The end of a row. A row that is already gone is no error, unless a version was expected.
 *
 * @param expectedVersion document value of the version that the row must have; null if rows are not
 *     versioned
 */
public record DeleteEntity(Row row, @Nullable Object expectedVersion) implements EntityOperation {

  /** A row that comes back within the transaction was changed in every attribute. */
  @Override
  public EntityOperation then(EntityOperation next) {
    if (next instanceof InsertEntity insert && insert.row().equals(row)) {
      Set<String> all = new TreeSet<>(insert.values().keySet());
      return new UpdateEntity(row, insert.values(), all, Map.of(), expectedVersion);
    }
    throw new IllegalStateException(
        problem("A removed row cannot come back elsewhere in the same transaction")
            .at("entity", row.model().name())
            .at("id", row.id())
            .advice("Commit the removal first; owner and shard key of a row never change")
            .toString());
  }
}
