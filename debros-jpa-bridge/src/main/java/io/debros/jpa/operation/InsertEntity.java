package io.debros.jpa.operation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that must not exist yet.
 *
 * @param values attribute keys and values of the new document, bookkeeping keys excluded
 */
public record InsertEntity(Row row, Map<String, @Nullable Object> values)
    implements EntityOperation {

  @Override
  public @Nullable EntityOperation then(EntityOperation next) {
    if (next instanceof UpdateEntity update) {
      return new InsertEntity(row, update.values());
    }
    if (next instanceof DeleteEntity) {
      return null;
    }
    if (next instanceof CheckEntity) {
      return this;
    }
    throw new IllegalStateException("Two inserts of one row: " + row.model().name());
  }
}
