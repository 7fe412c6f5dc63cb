package io.debros.jpa.operation;

import io.debros.jpa.metamodel.EntityModel;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has flushed and not committed: at most one operation a row, in the order in
 * which rows were first touched. One thread at a time.
 */
public final class WriteSet {
  private final Map<RowId, EntityOperation> operations = new LinkedHashMap<>();

  /** Adds an operation; merges it with an earlier one on the same row. */
  public void add(EntityOperation operation) {
    RowId id = new RowId(operation.row().model(), operation.row().id());
    EntityOperation earlier = operations.get(id);
    EntityOperation merged = earlier == null ? operation : earlier.then(operation);
    if (merged == null) {
      operations.remove(id);
    } else {
      operations.put(id, merged);
    }
  }

  /** Adds all operations of another set, in its order. */
  public void addAll(WriteSet other) {
    other.operations.values().forEach(this::add);
  }

  /** The operation on a row; null if there is none. */
  public @Nullable EntityOperation find(EntityModel model, String id) {
    return operations.get(new RowId(model, id));
  }

  /** All operations. */
  public Collection<EntityOperation> operations() {
    return List.copyOf(operations.values());
  }

  public boolean isEmpty() {
    return operations.isEmpty();
  }

  public void clear() {
    operations.clear();
  }

  private record RowId(EntityModel model, String id) {}
}
