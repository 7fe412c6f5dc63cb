package io.debros.jpa.manager;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.CheckEntity;
import io.debros.jpa.operation.EntityOperation;
import io.debros.jpa.operation.InsertEntity;
import io.debros.jpa.operation.UpdateEntity;
import io.debros.jpa.operation.WriteSet;
import io.debros.jpa.query.exec.Overlay;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a transaction had flushed at one moment. Immutable, thread-safe. */
final class FlushedChanges implements Overlay {
  /** By entity and key; empty for a removed row. */
  private final Map<EntityModel, Map<String, Optional<Document>>> rows = new HashMap<>();

  private FlushedChanges(Collection<EntityOperation> operations) {
    for (EntityOperation operation : operations) {
      if (!(operation instanceof CheckEntity)) {
        rows.computeIfAbsent(operation.row().model(), any -> new LinkedHashMap<>())
            .put(operation.row().id(), Optional.ofNullable(image(operation)));
      }
    }
  }

  /** The changes of a write set as it is now. */
  static Overlay of(WriteSet writes) {
    return writes.isEmpty() ? Overlay.NONE : new FlushedChanges(writes.operations());
  }

  /** The row as an operation leaves it; null if it is removed, or not changed at all. */
  static @Nullable Document image(EntityOperation operation) {
    String id = operation.row().id();
    if (operation instanceof InsertEntity insert) {
      return Document.of(id, insert.values());
    }
    return operation instanceof UpdateEntity update ? Document.of(id, update.values()) : null;
  }

  @Override
  public boolean isEmpty(EntityModel entity) {
    return !rows.containsKey(entity);
  }

  @Override
  public Collection<Document> changed(EntityModel entity) {
    return of(entity).values().stream().flatMap(Optional::stream).toList();
  }

  @Override
  public boolean hides(EntityModel entity, String key) {
    return of(entity).containsKey(key);
  }

  private Map<String, Optional<Document>> of(EntityModel entity) {
    return Objects.requireNonNullElse(rows.get(entity), Map.of());
  }
}
