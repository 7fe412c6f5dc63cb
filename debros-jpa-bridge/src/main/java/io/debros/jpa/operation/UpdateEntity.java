package io.debros.jpa.operation;

import io.debros.jpa.metamodel.AttributeModel;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * New values for some attributes of a row that must exist.
 *
 * @param values all attribute keys and values as they are now, bookkeeping keys excluded
 * @param changed the keys to write, each of which has a value or null
 * @param read values of counters and sets among the changed that the writer started from; what is
 *     not among them starts from what is stored at commit
 * @param expectedVersion document value of the version that the row must have; null if rows are not
 *     versioned
 */
public record UpdateEntity(
    Row row,
    Map<String, @Nullable Object> values,
    Set<String> changed,
    Map<String, @Nullable Object> read,
    @Nullable Object expectedVersion)
    implements EntityOperation {
  public UpdateEntity {
    changed = Set.copyOf(changed);
  }

  /** Whether the write counts as one of the row's versions: it changes more than what adds up. */
  public boolean movesVersion() {
    AttributeModel version = row.model().version();
    return version != null && changed.contains(version.documentKey());
  }

  @Override
  public EntityOperation then(EntityOperation next) {
    if (next instanceof UpdateEntity update) {
      Set<String> both = new TreeSet<>(changed);
      both.addAll(update.changed);
      Map<String, @Nullable Object> earliest = new HashMap<>(update.read);
      earliest.keySet().removeAll(changed);
      earliest.putAll(read);
      return new UpdateEntity(row, update.values, both, earliest, expectedVersion);
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
