package io.debros.jpa.operation;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * New values for some attributes of a row that must exist.
 *
 * @param values all attribute keys and values as they are now, bookkeeping keys excluded
 * @param changed the keys to write, each of which has a value or null
 * @param expectedVersion document value of the version that the row must have; null if rows are not
 *     versioned
 */
public record UpdateEntity(
    Row row,
    Map<String, @Nullable Object> values,
    Set<String> changed,
    @Nullable Object expectedVersion)
    implements EntityOperation {
  public UpdateEntity {
    changed = Set.copyOf(changed);
  }

  @Override
  public EntityOperation then(EntityOperation next) {
    if (next instanceof UpdateEntity update) {
      Set<String> both = new TreeSet<>(changed);
      both.addAll(update.changed);
      return new UpdateEntity(row, update.values, both, expectedVersion);
    }
    if (next instanceof DeleteEntity) {
      return new DeleteEntity(row, expectedVersion);
    }
    if (next instanceof CheckEntity) {
      return this;
    }
    throw new IllegalStateException("Insert of a row that is there: " + row.model().name());
  }
}
